package dev.sennit.maps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.sennit.maps.wire.GetReply;
import dev.sennit.maps.wire.MapsReply;
import dev.sennit.maps.wire.MapsReply.Broken;
import dev.sennit.maps.wire.MapsReply.Found;
import dev.sennit.maps.wire.MapsReply.NotFound;
import dev.sennit.maps.wire.MapsReply.Stored;
import dev.sennit.maps.wire.MapsRequest;
import dev.sennit.maps.wire.PutReply;
import dev.sennit.maps.wire.TcpTableStyle;
import dev.sennit.net.Delivery;
import dev.sennit.net.Limits;
import dev.sennit.net.Listen;
import dev.sennit.net.Peer;
import dev.sennit.net.Timeouts;
import dev.sennit.net.wire.Octets;
import dev.sennit.testkit.RawPeer;
import dev.sennit.testkit.Transcript;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(10)
class MapsServerIT {
  private static final Duration SOON = Duration.ofMillis(100);

  /// A table in memory; some keys misbehave.
  private static final class Table implements MapHandler {
    final Map<Octets, Octets> rows = new ConcurrentHashMap<>();
    final CountDownLatch never = new CountDownLatch(1);

    Table(String... keysAndValues) {
      for (int i = 0; i < keysAndValues.length; i += 2) {
        rows.put(Octets.utf8(keysAndValues[i]), Octets.utf8(keysAndValues[i + 1]));
      }
    }

    @Override
    @SuppressWarnings("NullAway") // a null answer is one of the misbehaviours
    public GetReply get(MapsRequest.Get request, Peer peer) throws Exception {
      switch (request.key().utf8()) {
        case "error" -> throw new IllegalStateException("This is a test error");
        case "null" -> {
          return null;
        }
        case "slow" -> never.await();
        default -> {}
      }
      if (request.map().equals("other")) {
        return new Broken("no such map");
      }
      Octets value = rows.get(request.key());
      return value == null ? NotFound.INSTANCE : new Found(value);
    }

    @Override
    public PutReply put(MapsRequest.Put request, Peer peer) {
      rows.put(request.key(), request.value());
      return Stored.INSTANCE;
    }
  }

  private static MapsServerOptions options() {
    return MapsServerOptions.defaults()
        .listen(Listen.tcp("127.0.0.1", 0))
        .timeouts(Timeouts.defaults().answer(Duration.ofMillis(300)));
  }

  private static int port(MapsServer server) {
    return ((InetSocketAddress) server.addresses().getFirst()).getPort();
  }

  // ---- transcripts

  @Test
  void twistedStyle_handlerThatAnswersNow_followsTheTranscript() {
    Table table =
        new Table("foo", "ThisIs Foo", "bar", " bar really is found\r\n", "a b", "v", "empty", "");
    MapHandler readOnly = (request, peer) -> table.get(request, peer);
    try (var server = MapsServer.start(options().style(TcpTableStyle.TWISTED), readOnly);
        var peer = RawPeer.connect(port(server))) {
      Transcript.load("twisted.txt").playClient(peer);
    }
  }

  @ParameterizedTest
  @EnumSource(Delivery.class)
  void twistedStyle_handlerThatAnswersLater_followsTheTranscript(Delivery delivery) {
    Table table =
        new Table("foo", "ThisIs Foo", "bar", " bar really is found\r\n", "a b", "v", "empty", "");
    AsyncMapHandler later =
        (request, peer) -> {
          CompletableFuture<MapsReply> reply = new CompletableFuture<>();
          Thread.ofVirtual()
              .start(() -> {
                try {
                  switch (request) {
                    case MapsRequest.Get get -> reply.complete(table.get(get, peer));
                    default -> reply.complete(new MapsReply.Refused("put is not implemented yet."));
                  }
                } catch (Exception e) {
                  reply.completeExceptionally(e);
                }
              });
          return reply;
        };
    var options = options().style(TcpTableStyle.TWISTED).delivery(delivery);
    try (var server = MapsServer.startAsync(options, later);
        var peer = RawPeer.connect(port(server))) {
      Transcript.load("twisted.txt").playClient(peer);
    }
  }

  @ParameterizedTest
  @EnumSource(Delivery.class)
  void postfixStyle_anyDelivery_followsTheTranscript(Delivery delivery) {
    Table table =
        new Table(
            "alice@example.com",
            "alice@box.test",
            "a b",
            "v",
            "empty",
            "",
            "long",
            "v".repeat(4092));
    try (var server = MapsServer.start(options().delivery(delivery), table);
        var peer = RawPeer.connect(port(server))) {
      Transcript.load("postfix.txt").playClient(peer);
    }
  }

  @ParameterizedTest
  @EnumSource(value = Delivery.class, names = "CONCURRENT", mode = EnumSource.Mode.EXCLUDE)
  void getBehindPut_handlersOneByOne_seesWhatWasPut(Delivery delivery) {
    try (var server = MapsServer.start(options().delivery(delivery), new Table());
        var peer = RawPeer.connect(port(server))) {
      peer.send("put k%20 v%0Aw\nget k%20\n").expect("200 OK\n200 v%0Aw\n");
    }
  }

