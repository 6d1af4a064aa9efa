package dev.sennit.amp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.amp.Commands.Name;
import dev.sennit.amp.Commands.Sum;
import dev.sennit.amp.Commands.Total;
import dev.sennit.amp.wire.AmpBox;
import dev.sennit.amp.wire.TooLongException;
import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.Limits;
import dev.sennit.net.Listen;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.Reply;
import dev.sennit.net.StartTls;
import dev.sennit.net.Target;
import dev.sennit.testkit.RawPeer;
import dev.sennit.testkit.RawServer;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Peers that mean no good: none of them gets more than the limits, and the next one is served.
@Timeout(120)
class AmpHostileIT {
  private static final int HANDSHAKE = 0x16;
  private static final Duration LONG = Duration.ofSeconds(30);

  private final AtomicInteger runs = new AtomicInteger();
  private final AmpRouter router =
      AmpRouter.of()
          .on(
              Commands.SUM,
              (sum, _) -> {
                runs.incrementAndGet();
                return new Total(sum.a() + sum.b());
              });

  private static byte[] box(String... pairs) {
    return AmpBox.of(pairs).toOctets().toBytes();
  }

  /// Plays a client of our server.
  private static void client(AmpRouter router, Consumer<RawPeer> script) {
    var options = AmpServerOptions.defaults().listen(Listen.tcp("127.0.0.1", 0));
    try (var server = AmpServer.start(options, router)) {
      try (var peer = RawPeer.connect(TwoSides.port(server)).within(LONG)) {
        script.accept(peer);
      }
      try (var next = RawPeer.connect(TwoSides.port(server)).within(LONG)) {
        next.send(Vectors.SUM).expect(Vectors.TOTAL);
      }
    }
  }

  /// Plays a server of our client.
  private static void server(AmpRouter back, BiConsumer<AmpConnection, RawPeer> script) {
    try (var listening = RawServer.tcp();
        var client =
            AmpClient.create(
                AmpClientOptions.of(Target.tcp("127.0.0.1", listening.port()))
                    .timeouts(AmpServerOptions.TIMEOUTS.grace(Duration.ofMillis(100)))
                    .router(back))) {
      AmpConnection connection = client.connect();
      try (var peer = listening.accept().within(LONG)) {
        script.accept(connection, peer);
      }
    }
  }

  // ---- floods

  /// It asks as long as it can be written, and reads only then.
  @Test
  void requests_withoutEndOfAPeerThatNeverReads_areHeldBackAndAnsweredWhenItReads()
      throws Exception {
    AmpRouter large =
        AmpRouter.of()
            .on(
                Commands.HELLO,
                (_, _) -> {
                  runs.incrementAndGet();
                  return new Name("x".repeat(60_000));
                });
    AmpServerOptions options =
        AmpServerOptions.defaults()
            .listen(Listen.tcp("127.0.0.1", 0))
            .limits(Limits.defaults().writeBytes(64 * 1024))
            .amp(AmpLimits.defaults().queuedBytes(200_000));
    byte[] request = box("_command", "hello", "_ask", "1", "name", "y".repeat(30_000));
    int answer = box("_answer", "1", "name", "x".repeat(60_000)).length;
    try (var server = AmpServer.start(options, large);
        SocketChannel peer = SocketChannel.open(server.addresses().getFirst())) {
      ByteBuffer begun;
      int sent = 0;
      do {
        begun = ByteBuffer.wrap(request);
        sent++;
      } while (takes(peer, begun) && sent < 10_000);
      assertThat(sent).isBetween(2, 2_000); // what the kernel holds and a little more
      assertThat(runs.get()).isLessThan(500);
      ByteBuffer rest = begun;
      peer.configureBlocking(true);
      Thread writer =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  while (rest.hasRemaining()) {
                    peer.write(rest);
                  }
                } catch (java.io.IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      long expected = (long) sent * answer;
      byte[] piece = new byte[1 << 16];
      var in = Channels.newInputStream(peer);
      while (expected > 0) {
        int count = in.read(piece, 0, (int) Math.min(piece.length, expected));
        assertThat(count).as("%s bytes are still to come", expected).isPositive();
        expected -= count;
      }
      writer.join();
      assertThat(runs).hasValue(sent);
    }
  }

