package dev.sennit.net.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.net.CloseReason;
import dev.sennit.net.Delivery;
import dev.sennit.net.Listen;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.StartTls;
import dev.sennit.net.Successor;
import dev.sennit.net.Transport;
import dev.sennit.net.session.Outbox;
import dev.sennit.net.session.Session;
import dev.sennit.testkit.RawPeer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a session may do to its connection in the middle: lines say which.
@Timeout(60)
class MidStreamIT {
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

  /// Does what the line says, and else says it again.
  private final class Obeying implements Session<String, Void, Void> {
    @Override
    public void received(String line, Outbox<String, Void> out) {
      switch (line) {
        case "tls" -> {
          out.send("ok");
          out.secure(StartTls.unverified());
        }
        case "successor" -> {
          out.send("ok");
          out.handOver(Successor.of(Backwards::new));
        }
        case "hold" -> {
          out.hold(true);
          out.wakeAt(out.nanoTime() + 50_000_000);
        }
        case "cut" -> {
          out.send("lost");
          out.breakOff(CloseReason.DONE);
        }
        case "last" -> {
          out.send("ok");
          out.endInput();
        }
        default -> out.send(line);
      }
    }

    @Override
    public void due(long nanoTime, Outbox<String, Void> out) {
      out.send("released");
      out.hold(false);
    }

    @Override
    public void answered(long call, Void answer, Outbox<String, Void> out) {}

    @Override
    public void failed(long call, Throwable cause, Outbox<String, Void> out) {}

    @Override
    public void malformed(ProtocolException fault, Outbox<String, Void> out) {
      out.close(CloseReason.PROTOCOL_FAULT);
    }

    @Override
    public void ended(Outbox<String, Void> out) {
      out.close(CloseReason.PEER_CLOSED);
    }

    @Override
    public void stop(Outbox<String, Void> out) {
      out.close(CloseReason.STOPPED);
    }

    @Override
    public void closed(CloseReason reason, @Nullable Throwable cause) {
      events.add("session closed");
    }
  }

  /// Sends what comes back to front, and keeps the end of the channel to itself.
  private final class Backwards extends ChannelInboundHandlerAdapter {
    @Override
    public void channelActive(ChannelHandlerContext context) {
      events.add("successor active");
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      String text = bytes.toString(StandardCharsets.US_ASCII);
      bytes.clear();
      bytes.writeCharSequence(new StringBuilder(text).reverse(), StandardCharsets.US_ASCII);
      context.writeAndFlush(bytes);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      events.add("successor inactive");
    }
  }

  private void serve(Consumer<NettyServer> script) {
    CompletableFuture<SessionChannel<String, Void, Void>> opened = new CompletableFuture<>();
    NettyServer server =
        NettyServer.start(
            Lines.terms(Delivery.IN_ORDER),
            Transport.AUTO,
            List.of(Listen.tcp("127.0.0.1", 0)),
            () ->
                new Side<String, Void, Void>(
                    new Conversation<>(new Lines.Reader(), new Lines.Writer(), new Obeying()),
                    (_, _) -> CompletableFuture.failedFuture(new AssertionError("nobody asks")),
                    opened::complete));
    try {
      script.accept(server);
      assertThat(opened).isCompleted();
    } finally {
      server.close(Duration.ofSeconds(1));
    }
  }

  private void talk(Consumer<RawPeer> script) {
    serve(server -> {
      try (RawPeer peer = RawPeer.connect(server.addresses().getFirst())) {
        script.accept(peer.within(Duration.ofSeconds(20)));
      }
    });
  }

  private String next() {
    try {
      return String.valueOf(events.poll(30, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void handOver_bytesThatHaveArrived_goToTheSuccessor() {
    talk(peer -> {
      peer.send("one\\nsuccessor\\nabc").expect("one\\nok\\ncba").send("de").expect("ed");
      assertThat(next()).isEqualTo("successor active");
      peer.halfClose();
      assertThat(next()).isEqualTo("successor inactive");
      assertThat(next()).isEqualTo("session closed");
      peer.expectEof();
    });
  }

  @Test
  void handOver_nothingHasArrived_successorHearsOfNoBytes() {
    talk(peer -> {
      peer.send("successor\\n").expect("ok\\n");
      assertThat(next()).isEqualTo("successor active");
      peer.send("x").expect("x");
    });
  }

  @Test
  void handOver_serverStops_closes() {
    serve(server -> {
      try (RawPeer peer = RawPeer.connect(server.addresses().getFirst())) {
        peer.within(Duration.ofSeconds(20)).send("successor\\n").expect("ok\\n");
        server.close(Duration.ofSeconds(20));
        peer.expectEof();
        assertThat(server.connections()).isZero();
      }
    });
  }

  @Test
  void hold_untilReleased_messagesWait() {
    talk(peer -> peer.send("hold\\na\\nb\\n").expect("released\\na\\nb\\n"));
  }

  @Test
  void breakOff_whatIsNotWritten_isLost() {
    talk(peer -> {
      peer.send("cut\\nmore\\n");
      assertThat(peer.read(10)).isEmpty();
    });
  }

  @Test
  void endInput_whatHasArrived_isStillHandedOn() {
    talk(peer -> {
      peer.send("last\\na\\n").expect("ok\\na\\n");
      peer.within(Duration.ofMillis(200)).send("b\\n");
      assertThat(peer.read(2)).isEmpty();
    });
  }

  @Test
  void secure_temporaryCertificate_isThatOfTwisted() {
    serve(server -> {
      try {
        handshake(((InetSocketAddress) server.addresses().getFirst()).getPort());
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    });
  }

  private static void handshake(int port) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Believer()}, null);
    try (Socket plain = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
      plain.setSoTimeout(30_000);
      plain.getOutputStream().write("tls\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(plain.getInputStream().readNBytes(3)).asString().isEqualTo("ok\n");
      SSLSocket secure =
          (SSLSocket) context.getSocketFactory().createSocket(plain, "127.0.0.1", port, true);
      secure.getOutputStream().write("hello\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(secure.getInputStream().readNBytes(6)).asString().isEqualTo("hello\n");
      X509Certificate shown = (X509Certificate) secure.getSession().getPeerCertificates()[0];
      assertThat(shown.getVersion()).isEqualTo(1);
      assertThat(shown.getSerialNumber()).isEqualTo(1);
      assertThat(shown.getSubjectX500Principal().getName()).isEqualTo("CN=TEMPORARY CERTIFICATE");
      assertThat(shown.getIssuerX500Principal()).isEqualTo(shown.getSubjectX500Principal());
      shown.verify(shown.getPublicKey());
      shown.checkValidity();
    }
  }

  /// Believes everybody.
  private static final class Believer implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
