package dev.sennit.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sennit.interop.peer.TwistedPb;
import dev.sennit.net.Listen;
import dev.sennit.net.Target;
import dev.sennit.pb.PbAvatar;
import dev.sennit.pb.PbClient;
import dev.sennit.pb.PbClientOptions;
import dev.sennit.pb.PbException;
import dev.sennit.pb.PbMethods;
import dev.sennit.pb.PbPortal;
import dev.sennit.pb.PbRemote;
import dev.sennit.pb.PbServer;
import dev.sennit.pb.PbServerOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A Twisted client logs in here, and ours there.
@NullUnmarked // what should be there and is None fails the test by itself
@Tag("peer")
@Timeout(120)
class TwistedPbLoginIT {
  @Test
  void login_ofATwistedClient_isAsAtTwistedsPortal() throws InterruptedException, IOException {
    BlockingQueue<String> out = new LinkedBlockingQueue<>();
    PbPortal portal =
        PbPortal.of(login -> {
          PbRemote mind = login.mind() instanceof PbRemote given ? given : null;
          return new PbAvatar(
              PbMethods.of()
                  .on("who", _ -> login.name())
                  .on("ask", call -> mind.call("answer", call.get(0))),
              () -> out.add(login.name()));
        });
    var options = PbServerOptions.defaults().listen(Listen.tcp("127.0.0.1", 0));
    List<String> ours;
    try (var server =
        PbServer.start(options, portal.users(Map.of("guest", "secret")).anonymous())) {
      int port = ((InetSocketAddress) server.addresses().getFirst()).getPort();
      ours = TwistedPb.call("twisted_pb_login.py", port);
      var left = new ArrayList<String>();
      left.add(out.poll(60, TimeUnit.SECONDS));
      left.add(out.poll(60, TimeUnit.SECONDS));
      assertThat(left).containsExactlyInAnyOrder("guest", "anonymous");
    }
    assertThat(out).isEmpty();
    try (var twisted = TwistedPb.serve("twisted_pb_portal.py")) {
      var theirs = TwistedPb.call("twisted_pb_login.py", twisted.port());
      assertThat(ours)
          .isEqualTo(theirs.stream().map(line -> line.replace("'User'", "'PbMethods'")).toList());
    }
    assertThat(ours)
        .containsExactly(
            "who guest",
            "asked answer to why",
            "missing builtins.AttributeError"
                + " 'PbMethods' object has no attribute 'perspective_nonsense'",
            "refused True",
            "refused True",
            "who anonymous");
  }

  @Test
  void login_atTwistedsPortal_givesAnAvatar() throws InterruptedException, IOException {
    try (var twisted = TwistedPb.serve("twisted_pb_portal.py");
        var client =
            PbClient.connect(PbClientOptions.of(Target.tcp("127.0.0.1", twisted.port())))) {
      var mind = PbMethods.of().on("answer", call -> "answer to " + call.text(0));
      var avatar = client.login("guest", "secret", mind).join();
      assertThat(avatar.call("who").join()).isEqualTo("guest");
      assertThat(avatar.call("ask", "why").join()).isEqualTo("answer to why");
      assertThatThrownBy(() -> client.login("guest", "wrong", null).join())
          .hasCauseInstanceOf(PbException.class)
          .satisfies(e ->
              assertThat(((PbException) e.getCause()).is("twisted.cred.error.UnauthorizedLogin"))
                  .isTrue());
      assertThat(client.loginAnonymous(null).join().call("who").join()).isEqualTo("anonymous");
      avatar.close();
      assertThat(twisted.log().await("out guest")).isNotNull();
      assertThat(client.root().call("nonsense").handle((_, failure) -> failure != null).join())
          .isTrue();
    }
  }
}
