package dev.sennit.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.ident.IdentClient;
import dev.sennit.ident.IdentClientOptions;
import dev.sennit.ident.forward.Forward;
import dev.sennit.ident.wire.IdentAnswer.UserId;
import dev.sennit.ident.wire.IdentQuery;
import dev.sennit.testkit.RawPeer;
import dev.sennit.testkit.RawServer;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class IdentForwardIT {
  @Test
  void ask_serverInside_getsTheQueryAndItsAnswerIsTold() {
    try (RawServer server = RawServer.tcp();
        IdentClient client = IdentClient.create(IdentClientOptions.defaults())) {
      Forward forward = IdentForward.through(client);
      var answer = forward.ask((InetSocketAddress) server.address(), new IdentQuery(6193, 23));
      try (RawPeer asked = server.accept()) {
        asked.expect("6193, 23\\r\\n").send("6193,23:USERID:UNIX:joe\\r\\n");
        assertThat(answer.toCompletableFuture().join()).isEqualTo(UserId.unix("joe"));
      }
    }
  }

  @Test
  void ask_nobodyWaitsAnyMore_endsTheConnection() {
    try (RawServer server = RawServer.tcp();
        IdentClient client = IdentClient.create(IdentClientOptions.defaults())) {
      Forward forward = IdentForward.through(client);
      var answer = forward.ask((InetSocketAddress) server.address(), new IdentQuery(6193, 23));
      try (RawPeer asked = server.accept()) {
        asked.expect("6193, 23\\r\\n");
        answer.toCompletableFuture().cancel(true);
        asked.expectEof();
      }
    }
  }
}
