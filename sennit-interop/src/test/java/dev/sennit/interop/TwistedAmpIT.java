package dev.sennit.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sennit.amp.AmpClient;
import dev.sennit.amp.AmpClientOptions;
import dev.sennit.amp.AmpCommand;
import dev.sennit.amp.AmpConnection;
import dev.sennit.amp.AmpNothing;
import dev.sennit.amp.AmpRouter;
import dev.sennit.amp.AmpServer;
import dev.sennit.amp.AmpServerOptions;
import dev.sennit.amp.UnhandledCommandException;
import dev.sennit.amp.UnknownRemoteException;
import dev.sennit.amp.wire.AmpBox;
import dev.sennit.interop.peer.Program;
import dev.sennit.interop.peer.Scratch;
import dev.sennit.interop.peer.TwistedAmp;
import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.Listen;
import dev.sennit.net.Reply;
import dev.sennit.net.StartTls;
import dev.sennit.net.Successor;
import dev.sennit.net.Target;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Twisted's AMP as our client's server and as our server's client, in both directions of each
/// connection.
@Tag("peer")
@Timeout(120)
class TwistedAmpIT {
  record Sum(int a, int b) {}

  record Total(int total) {}

  record Divide(int numerator, int denominator) {}

  record Quotient(int result) {}

  static final AmpCommand<Sum, Total> SUM = AmpCommand.of(Sum.class, Total.class);
  static final AmpCommand<Sum, Total> SUM_BACK = AmpCommand.of("SumBack", Sum.class, Total.class);
  static final AmpCommand<AmpNothing, AmpNothing> QUIT =
      AmpCommand.of("Quit", AmpNothing.class, AmpNothing.class).quits();
  static final AmpCommand<Divide, Quotient> DIVIDE =
      AmpCommand.of(Divide.class, Quotient.class)
          .error(ArithmeticException.class, "ZERO_DIVISION", ArithmeticException::new)
          .fatal(IllegalArgumentException.class, "BROKEN", IllegalArgumentException::new);

  static final AmpRouter MATH =
      AmpRouter.of()
          .on(SUM, (sum, _) -> new Total(sum.a() + sum.b()))
          .on(SUM_BACK, (sum, peer) -> peer.call(SUM, sum))
          .on(QUIT, (nothing, _) -> nothing)
          .on(DIVIDE, (divide, _) -> divide(divide));

  private static Quotient divide(Divide divide) {
    if (divide.numerator() < 0) {
      throw new IllegalArgumentException("negative");
    }
    if (divide.numerator() == 13) {
      throw new IllegalStateException("a secret");
    }
    return new Quotient(Math.floorDiv(divide.numerator(), divide.denominator()));
  }

  static final AmpCommand<AmpNothing, AmpNothing> SHOUT =
      AmpCommand.of("Shout", AmpNothing.class, AmpNothing.class);

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

  private static List<String> play(String mode) throws InterruptedException {
    return play(MATH, mode);
  }

  private static List<String> play(AmpRouter router, String mode, String... more)
      throws InterruptedException {
    var options = AmpServerOptions.defaults().listen(Listen.tcp("127.0.0.1", 0));
    try (var server = AmpServer.start(options, router)) {
      var address = (InetSocketAddress) server.addresses().getFirst();
      return TwistedAmp.client(address.getPort(), mode, more);
    }
  }

  @Test
  void twistedClient_startTlsWithoutCertificates_goesOn() throws Exception {
    assertThat(play(MATH.onStartTls(StartTls.unverified()), "tls"))
        .containsExactly("{}", "{'total': 94}", "TEMPORARY CERTIFICATE");
  }

  @Test
  void twistedClient_startTlsWithCertificates_bothVerify() throws Exception {
    try (var scratch = new Scratch()) {
      Path both = certificate(scratch);
      StartTls ours = StartTls.unverified().certificate(both, both).authorities(both);
      assertThat(play(MATH.onStartTls(ours), "tls", both.toString()))
          .containsExactly("{}", "{'total': 94}", "shared");
    }
  }

  /// A certificate and its key in one file.
  private static Path certificate(Scratch scratch) throws Exception {
    String key = scratch.path("key.pem").toString();
    String chain = scratch.path("chain.pem").toString();
    Program.run(
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=shared",
            "-keyout",
            key,
            "-out",
            chain)
        .expect(0);
    return scratch.write(
        "both.pem",
        Files.readString(scratch.path("key.pem")) + Files.readString(scratch.path("chain.pem")));
  }

  @Test
  void twistedClient_switch_talksToOurSuccessor() throws Exception {
    AmpRouter loud = MATH.onSwitch(SHOUT, (_, _) -> Successor.of(Louder::new));
    assertThat(play(loud, "switch")).containsExactly("True", "b'HELLO\\nABC'");
  }

