package dev.sennit.amp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sennit.amp.Commands.Sum;
import dev.sennit.amp.Commands.Total;
import dev.sennit.amp.wire.AmpBox;
import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.Listen;
import dev.sennit.net.Peer;
import dev.sennit.net.Reply;
import dev.sennit.net.StartTls;
import dev.sennit.net.Successor;
import dev.sennit.testkit.RawPeer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ProtocolSwitchIT {
  private static final AmpCommand<AmpNothing, AmpNothing> SHOUT =
      AmpCommand.of("Shout", AmpNothing.class, AmpNothing.class)
          .error(IllegalStateException.class, "NOT_NOW", IllegalStateException::new);

  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

  /// Greets, and says everything louder.
  private static final class Louder extends ChannelInboundHandlerAdapter {
    @Override
    public void channelActive(ChannelHandlerContext context) {
      context.writeAndFlush(Unpooled.copiedBuffer("HELLO\n", StandardCharsets.US_ASCII));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      String text = bytes.toString(StandardCharsets.US_ASCII).toUpperCase(Locale.ROOT);
      bytes.release();
      context.writeAndFlush(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    }
  }

  private volatile @Nullable ChannelHandlerContext ear;

  /// Tells the test what it hears.
  private final class Ear extends ChannelInboundHandlerAdapter {
    @Override
    public void channelActive(ChannelHandlerContext context) {
      ear = context;
      events.add("active");
      context.writeAndFlush(Unpooled.copiedBuffer("abc", StandardCharsets.US_ASCII));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      events.add(
          bytes.isReadable()
              ? new String(ByteBufUtil.getBytes(bytes), StandardCharsets.US_ASCII)
              : "an empty piece");
      bytes.release();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      events.add("inactive");
    }
  }

  private final AmpSuccession listening =
      new AmpSuccession() {
        @Override
        public Successor build(Peer peer) {
          return Successor.of(Ear::new);
        }

        @Override
        public void failed(Throwable why) {
          events.add("failed");
        }

        @Override
        public void lost(Throwable why) {
          events.add("lost");
        }
      };

  private static final AmpRouter LOUD =
      AmpRouter.of()
          .on(Commands.SUM, (sum, _) -> new Total(sum.a() + sum.b()))
          .onSwitch(SHOUT, (_, _) -> Successor.of(Louder::new));

  private static void raw(AmpRouter router, Consumer<RawPeer> script) {
    var options = AmpServerOptions.defaults().listen(Listen.tcp("127.0.0.1", 0));
    try (var server = AmpServer.start(options, router);
        var peer = RawPeer.connect(TwoSides.port(server)).within(Duration.ofSeconds(20))) {
      script.accept(peer);
    }
  }

  private static byte[] box(String... pairs) {
    return AmpBox.of(pairs).toOctets().toBytes();
  }

  private String next() throws InterruptedException {
    String event = events.poll(30, TimeUnit.SECONDS);
    return event == null ? "nothing" : event;
  }

  @Test
  void request_loneAndThenData_bothGoToTheSuccessor() {
    raw(
        LOUD,
        peer ->
            peer.send(box("_ask", "1", "_command", "Shout"))
                .expect(
                    Vectors.joined(
                        box("_answer", "1"), "HELLO\n".getBytes(StandardCharsets.US_ASCII)))
                .send("0000abc")
                .expect("0000ABC"));
  }

  @Test
  void request_andDataInOnePiece_dataGoesToTheSuccessor() {
    raw(
        LOUD,
        peer ->
            peer.send(
                    Vectors.joined(
                        box("_ask", "1", "_command", "Shout"), new byte[] {0, 0, 'a', 'b', 'c'}))
                .expect(
                    Vectors.joined(
                        box("_answer", "1"),
                        "HELLO\n".getBytes(StandardCharsets.US_ASCII),
                        new byte[] {0, 0, 'A', 'B', 'C'})));
  }

  @Test
  void request_refusedWithABoxBehindIt_answersThatToo() {
    AmpRouter refusing =
        LOUD.onSwitch(
            SHOUT,
            (_, _) -> {
              throw new IllegalStateException("busy");
            });
    raw(
        refusing,
        peer ->
            peer.send(Vectors.joined(box("_ask", "9", "_command", "Shout"), Vectors.SUM))
                .expect(box("_error", "9", "_error_code", "NOT_NOW", "_error_description", "busy"))
                .expect(Vectors.TOTAL));
  }

  @Test
  void request_answeredLater_boxesBehindItAreAnsweredMeanwhile() {
    CompletableFuture<Successor> later = new CompletableFuture<>();
    raw(
        LOUD.onSwitchAsync(SHOUT, (_, _) -> later),
        peer -> {
          peer.send(Vectors.joined(box("_ask", "9", "_command", "Shout"), Vectors.SUM))
              .expect(Vectors.TOTAL);
          later.complete(Successor.of(Louder::new));
          peer.expect(box("_answer", "9")).expect("HELLO\n").send("x").expect("X");
        });
  }

  @Test
  void switchTo_nobodyCanBeMade_failsWithThatAndEndsTheConnection() throws Exception {
    AmpSuccession unable =
        new AmpSuccession() {
          @Override
          public Successor build(Peer peer) {
            throw new IllegalStateException("nobody");
          }

          @Override
          public void failed(Throwable why) {
            events.add("failed");
            throw new IllegalStateException("and this, too");
          }
        };
    try (var sides = TwoSides.of(LOUD)) {
      assertThat(TwoSides.failure(sides.connection.switchTo(SHOUT, AmpNothing.NOTHING, unable)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("nobody");
      assertThat(next()).isEqualTo("failed");
      assertThat(sides.connection.closed().toCompletableFuture().get(30, TimeUnit.SECONDS))
          .isInstanceOf(ConnectionLostException.class);
    }
  }

  /// The connection is lost while the succession, which fails when it hears of it, and a call wait.
  @Test
  void switchTo_listenerThatFails_keepsNobodyElseFromHearing() throws Exception {
    AmpRouter never =
        LOUD.onSwitchAsync(SHOUT, (_, _) -> new CompletableFuture<>())
            .onAsync(Commands.WAIT, (_, _) -> new CompletableFuture<>());
    AmpSuccession failing =
        new AmpSuccession() {
          @Override
          public Successor build(Peer peer) {
            return Successor.of(Ear::new);
          }

          @Override
          public void failed(Throwable why) {
            throw new IllegalStateException("unexpected");
          }
        };
    try (var sides = TwoSides.of(never)) {
      Reply<AmpNothing> before = sides.connection.ask(Commands.WAIT, new Commands.Wait(1));
      Reply<AmpNothing> switched = sides.connection.switchTo(SHOUT, AmpNothing.NOTHING, failing);
      sides.server.close(Duration.ZERO);
      assertThat(TwoSides.failure(before)).isInstanceOf(ConnectionLostException.class);
      assertThat(TwoSides.failure(switched)).isInstanceOf(ConnectionLostException.class);
    }
  }

  @Test
  void request_oneWay_doesNothing() {
    raw(
        LOUD,
        peer ->
            peer.send(Vectors.joined(box("_command", "Shout"), Vectors.SUM)).expect(Vectors.TOTAL));
  }

  @Test
  void lateAnswer_behindTheSwitch_isDropped() throws Exception {
    CompletableFuture<AmpNothing> slow = new CompletableFuture<>();
    CompletableFuture<AmpNothing> failing = new CompletableFuture<>();
    AmpRouter router =
        LOUD.onAsync(Commands.WAIT, (wait, _) -> wait.number() == 1 ? slow : failing);
    raw(
        router,
        peer -> {
          peer.send(box("_ask", "1", "_command", "Wait", "number", "1"))
              .send(box("_ask", "2", "_command", "Wait", "number", "2"))
              .send(box("_ask", "3", "_command", "Shout"))
              .expect(box("_answer", "3"))
              .expect("HELLO\n");
          slow.complete(AmpNothing.NOTHING);
          failing.completeExceptionally(new IllegalStateException("late"));
          peer.send("x").expect("X").send("y").expect("Y");
        });
  }

  @Test
  void switchTo_agreed_bothSuccessorsTalk() throws Exception {
    try (var sides = TwoSides.of(LOUD)) {
      Reply<AmpNothing> switched = sides.connection.switchTo(SHOUT, AmpNothing.NOTHING, listening);
      assertThatExceptionOfType(ProtocolSwitchedException.class)
          .isThrownBy(() -> sides.connection.ask(Commands.SUM, new Sum(1, 2)));
      assertThatExceptionOfType(ProtocolSwitchedException.class)
          .isThrownBy(() -> sides.connection.tell(Commands.SUM, new Sum(1, 2)));
      assertThat(switched.join()).isEqualTo(AmpNothing.NOTHING);
      assertThat(next()).isEqualTo("active");
      StringBuilder heard = new StringBuilder();
      while (heard.length() < 9) {
        heard.append(next());
      }
      assertThat(heard).hasToString("HELLO\nABC");
      assertThatExceptionOfType(ProtocolSwitchedException.class)
          .isThrownBy(() -> sides.connection.switchTo(SHOUT, AmpNothing.NOTHING, listening));
      sides.server.close(Duration.ZERO);
      assertThat(next()).isEqualTo("inactive");
      assertThat(next()).isEqualTo("lost");
    }
  }

  @Test
  void switchTo_refused_connectionGoesOn() throws Exception {
    AmpRouter refusing =
        LOUD.onSwitch(
            SHOUT,
            (_, _) -> {
              throw new IllegalStateException("busy");
            });
    try (var sides = TwoSides.of(refusing)) {
      assertThat(TwoSides.failure(sides.connection.switchTo(SHOUT, AmpNothing.NOTHING, listening)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("busy");
      assertThat(next()).isEqualTo("failed");
      assertThat(sides.connection.call(Commands.SUM, new Sum(1, 2))).isEqualTo(new Total(3));
    }
  }

  @Test
  void switchTo_connectionLostFirst_failsWithThat() throws Exception {
    AmpRouter never = LOUD.onSwitchAsync(SHOUT, (_, _) -> new CompletableFuture<>());
    try (var sides = TwoSides.of(never)) {
      Reply<AmpNothing> switched = sides.connection.switchTo(SHOUT, AmpNothing.NOTHING, listening);
      sides.server.close(Duration.ZERO);
      assertThat(TwoSides.failure(switched)).isInstanceOf(ConnectionLostException.class);
      assertThat(next()).isEqualTo("failed");
    }
  }

  @Test
  @SuppressWarnings("NullAway") // that is the misbehaviour
  void successor_null_isAFailureBeforeTheAnswer() {
    raw(
        LOUD.onSwitch(SHOUT, (_, _) -> null),
        peer ->
            peer.send(box("_ask", "1", "_command", "Shout")).expect(Vectors.UNKNOWN).expectEof());
  }

  @Test
  void switchTo_behindStartTls_staysInTls() throws Exception {
    try (var sides = TwoSides.of(LOUD.onStartTls(StartTls.unverified()))) {
      var _ = sides.connection.startTls(StartTls.unverified()).join();
      var _ = sides.connection.switchTo(SHOUT, AmpNothing.NOTHING, listening).join();
      StringBuilder heard = new StringBuilder(next());
      while (heard.length() < 15) {
        heard.append(next());
      }
      assertThat(heard).hasToString("activeHELLO\nABC");
      assertThat(sides.connection.peerCertificate()).isPresent();
      Objects.requireNonNull(ear)
          .close(); // it is the successor's to end, and would last for the grace
    }
  }
}
