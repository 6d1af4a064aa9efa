package dev.sennit.amp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sennit.amp.wire.AmpBox;
import dev.sennit.amp.wire.TooLongException;
import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.Listen;
import dev.sennit.net.Target;
import dev.sennit.testkit.RawPeer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AmpBoxReceiverIT {

  /// Greets, sends every box back, and remembers the end.
  private static final class Echo implements AmpBoxReceiver {
    final CompletableFuture<AmpBoxSender> sender = new CompletableFuture<>();
    final CompletableFuture<Throwable> end = new CompletableFuture<>();

    @Override
    public void started(AmpBoxSender sender) {
      sender.send(AmpBox.of("foo", "bar"));
      this.sender.complete(sender);
    }

    @Override
    public void received(AmpBox box) {
      sender.join().send(box);
    }

    @Override
    public void stopped(Throwable why) {
      end.complete(why);
    }
  }

  private final Echo echo = new Echo();

  private void play(Consumer<RawPeer> script) {
    var options = AmpServerOptions.defaults().listen(Listen.tcp("127.0.0.1", 0));
    try (var server = AmpServer.startBoxes(options, () -> echo);
        var peer = RawPeer.connect(TwoSides.port(server)).within(Duration.ofSeconds(20))) {
      peer.expect(Vectors.hex("0003 666f6f 0003 626172 0000"));
      script.accept(peer);
    }
  }

  @Test
  void boxes_ofAnyKind_reachTheReceiver() {
    byte[] boxes = Vectors.joined(Vectors.hex("0000"), AmpBox.of("x", "").toOctets().toBytes());
    play(peer -> peer.send(boxes).expect(boxes));
  }

  @Test
  void send_fromAnotherThread_isSent() {
    play(peer -> {
      echo.sender.join().send(AmpBox.of("a", "b"));
      peer.expect(AmpBox.of("a", "b").toOctets().toBytes());
    });
  }

  @Test
  void keyTooLong_isTheReasonOfTheEnd() {
    play(peer -> {
      peer.send(Vectors.hex("0100")).expectEof();
      assertThat(echo.end.join()).isInstanceOf(TooLongException.class);
    });
  }

  @Test
  void unhandled_endsTheConnectionBehindWhatWasSent() {
    play(peer -> {
      echo.sender.join().send(AmpBox.of("a", "b"));
      echo.sender.join().unhandled(new IllegalStateException("nobody's"));
      peer.expect(AmpBox.of("a", "b").toOctets().toBytes()).expectEof();
    });
    assertThat(echo.end.join()).isInstanceOf(ConnectionLostException.class);
    assertThatExceptionOfType(ConnectionLostException.class)
        .isThrownBy(() -> echo.sender.join().send(AmpBox.EMPTY));
    echo.sender.join().unhandled(new IllegalStateException("on a closed connection"));
  }

  @Test
  void client_withAReceiverOfItsOwn_seesEveryBox() {
    Echo far = new Echo();
    var options = AmpServerOptions.defaults().listen(Listen.tcp("127.0.0.1", 0));
    BlockingQueue<AmpBox> seen = new LinkedBlockingQueue<>();
    try (var server = AmpServer.startBoxes(options, () -> far);
        var client =
            AmpClient.create(AmpClientOptions.of(Target.tcp("127.0.0.1", TwoSides.port(server))))) {
      AmpBoxSender sender =
          client.connectBoxes(
              new AmpBoxReceiver() {
                @Override
                public void started(AmpBoxSender own) {
                  own.send(AmpBox.EMPTY);
                }

                @Override
                public void received(AmpBox box) {
                  seen.add(box);
                }

                @Override
                public void stopped(Throwable why) {
                  echo.end.complete(why);
                }
              });
      sender.send(AmpBox.of("_answer", "99"));
      List<AmpBox> all = Stream.generate(() -> next(seen)).limit(3).toList();
      assertThat(all)
          .containsExactly(AmpBox.of("foo", "bar"), AmpBox.EMPTY, AmpBox.of("_answer", "99"));
      sender.close();
      assertThat(echo.end.join()).isInstanceOf(ConnectionLostException.class);
    }
  }

  private static AmpBox next(BlockingQueue<AmpBox> boxes) {
    try {
      return boxes.take();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