  @Test
  void twistedServer_startTls_goesOn() throws Exception {
    atTwisted(twisted -> {
      assertThat(twisted.startTls(StartTls.unverified()).join()).isEqualTo(AmpNothing.NOTHING);
      assertThat(twisted.call(SUM, new Sum(13, 81))).isEqualTo(new Total(94));
      assertThat(twisted.call(SUM_BACK, new Sum(1, 2))).isEqualTo(new Total(3));
      assertThat(twisted.peerCertificate()).isPresent();
    });
  }

  @Test
  void twistedServer_switch_talksToItsProtocol() throws Exception {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    atTwisted(twisted -> {
      var _ =
          twisted
              .switchTo(SHOUT, AmpNothing.NOTHING, _ -> Successor.of(() -> new Ear(heard)))
              .join();
      StringBuilder all = new StringBuilder();
      while (all.length() < 9) {
        all.append(heard.take());
      }
      assertThat(all).hasToString("HELLO\nABC");
    });
  }

  private static final class Ear extends ChannelInboundHandlerAdapter {
    private final BlockingQueue<String> heard;

    Ear(BlockingQueue<String> heard) {
      this.heard = heard;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      context.writeAndFlush(Unpooled.copiedBuffer("abc", StandardCharsets.US_ASCII));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      heard.add(bytes.toString(StandardCharsets.US_ASCII));
      bytes.release();
    }
  }

  @Test
  void twistedClient_callsInBothDirections_areAnswered() throws Exception {
    assertThat(play("talk"))
        .containsExactly(
            "{'total': 94}",
            "{'total': 3}",
            "ZeroDivisionError: / by zero",
            "{'result': 3}",
            "999000",
            "UnhandledCommand: (b'UNHANDLED', \"Unhandled Command: b'NoSuch'\")",
            "OverflowError: negative",
            "ConnectionDone: Connection was closed cleanly.");
  }

  @Test
  void twistedClient_undeclaredError_learnsNothingAndIsCutOff() throws Exception {
    assertThat(play("unknown"))
        .containsExactly(
            "UnknownRemoteError: Code<UNKNOWN>: Unknown Error",
            "ConnectionDone: Connection was closed cleanly.");
  }

  @Test
  void twistedClient_quit_isAnsweredAndClosed() throws Exception {
    assertThat(play("quit"))
        .containsExactly("{}", "ConnectionDone: Connection was closed cleanly.");
  }

  private interface Talk {
    void with(AmpConnection twisted) throws Exception;
  }

  private static void atTwisted(Talk talk) throws Exception {
    try (var twisted = TwistedAmp.server();
        var client =
            AmpClient.create(
                AmpClientOptions.of(Target.tcp("127.0.0.1", twisted.port())).router(MATH))) {
      talk.with(client.connect());
    }
  }

  @Test
  void twistedServer_callsInBothDirections_areAnswered() throws Exception {
    atTwisted(twisted -> {
      assertThat(twisted.call(SUM, new Sum(13, 81))).isEqualTo(new Total(94));
      assertThat(twisted.call(SUM_BACK, new Sum(1, 2))).isEqualTo(new Total(3));
      assertThatExceptionOfType(ArithmeticException.class)
          .isThrownBy(() -> twisted.call(DIVIDE, new Divide(7, 0)))
          .withMessageContaining("zero");
      assertThatExceptionOfType(CompletionException.class)
          .isThrownBy(() -> twisted.askRaw("NoSuch", AmpBox.EMPTY).join())
          .withCauseInstanceOf(UnhandledCommandException.class);
      List<Reply<Total>> many =
          IntStream.range(0, 1000).mapToObj(i -> twisted.ask(SUM, new Sum(i, i))).toList();
      assertThat(many.stream().mapToInt(each -> each.join().total()).sum()).isEqualTo(999_000);
    });
  }

  @Test
  void twistedServer_fatalError_comesAsDeclaredAndCloses() throws Exception {
    atTwisted(twisted -> {
      assertThatExceptionOfType(IllegalArgumentException.class)
          .isThrownBy(() -> twisted.call(DIVIDE, new Divide(-1, 2)))
          .withMessage("negative");
      assertClosed(twisted);
    });
  }

  @Test
  void twistedServer_undeclaredError_comesAsUnknownAndCloses() throws Exception {
    atTwisted(twisted -> {
      assertThatExceptionOfType(UnknownRemoteException.class)
          .isThrownBy(() -> twisted.call(DIVIDE, new Divide(13, 2)))
          .withMessage("Code<UNKNOWN>: Unknown Error");
      assertClosed(twisted);
    });
  }

  @Test
  void twistedServer_quit_answersAndCloses() throws Exception {
    atTwisted(twisted -> {
      assertThat(twisted.call(QUIT, AmpNothing.NOTHING)).isEqualTo(AmpNothing.NOTHING);
      assertClosed(twisted);
    });
  }

  private static void assertClosed(AmpConnection twisted) {
    assertThatExceptionOfType(ConnectionLostException.class)
        .isThrownBy(() -> twisted.call(SUM, new Sum(1, 2)));
  }
}