  @Test
  void socketmap_overUnix_followsTheTranscriptAndRemovesItsFile(@TempDir Path dir) {
    Path file = dir.resolve("maps.sock");
    Table table = new Table("alice@example.com", "alice@box.test");
    var options =
        options()
            .protocol(MapsProtocol.SOCKETMAP)
            .listen(Listen.parse("unix:" + file + ":mode=600"));
    try (var server = MapsServer.start(options, table);
        var peer = RawPeer.connect(file)) {
      assertThat(server.addresses()).hasSize(1);
      Transcript.load("socketmap.txt").playClient(peer);
    }
    assertThat(Files.exists(file)).isFalse();
  }

  @Test
  void detect_bothProtocolsOnOnePort_areAnswered() {
    try (var server =
            MapsServer.start(options().protocol(MapsProtocol.DETECT), new Table("k", "v"));
        var lines = RawPeer.connect(port(server));
        var netstrings = RawPeer.connect(port(server))) {
      lines.send("get k\n").expect("200 v\n");
      netstrings.send("3:m k,").expect("4:OK v,");
    }
    var twisted = options().protocol(MapsProtocol.DETECT).style(TcpTableStyle.TWISTED);
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> MapsServer.start(twisted, new Table()))
        .withMessageStartingWith("style: TWISTED (expected: POSTFIX");
  }

  // ---- one reply each, in order

  @Test
  void answers_outOfOrder_areSentInOrder() {
    Map<String, CompletableFuture<MapsReply>> open = new ConcurrentHashMap<>();
    AsyncMapHandler handler =
        (request, peer) ->
            open.computeIfAbsent(
                ((MapsRequest.Get) request).key().utf8(), _ -> new CompletableFuture<>());
    try (var server = MapsServer.startAsync(options(), handler);
        var peer = RawPeer.connect(port(server))) {
      peer.send("get a\nget b\nget c\n");
      await().until(() -> open.size() == 3);
      open.computeIfPresent("c", (_, reply) -> told(reply.complete(Found.of("3")), reply));
      open.computeIfPresent(
          "b",
          (_, reply) -> told(reply.completeExceptionally(new IllegalStateException("b")), reply));
      open.computeIfPresent("a", (_, reply) -> told(reply.complete(Found.of("1")), reply));
      peer.expect("200 1\n400 temporary failure, see the server's log\n200 3\n");
    }
  }

  private static <T> T told(boolean first, T reply) {
    assertThat(first).isTrue();
    return reply;
  }

  @Test
  void handler_withEveryKindOfFailure_costsOneReplyEach() {
    CountDownLatch never = new CountDownLatch(1);
    AsyncMapHandler handler =
        (request, peer) ->
            switch (((MapsRequest.Get) request).key().utf8()) {
              case "throws" -> throw new java.io.IOException("disk");
              case "error" -> throw new StackOverflowError();
              case "nostage" -> nothing();
              case "nothing" -> CompletableFuture.completedFuture(nothing());
              case "failed" -> CompletableFuture.failedFuture(new IllegalStateException("x"));
              case "cancelled" -> {
                CompletableFuture<MapsReply> cancelled = new CompletableFuture<>();
                cancelled.cancel(true);
                yield cancelled;
              }
              case "wrong" -> CompletableFuture.completedFuture(Stored.INSTANCE);
              case "nullreason" ->
                  CompletableFuture.completedFuture(new MapsReply.TryLater(nothing()));
              case "never" -> new CompletableFuture<MapsReply>();
              case "deaf" -> {
                while (never.getCount() > 0) {
                  try {
                    never.await();
                  } catch (InterruptedException _) {
                    // on purpose
                  }
                }
                yield CompletableFuture.completedFuture(Found.of("too late"));
              }
              default -> CompletableFuture.completedFuture(Found.of("v"));
            };
    var options = options().delivery(Delivery.CONCURRENT);
    try (var server = MapsServer.startAsync(options, handler);
        var peer = RawPeer.connect(port(server))) {
      String failed = "400 temporary failure, see the server's log\n";
      String late = "400 the answer took too long\n";
      peer.send("get throws\nget error\nget nostage\nget nothing\nget failed\nget cancelled\n")
          .expect(failed.repeat(6))
          .send("get wrong\nget nullreason\nget k\n")
          .expect(failed.repeat(2) + "200 v\n")
          .send("get never\nget k\nget deaf\nget k\n")
          .expect(late + "200 v\n" + late + "200 v\n");
      never.countDown();
      peer.send("get k\n").expect("200 v\n");
    } finally {
      never.countDown();
    }
  }

  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  private static <T> T nothing() {
    return null;
  }

  // ---- bad input and bad clients

  @Test
  void overLongLine_isOneReplyAndTheConnectionGoesOn() {
    try (var server = MapsServer.start(options(), new Table("k", "v"));
        var peer = RawPeer.connect(port(server))) {
      byte[] part = "k".repeat(50_000).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
      peer.send("get ");
      for (int i = 0; i < 200; i++) {
        peer.send(part);
      }
      peer.send("\nget k\n").expect("500 key too long\n200 v\n");
    }
  }

  @Test
  void slowLoris_byTheHundred_disturbsNobody() {
    try (var server = MapsServer.start(options(), new Table("k", "v"))) {
      RawPeer[] slow = new RawPeer[300];
      for (int i = 0; i < slow.length; i++) {
        slow[i] = RawPeer.connect(port(server)).send("g");
      }
      try (var peer = RawPeer.connect(port(server))) {
        for (byte b : "get k\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII)) {
          for (RawPeer loris : slow) {
            if (b != 'g') {
              loris.send(new byte[] {b});
            }
          }
          peer.send("get k\n").expect("200 v\n");
        }
      }
      for (RawPeer loris : slow) {
        loris.expect("200 v\n").close();
      }
      await().until(() -> server.connections() == 0);
    }
  }

  @Test
  void connectionsThatSayNothing_atTheLimit_makeRoom() {
    var options = options().limits(Limits.defaults().connections(100));
    try (var server = MapsServer.start(options, new Table("k", "v"))) {
      RawPeer[] silent = new RawPeer[300];
      for (int i = 0; i < silent.length; i++) {
        silent[i] = RawPeer.connect(port(server));
      }
      try (var peer = RawPeer.connect(port(server))) {
        peer.send("get k\n").expect("200 v\n");
      }
      silent[0].expectEof();
      for (RawPeer one : silent) {
        one.close();
      }
    }
  }

  @Test
  void halfClose_requestsInWork_areAnsweredFirst() {
    CountDownLatch gate = new CountDownLatch(1);
    MapHandler handler =
        (request, _) -> {
          gate.await();
          return new Found(request.key());
        };
    try (var server = MapsServer.start(options().timeouts(Timeouts.defaults()), handler);
        var peer = RawPeer.connect(port(server))) {
      peer.send("get a\nget b\nget c\nget unfinished").halfClose();
      gate.countDown();
      peer.expect("200 a\n200 b\n200 c\n").expectEof();
    }
  }

  @Test
  void brokenFrame_whileAnAnswerIsOwed_isTheLastThatIsRead() {
    CountDownLatch gate = new CountDownLatch(1);
    AtomicInteger asked = new AtomicInteger();
    MapHandler handler =
        (request, _) -> {
          asked.incrementAndGet();
          gate.await();
          return new Found(request.key());
        };
    var options = options().timeouts(Timeouts.defaults()).protocol(MapsProtocol.SOCKETMAP);
    try (var server = MapsServer.start(options, handler);
        var peer = RawPeer.connect(port(server))) {
      peer.send("3:m a,:x,");
      await().until(() -> asked.get() == 1);
      peer.send("3:m b,");
      try (var other = RawPeer.connect(port(server))) {
        other.send("3:m c,");
        await().until(() -> asked.get() == 2); // the loop has had time for `b`
        gate.countDown();
        other.expect("4:OK c,");
      }
      peer.expect("4:OK a,").expectEof();
    } finally {
      gate.countDown();
    }
  }

  // ---- the end

  @Test
  void close_requestInWork_isAnsweredFirst() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    MapHandler handler =
        (request, _) -> {
          begun.countDown();
          gate.await();
          return new Found(request.key());
        };
    MapsServer server = MapsServer.start(options().timeouts(Timeouts.defaults()), handler);
    int port = port(server);
    try (server;
        var peer = RawPeer.connect(port);
        var idle = RawPeer.connect(port)) {
      peer.send("get a\n");
      begun.await();
      await().until(() -> server.connections() == 2); // the kernel resets what was not accepted
      Thread closing = Thread.ofVirtual().start(server::close);
      idle.expectEof().halfClose();
      await()
          .untilAsserted(() ->
              assertThatExceptionOfType(UncheckedIOException.class)
                  .isThrownBy(() -> RawPeer.connect(port).close()));
      gate.countDown();
      peer.expect("200 a\n").expectEof().halfClose();
      closing.join();
      assertThat(server.connections()).isZero();
    }
  }

  @Test
  void close_handlerThatHangs_isBrokenOffAfterTheGrace() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    MapHandler handler =
        (_, _) -> {
          begun.countDown();
          new CountDownLatch(1).await();
          return NotFound.INSTANCE;
        };
    MapsServer server = MapsServer.start(options().timeouts(Timeouts.defaults()), handler);
    try (server;
        var peer = RawPeer.connect(port(server))) {
      peer.send("get a\n");
      begun.await();
      server.close(SOON);
      assertThat(server.connections()).isZero();
    }
  }
}
