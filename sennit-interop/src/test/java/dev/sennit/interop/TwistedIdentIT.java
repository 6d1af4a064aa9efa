package dev.sennit.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.ident.IdentClient;
import dev.sennit.ident.IdentClientOptions;
import dev.sennit.ident.IdentOutcome;
import dev.sennit.ident.IdentRequest;
import dev.sennit.ident.IdentServer;
import dev.sennit.ident.IdentServerOptions;
import dev.sennit.ident.wire.IdentAnswer.Fault;
import dev.sennit.ident.wire.IdentAnswer.UserId;
import dev.sennit.ident.wire.IdentStyle;
import dev.sennit.interop.peer.Child;
import dev.sennit.interop.peer.OwnedConnection;
import dev.sennit.interop.peer.Program;
import dev.sennit.interop.peer.Scratch;
import dev.sennit.interop.peer.SennitDaemon;
import dev.sennit.net.Listen;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Twisted's ident classes and ours, in both directions. On Python 3 they run only with the few
/// lines of the test's scripts that turn text into bytes and back.
@Tag("peer")
@Timeout(120)
class TwistedIdentIT {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  private static IdentRequest about(int portOnServer, int identPort) {
    return IdentRequest.of(
            new InetSocketAddress(LOOPBACK, 23), new InetSocketAddress(LOOPBACK, portOnServer))
        .port(identPort);
  }

  private static String told(IdentOutcome outcome) {
    return switch (outcome.answer()) {
      case UserId user -> user.opsys() + " " + user.id().utf8();
      case Fault(var error) -> error.token();
    };
  }

  @Test
  void client_asksTwisted_getsWhatItsHookSays() throws InterruptedException {
    try (var scratch = new Scratch();
        var twisted =
            Child.start(
                "twisted ident",
                "/usr/bin/python3",
                scratch.peer("twisted_ident_server.py").toString());
        var client =
            IdentClient.create(IdentClientOptions.defaults().connections(1).pipelining(8))) {
      int port = Integer.parseInt(twisted.out().await("port ").substring("port ".length()));
      var answers = new ArrayList<String>();
      for (int asked = 6191; asked <= 6197; asked++) {
        answers.add(told(client.query(about(asked, port))));
      }
      assertThat(answers)
          .containsExactly(
              "UNIX  alice",
              "NO-USER",
              "HIDDEN-USER",
              "UNKNOWN-ERROR",
              "LINUX  bob",
              "OTHER  a:b c",
              "UNKNOWN-ERROR");

      // all at once on one connection: it answers the slow one last, and each finds its query
      var replies =
          List.of(6195, 6191, 6192, 6196).stream()
              .map(asked -> client.queryAsync(about(asked, port)))
              .toList();
      assertThat(replies)
          .extracting(reply -> told(reply.join()))
          .containsExactly("LINUX  bob", "UNIX  alice", "NO-USER", "OTHER  a:b c");
    }
  }

  private static List<String> twistedAsks(int identPort, String... pairs)
      throws InterruptedException {
    try (var scratch = new Scratch()) {
      var command =
          new ArrayList<>(
              List.of(
                  "/usr/bin/python3",
                  scratch.peer("twisted_ident_client.py").toString(),
                  Integer.toString(identPort)));
      command.addAll(List.of(pairs));
      return Program.run(command.toArray(String[]::new)).expect(0).text().lines().toList();
    }
  }

  @Test
  void twisted_asksOurServer_getsEachAnswerInItsTurn() throws InterruptedException {
    var options =
        IdentServerOptions.defaults().listen(Listen.tcp("127.0.0.1", 0)).style(IdentStyle.RFC);
    try (var server =
        IdentServer.start(
            options,
            (connection, _) ->
                switch (connection.local().getPort()) {
                  case 1 -> UserId.unix("alice");
                  case 2 -> Fault.NO_USER;
                  case 3 -> Fault.HIDDEN_USER;
                  default -> throw new IllegalStateException("on purpose");
                })) {
      int port = ((InetSocketAddress) server.addresses().getFirst()).getPort();
      assertThat(twistedAsks(port, "1,23", "2,23", "3,23", "4,23", "0,23", "70000,23", "1,24"))
          .containsExactly(
              "USERID UNIX : alice",
              "NoUser",
              "HiddenUser",
              "IdentError",
              "InvalidPort",
              "InvalidPort",
              "USERID UNIX : alice");
    }
  }

  @Test
  void twisted_asksTheDaemon_getsTheOwner() throws InterruptedException {
    String user = System.getProperty("user.name");
    String config = "[ident]\nlisten = \"tcp:$IDENT:interface=127.0.0.1\"\n";
    try (var scratch = new Scratch();
        var connection = OwnedConnection.of(user);
        var daemon = SennitDaemon.start(scratch, config)) {
      int port = daemon.identPort();
      String there = connection.ownedPort() + "," + connection.otherPort();
      assertThat(twistedAsks(port, there, connection.ownedPort() + ",1", there))
          .containsExactly("USERID UNIX:" + user, "NoUser", "USERID UNIX:" + user);
    }
  }
}
