package dev.sennit.amp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import dev.sennit.amp.Commands.Total;
import dev.sennit.amp.wire.AmpBox;
import dev.sennit.net.Limits;
import dev.sennit.net.Listen;
import dev.sennit.net.Timeouts;
import dev.sennit.testkit.RawPeer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The limits and times of a connection that no other test has; the table is in
/// `docs/protocol/amp.md`.
@Timeout(60)
class AmpLimitsIT {
  private static final AmpRouter SUMS =
      AmpRouter.of().on(Commands.SUM, (sum, _) -> new Total(sum.a() + sum.b()));
  private static final AmpServerOptions OPTIONS =
      AmpServerOptions.defaults().listen(Listen.tcp("127.0.0.1", 0));

  private static byte[] box(String... pairs) {
    return AmpBox.of(pairs).toOctets().toBytes();
  }

  private static void play(AmpServerOptions options, AmpRouter router, Consumer<RawPeer> script) {
    try (var server = AmpServer.start(options, router);
        var peer = RawPeer.connect(TwoSides.port(server)).within(Duration.ofSeconds(20))) {
      script.accept(peer);
    }
  }

  private static byte[] waiting(int number) {
    return box("_command", "Wait", "_ask", "" + number, "number", "" + number);
  }

  @Test
  void defaults_areThoseOfTheTable() {
    AmpLimits limits = AmpLimits.defaults();
    assertThat(
            List.of(
                limits.boxBytes(),
                limits.boxPairs(),
                limits.outstanding(),
                limits.queuedBytes(),
                limits.descriptors()))
        .containsExactly(16 * 1024 * 1024, 10_000, 10_000, 16 * 1024 * 1024, 256);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> limits.boxPairs(0))
        .withMessage("boxPairs: 0 (expected: 1 or more)");
  }

  @Test
  void unfinished_atTheLimit_nothingIsReadUntilOneIsAnswered() throws Exception {
    BlockingQueue<CompletableFuture<AmpNothing>> begun = new LinkedBlockingQueue<>();
    AmpRouter router =
        SUMS.onAsync(
            Commands.WAIT,
            (_, _) -> {
              CompletableFuture<AmpNothing> answer = new CompletableFuture<>();
              begun.add(answer);
              return answer;
            });
    AtomicInteger most = new AtomicInteger();
    play(
        OPTIONS.limits(Limits.defaults().unfinished(2)),
        router,
        peer -> {
          for (int i = 1; i <= 5; i++) {
            peer.send(waiting(i));
          }
          for (int i = 1; i <= 5; i++) {
            int left = 5 - i;
            await().until(() -> begun.size() >= Math.min(2, left + 1));
            most.set(Math.max(most.get(), begun.size()));
            begun.remove().complete(AmpNothing.NOTHING);
            peer.expect(box("_answer", "" + i));
          }
        });
    assertThat(most).hasValue(2);
  }

  @Test
  void waiting_moreThanTheLimit_endsTheConnection() {
    AmpRouter asksBack = SUMS.on(Commands.WAIT, (wait, peer) -> peer.call(Commands.WAIT, wait));
    play(
        OPTIONS.limits(Limits.defaults().waiting(3)),
        asksBack,
        peer -> {
          for (int i = 1; i <= 3; i++) {
            peer.send(waiting(i)).expect(box("_command", "Wait", "_ask", "" + i, "number", "" + i));
          }
          peer.send(Vectors.SUM).expect(Vectors.TOTAL).send(waiting(4));
          assertThat(peer.read(4_096)).as("a fourth question at most").hasSizeLessThan(100);
          peer.expectEof();
        });
  }

  @Test
  void answer_notInTime_isToldAsUnknownAndEndsTheConnection() {
    AmpRouter never = SUMS.onAsync(Commands.WAIT, (_, _) -> new CompletableFuture<>());
    play(
        OPTIONS.timeouts(Timeouts.defaults().answer(Duration.ofMillis(50))),
        never,
        peer -> peer.send(waiting(1)).expect(Vectors.unknown("31")).expectEof());
  }

  @Test
  void idle_overTheLimit_endsTheConnection() {
    play(
        OPTIONS.timeouts(Timeouts.defaults().idle(Duration.ofMillis(50))),
        SUMS,
        peer -> peer.send(Vectors.SUM).expect(Vectors.TOTAL).expectEof());
  }
}
