package dev.sennit.net.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.net.CloseReason;
import dev.sennit.net.Delivery;
import dev.sennit.net.Limits;
import dev.sennit.net.Timeouts;
import dev.sennit.testkit.RawPeer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What holds of handlers in all modes, and of each mode alone.
@Timeout(60)
class HandlersIT {
  private static final Timeouts IMPATIENT = Timeouts.defaults().answer(Duration.ofMillis(150));

  @ParameterizedTest
  @EnumSource(Delivery.class)
  void handler_fails_isAnsweredAndTheNextRuns(Delivery delivery) {
    Handler<Lines.Question, String> handler =
        (question, _) ->
            switch (question.text()) {
              case "exception" -> throw new IOException("on purpose");
              case "error" -> throw new StackOverflowError("on purpose");
              case "failed" -> CompletableFuture.failedFuture(new IllegalStateException("failed"));
              case "wrapped" ->
                  CompletableFuture.supplyAsync(() -> {
                    throw new IllegalStateException("failed later");
                  });
              case "null" -> CompletableFuture.completedFuture(null);
              default -> CompletableFuture.completedFuture(question.text());
            };
    Heard heard = new Heard();
    try (LinesServer server = LinesServer.start(Lines.terms(delivery, heard), handler);
        RawPeer peer = server.connect()) {
      peer.send("exception\\nerror\\nfailed\\nwrapped\\nnull\\nfine\\n");
      peer.expect("! IOException\\n! StackOverflowError\\n! IllegalStateException\\n");
      peer.expect("! IllegalStateException\\n! NullPointerException\\n");
      peer.expect("fine\\n");
      peer.halfClose().expectEof();
      assertThat(heard.awaitClosed()).isEqualTo(CloseReason.PEER_CLOSED);
      assertThat(heard.begun).hasValue(6);
      assertThat(heard.ended).hasValue(6);
      assertThat(heard.failed).hasValue(4); // that null is no answer is the session's to know
    }
  }

  /// A stage that breaks its contract.
  private static final class Futureless extends CompletableFuture<String> {
    @Override
    @SuppressWarnings("NullAway") // the point of it
    public CompletableFuture<String> toCompletableFuture() {
      return null;
    }
  }