  /// @return false if nothing is taken for half a second
  private static boolean takes(SocketChannel peer, ByteBuffer bytes) throws Exception {
    peer.configureBlocking(false);
    try (Selector selector = Selector.open()) {
      SelectionKey key = peer.register(selector, SelectionKey.OP_WRITE);
      boolean ready = true;
      while (bytes.hasRemaining() && ready) {
        if (peer.write(bytes) == 0) {
          ready = selector.select(500) > 0;
          selector.selectedKeys().clear();
        }
      }
      key.cancel();
      selector.selectNow();
      return ready;
    }
  }

  @Test
  void box_ofPairsWithoutEnd_endsTheConnectionAtTheLimit() {
    AmpServerOptions options =
        AmpServerOptions.defaults()
            .listen(Listen.tcp("127.0.0.1", 0))
            .amp(AmpLimits.defaults().boxBytes(200_000).boxPairs(100));
    byte[] large = Arrays.copyOf(box("v", "x".repeat(65_535)), 5 + 65_535);
    byte[] small = {0, 1, 'k', 0, 0};
    try (var server = AmpServer.start(options, router)) {
      for (byte[] pair : new byte[][] {large, small}) {
        try (var peer = RawPeer.connect(TwoSides.port(server)).within(LONG)) {
          peer.send(Vectors.SUM).expect(Vectors.TOTAL);
          for (int i = 0; i < (pair.length > 5 ? 3 : 100); i++) {
            peer.send(pair);
          }
          peer.send(Arrays.copyOf(pair, 5)).expectEof(); // the lengths of the next tell enough
        }
      }
    }
  }

  /// A value over many keys is one box all the same.
  @Test
  void longValue_withoutEnd_endsTheConnectionAtTheLimit() {
    record Note(@AmpAs(AmpLongString.class) dev.sennit.net.wire.Octets text) {}

    record Length(int length) {}

    AmpRouter notes =
        router.on(
            AmpCommand.of("Note", Note.class, Length.class),
            (note, _) -> new Length(note.text().length()));
    AmpServerOptions options =
        AmpServerOptions.defaults()
            .listen(Listen.tcp("127.0.0.1", 0))
            .amp(AmpLimits.defaults().boxBytes(150_000));
    String full = "x".repeat(65_535);
    try (var server = AmpServer.start(options, notes);
        var peer = RawPeer.connect(TwoSides.port(server)).within(LONG)) {
      peer.send(box("_command", "Note", "_ask", "1", "text", full, "text.2", full, "text.3", "y"))
          .expect(box("_answer", "1", "length", "131071"));
      byte[] more =
          box("_command", "Note", "_ask", "2", "text", full, "text.2", full, "text.3", full);
      peer.send(Arrays.copyOf(more, more.length - 65_537)).expectEof(); // up to the last value
    }
  }

  @Test
  void streams_openedWithoutEnd_endTheConnectionAtTheLimit() {
    AmpRouter streaming = new AmpStreams().on(router);
    client(
        streaming,
        peer -> {
          for (int i = 1; i <= 1_024; i++) {
            peer.send(box("_command", "StreamMore", "stream", Integer.toString(i), "bytes", "1"));
          }
          peer.send(Vectors.SUM).expect(Vectors.TOTAL);
          peer.send(box("_command", "StreamMore", "stream", "7", "bytes", "9223372036854775807"))
              .send(Vectors.SUM)
              .expect(Vectors.TOTAL);
          peer.send(box("_command", "StreamMore", "stream", "1025", "bytes", "1")).expectEof();
        });
  }

  // ---- the end in the middle

