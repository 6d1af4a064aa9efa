package dev.sennit.ident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.ident.IdentOutcome.Declined;
import dev.sennit.ident.IdentOutcome.Failed;
import dev.sennit.ident.IdentOutcome.Identified;
import dev.sennit.ident.wire.IdentAnswer.Fault;
import dev.sennit.ident.wire.IdentAnswer.UserId;
import dev.sennit.ident.wire.IdentError;
import dev.sennit.net.Listen;
import dev.sennit.testkit.FreePort;
import dev.sennit.testkit.RawPeer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class IdentSliceIT {
  private static final IdentServerOptions OPTIONS =
      IdentServerOptions.defaults().listen(Listen.tcp("127.0.0.1", 0));

  private static int port(IdentServer server) {
    return ((InetSocketAddress) server.addresses().getFirst()).getPort();
  }

  @Test
  void server_rawQueries_areAnswered() {
    try (var server =
            IdentServer.start(
                OPTIONS,
                (connection, _) ->
                    connection.local().getPort() == 6193 ? UserId.unix("joe") : Fault.NO_USER);
        var peer = RawPeer.connect(port(server))) {
      peer.send("6193, 23\\r\\n").expect("6193,23:USERID:UNIX:joe\\r\\n");
      peer.send("1,2\\n").expect("1,2:ERROR:NO-USER\\r\\n");
      peer.send("0,-5\\r").expect("0,-5:ERROR:INVALID-PORT\\r\\n");
      peer.send("7,8").halfClose().expect("7,8:ERROR:NO-USER\\r\\n").expectEof();
    }
  }

  @Test
  void client_ownServer_getsTheOwner() throws Exception {
    try (var server =
            IdentServer.start(
                OPTIONS,
                (connection, peer) ->
                    connection.local().getPort() == port(peer.local())
                        ? UserId.unix("joe")
                        : Fault.NO_USER);
        var connection = new Socket(InetAddress.ofLiteral("127.0.0.1"), port(server));
        var client = IdentClient.create(IdentClientOptions.defaults().port(port(server)))) {
      IdentRequest request = IdentRequest.of(connection).reference("mine");
      assertThat(client.query(request)).isEqualTo(new Identified(request, UserId.unix("joe")));

      IdentRequest other =
          IdentRequest.of(
              request.ends().local(),
              new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), FreePort.tcp()));
      assertThat(client.query(other)).isEqualTo(new Declined(other, IdentError.NO_USER));

      IdentRequest refused = request.port(FreePort.tcp());
      assertThat(client.query(refused))
          .isInstanceOfSatisfying(
              Failed.class, failed -> assertThat(failed.failure()).isEqualTo(IdentFailure.REFUSED));
    }
  }

  private static int port(java.net.SocketAddress address) {
    return ((InetSocketAddress) address).getPort();
  }
}
