package dev.sennit.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sennit.interop.peer.TwistedPb;
import dev.sennit.net.Listen;
import dev.sennit.net.Target;
import dev.sennit.pb.PbAvatar;
import dev.sennit.pb.PbCached;
import dev.sennit.pb.PbClient;
import dev.sennit.pb.PbClientOptions;
import dev.sennit.pb.PbException;
import dev.sennit.pb.PbMethods;
import dev.sennit.pb.PbPortal;
import dev.sennit.pb.PbPublishable;
import dev.sennit.pb.PbPublished;
import dev.sennit.pb.PbRemote;
import dev.sennit.pb.PbServer;
import dev.sennit.pb.PbServerOptions;
import dev.sennit.pb.jelly.PbTypes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What programs of 2004 did: identities and perspectives, and published objects.
@Tag("peer")
@Timeout(120)
class TwistedPbOldIT {
  /// What a new connection gets of the published object.
  private static Map<String, ?> archive(PbClientOptions options) {
    try (var client = PbClient.connect(options)) {
      PbCached handle = (PbCached) Objects.requireNonNull(client.root().call("archive").join());
      return ((PbPublished) handle.cache()).active().join();
    }
  }

  @Test
  void client_atAServerOf2004_attachesAndFetches(@TempDir Path folder)
      throws IOException, InterruptedException {
    try (var twisted = TwistedPb.serve("twisted_pb_old_server.py")) {
      var options =
          PbClientOptions.of(Target.tcp("127.0.0.1", twisted.port()))
              .types(PbPublished.in(folder, PbTypes.standard(), "news.Archive"));
      var client = PbClient.connect(options);
      try (var identity = client.loginLegacy("guest", "secret").join()) {
        var mind = PbMethods.of().on("answer", call -> "answer to " + call.text(0));
        PbRemote perspective = identity.attach("chat", null, mind).join();
        assertThat(perspective.call("who").join()).isEqualTo("guest");
        assertThat(perspective.call("ask", "why").join()).isEqualTo("answer to why");
        assertThat(identity.attach("chat", "admin", null).join().call("who").join())
            .isEqualTo("admin");
        assertThatThrownBy(() -> identity.attach("mail", null, null).join())
            .hasCauseInstanceOf(PbException.class)
            .satisfies(e ->
                assertThat(
                        ((PbException) Objects.requireNonNull(e.getCause()))
                            .is("builtins.KeyError"))
                    .isTrue());
      }
      assertThatThrownBy(() -> client.loginLegacy("guest", "wrong").join())
          .hasMessageContaining("invalid username or password");

      assertThat(archive(options)).isEqualTo(archive(options));
      assertThat(archive(options)).extracting("edition", "text").containsExactly(1L, "news €");
      client.root().call("changed").join();
      assertThat(archive(options)).extracting("edition").isEqualTo(2L);
      client.close();
      assertThat(folder).isDirectoryContaining("glob:**/None-None-7.pub");
    }
  }

  @Test
  void server_forAClientOf2004_isAsTheirs() throws InterruptedException {
    AtomicInteger fetched = new AtomicInteger();
    var archive =
        new PbPublishable("news.Archive", 7, () -> Map.of("edition", fetched.incrementAndGet()));
    var news = PbMethods.of().on("archive", _ -> archive);
    PbPortal portal =
        PbPortal.of(_ -> PbAvatar.of(news))
            .users(Map.of("guest", "secret"))
            .legacy((login, service, perspective) ->
                service.equals("chat")
                    ? PbAvatar.of(
                        PbMethods.of()
                            .on("who", _ -> login.name() + " as " + perspective)
                            .on(
                                "ask",
                                call ->
                                    login.mind() instanceof PbRemote mind
                                        ? mind.call("answer", call.get(0))
                                        : "nobody")
                            .on("root", _ -> news))
                    : null);
    var options = PbServerOptions.defaults().listen(Listen.tcp("127.0.0.1", 0));
    try (var server = PbServer.start(options, portal)) {
      int port = ((InetSocketAddress) server.addresses().getFirst()).getPort();
      assertThat(TwistedPb.call("twisted_pb_old_client.py", port))
          .containsExactly(
              "wrong None",
              "who guest as guest",
              "asked answer to why",
              "no key True \"No key for service 'mail', perspective 'guest'.\"",
              "edition 1",
              "edition 1");
    }
  }
}