  @ParameterizedTest
  @EnumSource(Delivery.class)
  void handler_stageWithoutAFuture_isAFailureAndTheNextRuns(Delivery delivery) {
    Handler<Lines.Question, String> handler =
        (question, _) ->
            question.text().equals("none")
                ? new Futureless()
                : CompletableFuture.completedFuture(question.text());
    try (LinesServer server = LinesServer.start(Lines.terms(delivery), handler);
        RawPeer peer = server.connect()) {
      peer.send("none\\nnone\\nfine\\n");
      peer.expect("! NullPointerException\\n! NullPointerException\\nfine\\n");
      peer.halfClose().expectEof();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Delivery.class,
      names = {"IN_ORDER", "CONCURRENT"})
  void handler_tooSlow_isInterruptedAndItsAnswerDropped(Delivery delivery) throws Exception {
    LinkedBlockingQueue<String> interrupted = new LinkedBlockingQueue<>();
    Handler<Lines.Question, String> handler =
        Lines.plain(text -> {
          if (text.equals("slow")) {
            try {
              new CountDownLatch(1).await();
            } catch (InterruptedException e) {
              interrupted.add(text);
              return "too late";
            }
          }
          return text + " " + Thread.currentThread().isInterrupted();
        });
    Terms terms = Lines.with(Lines.terms(delivery), IMPATIENT);
    try (LinesServer server = LinesServer.start(terms, handler);
        RawPeer peer = server.connect()) {
      peer.send("slow\\n").expect("! RequestTimeoutException\\n");
      assertThat(interrupted.poll(5, TimeUnit.SECONDS)).isEqualTo("slow");
      for (int i = 0; i < 50; i++) {
        peer.send("next\\n").expect("next false\\n");
      }
    }
  }

  @Test
  void handler_ignoresInterrupts_othersAreAnsweredAtTheirDeadline() {
    CountDownLatch leave = new CountDownLatch(1);
    Handler<Lines.Question, String> handler =
        Lines.plain(text -> {
          while (text.equals("stubborn") && leave.getCount() > 0) {
            try {
              leave.await();
            } catch (InterruptedException e) {
              // that is what it is here for
            }
          }
          return text;
        });
    Terms terms = Lines.with(Lines.terms(Delivery.IN_ORDER), IMPATIENT);
    try (LinesServer server = LinesServer.start(terms, handler);
        RawPeer peer = server.connect()) {
      for (int round = 0; round < 3; round++) {
        peer.send("stubborn\\nb\\nc\\n");
        peer.expect("! RequestTimeoutException\\n".repeat(3));
      }
      leave.countDown();
      peer.send("d\\n").expect("d\\n");
    }
  }

  /// However many futures are never completed, the connection is read on.
  @ParameterizedTest
  @EnumSource(Delivery.class)
  void futures_neverComplete_theirPlacesAreGivenBackAtTheDeadline(Delivery delivery) {
    Handler<Lines.Question, String> handler =
        (question, _) ->
            question.text().equals("never")
                ? new CompletableFuture<>()
                : CompletableFuture.completedFuture(question.text());
    Terms terms =
        Lines.with(Lines.with(Lines.terms(delivery), IMPATIENT), Limits.defaults().unfinished(2));
    try (LinesServer server = LinesServer.start(terms, handler);
        RawPeer peer = server.connect()) {
      peer.send("never\\n".repeat(7) + "well\\n");
      peer.expect("! RequestTimeoutException\\n".repeat(7) + "well\\n");
    }
  }

  /// A future that completes after its deadline changes nothing, in no mode.
  @ParameterizedTest
  @EnumSource(Delivery.class)
  void futures_completeLate_areDropped(Delivery delivery) {
    LinkedBlockingQueue<CompletableFuture<String>> futures = new LinkedBlockingQueue<>();
    Handler<Lines.Question, String> handler =
        (question, _) -> {
          CompletableFuture<String> future = new CompletableFuture<>();
          if (question.text().equals("late")) {
            futures.add(future);
          } else {
            future.complete(question.text());
          }
          return future;
        };
    Terms terms =
        Lines.with(Lines.with(Lines.terms(delivery), IMPATIENT), Limits.defaults().unfinished(3));
    try (LinesServer server = LinesServer.start(terms, handler);
        RawPeer peer = server.connect()) {
      for (int round = 0; round < 3; round++) {
        peer.send("late\\n".repeat(3)).expect("! RequestTimeoutException\\n".repeat(3));
        futures.forEach(future -> future.complete("late"));
        futures.clear();
        peer.send("well\\n".repeat(10)).expect("well\\n".repeat(10));
      }
    }
  }

  @Test
  void concurrent_messages_runAtOnce() throws Exception {
    CyclicBarrier all = new CyclicBarrier(20);
    try (LinesServer server =
            LinesServer.start(
                Lines.terms(Delivery.CONCURRENT),
                Lines.plain(text -> {
                  all.await();
                  return text;
                }));
        RawPeer peer = server.connect()) {
      peer.send("m\\n".repeat(20)).expect("m\\n".repeat(20));
    }
  }

  @Test
  void onLoop_messages_runOnTheLoop() {
    try (LinesServer server =
            LinesServer.start(
                Lines.terms(Delivery.ON_LOOP),
                Lines.plain(_ -> Thread.currentThread().getName().replaceAll("-[0-9-]+$", "")));
        RawPeer peer = server.connect()) {
      peer.send("a\\nb\\n").expect("sennit-loop\\nsennit-loop\\n");
    }
  }

  /// With no deadline and one call that lasts, finished calls are still forgotten.
  @Test
  void calls_finishedOutOfOrder_areNotKept() throws Exception {
    CompletableFuture<String> first = new CompletableFuture<>();
    HandlerRunner<String, String> runner =
        new HandlerRunner<>(
            (question, _) ->
                question.equals("first") ? first : CompletableFuture.completedFuture(question),
            Delivery.ON_LOOP,
            new Nowhere(),
            Lines.NOBODY,
            0);
    runner.run(0, "first", 0, 1);
    for (int i = 1; i <= 100_000; i++) {
      runner.run(i, "next", 0, 1);
    }
    assertThat(runner.kept()).isLessThan(100);
    assertThat(runner.owed()).isOne();
    assertThat(runner.unfinished()).isOne();
  }

  private static final class Nowhere implements HandlerRunner.Home<String, String> {
    @Override
    public void onLoop(Runnable task) {
      task.run();
    }

    @Override
    public void finished(HandlerRunner.Call<String, String> call) {}

    @Override
    public void dropped(HandlerRunner.Call<String, String> call) {}

    @Override
    public void settled() {}

    @Override
    public void waitingChanged() {}
  }
}