  @Test
  void client_thatClosesInsideABox_getsWhatItIsOwed() {
    byte[] half = Arrays.copyOf(Vectors.SUM, 20);
    client(
        router,
        peer ->
            peer.send(Vectors.joined(Vectors.SUM, half))
                .halfClose()
                .expect(Vectors.TOTAL)
                .expectEof());
  }

  @Test
  void client_thatResetsInsideABox_troublesNobody() {
    client(
        router,
        peer -> peer.send(Vectors.joined(Vectors.SUM, Arrays.copyOf(Vectors.SUM, 20))).reset());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 13, 20})
  void server_thatClosesInsideAnAnswer_failsTheCall(int bytes) {
    server(
        AmpRouter.of(),
        (connection, peer) -> {
          Reply<Total> reply = connection.ask(Commands.SUM, new Sum(13, 81));
          peer.expect(Vectors.SUM).send(Arrays.copyOf(Vectors.TOTAL, bytes)).close();
          assertThat(TwoSides.failure(reply)).isInstanceOf(ConnectionLostException.class);
        });
  }

  @Test
  void server_thatSpeaksAnotherProtocol_failsTheCallsWithTheLengthOfTheKey() {
    server(
        AmpRouter.of(),
        (connection, peer) -> {
          Reply<Total> reply = connection.ask(Commands.SUM, new Sum(13, 81));
          peer.expect(Vectors.SUM).send("HTTP/1.1 400 Bad Request\\r\\n\\r\\n");
          assertThat(TwoSides.failure(reply))
              .isInstanceOfSatisfying(
                  TooLongException.class,
                  tooLong -> {
                    assertThat(tooLong.isKey()).isTrue();
                    assertThat(tooLong.isLocal()).isFalse();
                    assertThat(tooLong.value()).isEmpty();
                    assertThat(tooLong.keyName()).isEmpty();
                  });
          assertThat(TwoSides.failure(connection.ask(Commands.SUM, new Sum(1, 1))))
              .isInstanceOf(TooLongException.class);
          peer.expectEof();
        });
  }

  // ---- answers to nothing

  @Test
  void server_thatAnswersWhatWasNotAsked_isCutOff() {
    server(
        AmpRouter.of(),
        (connection, peer) -> {
          Reply<Total> reply = connection.ask(Commands.SUM, new Sum(13, 81));
          peer.expect(Vectors.SUM).send(Vectors.joined(box("_answer", "2"), Vectors.TOTAL));
          assertThat(TwoSides.failure(reply)).isInstanceOf(ProtocolException.class);
          assertThat(TwoSides.failure(connection.ask(Commands.SUM, new Sum(1, 1))))
              .isInstanceOf(ProtocolException.class);
          peer.expectEof();
        });
  }

  @Test
  void server_thatFailsWhatWasNotAsked_isCutOff() {
    server(
        AmpRouter.of(),
        (connection, peer) -> {
          Reply<Total> reply = connection.ask(Commands.SUM, new Sum(13, 81));
          peer.expect(Vectors.SUM)
              .send(box("_error", "01", "_error_code", "E", "_error_description", "no"));
          assertThat(TwoSides.failure(reply)).isInstanceOf(ProtocolException.class);
          peer.expectEof();
        });
  }

  // ---- plaintext around StartTLS

  private static final byte[] TLS_REQUEST = box("_ask", "1", "_command", "StartTLS");
  private static final byte[] TLS_ANSWER = box("_answer", "1");

  /// What was asked before is answered in clear, as it was asked; nothing behind the request is
  /// run.
  @Test
  void startTls_plaintextOnBothSidesOfTheRequest_onlyWhatCameBeforeIsRun() {
    byte[] before = box("_ask", "b", "_command", "Sum", "a", "1", "b", "2");
    client(
        router.onStartTls(StartTls.unverified()),
        peer -> {
          peer.send(Vectors.joined(before, TLS_REQUEST, Vectors.SUM))
              .expect(box("_answer", "b", "total", "3"))
              .expect(TLS_ANSWER);
          assertThat(text(peer.read(4096))).doesNotContain("total");
          assertThat(runs).hasValue(1);
        });
  }

  @Test
  void startTls_plaintextInThePieceBehindTheAnswer_isNotRun() {
    client(
        router.onStartTls(StartTls.unverified()),
        peer -> {
          peer.send(TLS_REQUEST).expect(TLS_ANSWER).send(Vectors.SUM);
          assertThat(text(peer.read(4096))).doesNotContain("total");
          assertThat(runs).hasValue(0);
        });
  }

  @Test
  void startTls_handshakeInThePieceOfTheRequest_begins() throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, null, null);
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(true);
    ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.wrap(ByteBuffer.allocate(0), hello);
    byte[] record = new byte[hello.flip().remaining()];
    hello.get(record);
    client(
        router.onStartTls(StartTls.unverified()),
        peer -> {
          peer.send(Vectors.joined(TLS_REQUEST, record)).expect(TLS_ANSWER);
          byte[] head = peer.read(6);
          assertThat(head[0]).isEqualTo((byte) HANDSHAKE);
          assertThat(head[5]).as("a ServerHello").isEqualTo((byte) 2);
        });
  }

  /// The answer to StartTLS, and behind it in the same piece a request and an answer to what waits
  /// for TLS.
  @Test
  void startTls_plaintextInThePieceOfTheAnswer_isNeitherRunNorTakenForAnAnswer() {
    server(
        router,
        (connection, peer) -> {
          Reply<AmpNothing> tls = connection.startTls(StartTls.unverified());
          Reply<Total> protectedCall = connection.ask(Commands.SUM, new Sum(1, 2));
          byte[] injected = box("_answer", "2", "total", "666");
          peer.expect(TLS_REQUEST).send(Vectors.joined(TLS_ANSWER, injected, Vectors.SUM));
          assertThat(TwoSides.failure(protectedCall)).isInstanceOf(ConnectionLostException.class);
          assertThat(tls).isCompletedWithValue(AmpNothing.NOTHING);
          byte[] seen = peer.read(65_536);
          assertThat(seen[0]).isEqualTo((byte) HANDSHAKE);
          assertThat(text(seen)).doesNotContain("_command", "_answer");
          assertThat(runs).hasValue(0);
        });
  }

  @Test
  void startTls_plaintextBehindTheAnswer_isNotRun() {
    server(
        router,
        (connection, peer) -> {
          Reply<AmpNothing> tls = connection.startTls(StartTls.unverified());
          Reply<Total> protectedCall = connection.ask(Commands.SUM, new Sum(1, 2));
          peer.expect(TLS_REQUEST).send(TLS_ANSWER);
          assertThat(tls.join()).isEqualTo(AmpNothing.NOTHING);
          peer.send(Vectors.joined(box("_answer", "2", "total", "666"), Vectors.SUM));
          assertThat(TwoSides.failure(protectedCall)).isInstanceOf(ConnectionLostException.class);
          assertThat(text(peer.read(65_536))).doesNotContain("_command", "_answer");
          assertThat(runs).hasValue(0);
        });
  }

  /// Boxes before the answer are in clear for both sides; what they cause goes out in TLS.
  @Test
  void startTls_requestBeforeTheAnswer_isAnsweredInTls() {
    server(
        router,
        (connection, peer) -> {
          Reply<AmpNothing> tls = connection.startTls(StartTls.unverified());
          peer.expect(TLS_REQUEST).send(Vectors.joined(Vectors.SUM, TLS_ANSWER));
          assertThat(tls.join()).isEqualTo(AmpNothing.NOTHING);
          byte[] head = peer.read(5);
          assertThat(head[0]).isEqualTo((byte) HANDSHAKE);
          byte[] hello = peer.read((head[3] & 0xff) << 8 | (head[4] & 0xff));
          assertThat(hello[0]).as("a ClientHello").isEqualTo((byte) 1);
          assertThat(text(hello)).doesNotContain("total");
        });
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
