package dev.sennit.net.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.net.CloseReason;
import dev.sennit.net.Delivery;
import dev.sennit.net.Limits;
import dev.sennit.net.Reply;
import dev.sennit.net.Timeouts;
import dev.sennit.testkit.RawPeer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Handlers of one connection run one at a time, and hand their turn on while they wait.
@Timeout(60)
class InOrderHandlersIT {
  private static final Terms TERMS = Lines.terms(Delivery.IN_ORDER);

  @Test
  void handlers_manyMessages_startInArrivalOrderOneAtATime() {
    List<String> started = new ArrayList<>();
    AtomicInteger inside = new AtomicInteger();
    try (LinesServer server =
            LinesServer.start(
                TERMS,
                Lines.plain(text -> {
                  assertThat(inside.incrementAndGet()).isOne();
                  started.add(text);
                  LockSupport.parkNanos(1);
                  inside.decrementAndGet();
                  return text;
                }));
        RawPeer peer = server.connect()) {
      StringBuilder lines = new StringBuilder();
      for (int i = 0; i < 2000; i++) {
        lines.append(i).append("\\n");
      }
      peer.send(lines.toString()).expect(lines.toString());
      assertThat(started).hasSize(2000);
      for (int i = 0; i < 2000; i++) {
        assertThat(started.get(i)).isEqualTo(Integer.toString(i));
      }
    }
  }

  /// The ways in which a handler may wait for the peer.
  enum Waiting {
    GET {
      @Override
      String await(Lines.Talk talk, String text) throws Exception {
        return talk.ask(text).get();
      }
    },
    GET_WITH_TIMEOUT {
      @Override
      String await(Lines.Talk talk, String text) throws Exception {
        return talk.ask(text).get(20, TimeUnit.SECONDS);
      }
    },
    JOIN {
      @Override
      String await(Lines.Talk talk, String text) {
        return talk.ask(text).join();
      }
    },
    DERIVED {
      @Override
      String await(Lines.Talk talk, String text) {
        return talk.ask(text).thenApply(answer -> answer).join();
      }
    },
    COMPOSED {
      @Override
      String await(Lines.Talk talk, String text) {
        return talk.ask(text).thenComposeAsync(CompletableFuture::completedFuture).join();
      }
    },
    ALL_OF {
      @Override
      String await(Lines.Talk talk, String text) {
        Reply<String> one = talk.ask(text);
        Reply<String> other = talk.ask(text);
        Reply.of(CompletableFuture.allOf(one, other)).join();
        return one.join();
      }
    };

    abstract String await(Lines.Talk talk, String text) throws Exception;
  }

  @ParameterizedTest
  @EnumSource(Waiting.class)
  void handler_waitsOnReply_nextRunsMeanwhile(Waiting way) {
    Handler<Lines.Question, String> handler =
        (question, _) ->
            CompletableFuture.completedFuture(
                question.text().equals("wait")
                    ? way.await(question.talk(), "well")
                    : question.text());
    try (LinesServer server = LinesServer.start(TERMS, handler);
        RawPeer peer = server.connect()) {
      peer.send("wait\\n").expect("?1 well\\n");
      if (way == Waiting.ALL_OF) {
        peer.expect("?2 well\\n");
      }
      peer.send("?7 next\\n").expect("=7 next\\n"); // while the first waits
      peer.send("=1 fine\\n=2 fine\\n").expect("fine\\n");
    }
  }

  @Test
  void handler_wakes_queuesForItsTurn() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    AtomicInteger running = new AtomicInteger();
    Handler<Lines.Question, String> handler =
        (question, _) -> {
          if (question.text().equals("wait")) {
            String answer = question.talk().ask("well").join();
            return CompletableFuture.completedFuture(answer + running.get());
          }
          running.incrementAndGet();
          entered.countDown();
          leave.await();
          running.decrementAndGet();
          return CompletableFuture.completedFuture("second");
        };
    try (LinesServer server = LinesServer.start(TERMS, handler);
        RawPeer peer = server.connect()) {
      peer.send("wait\\n").expect("?1 well\\n").send("second\\n");
      entered.await();
      peer.send("=1 running: \\n");
      leave.countDown();
      peer.expect("running: 0\\nsecond\\n");
    }
  }

  @Test
  void handler_getTimesOut_takesItsTurnAgain() {
    Handler<Lines.Question, String> handler =
        (question, _) -> {
          try {
            return CompletableFuture.completedFuture(
                question.talk().ask("well").get(1, TimeUnit.MILLISECONDS));
          } catch (TimeoutException e) {
            return CompletableFuture.completedFuture("too late");
          }
        };
    try (LinesServer server = LinesServer.start(TERMS, handler);
        RawPeer peer = server.connect()) {
      peer.send("wait\\n").expect("?1 well\\ntoo late\\n").send("=1 x\\nwait\\n");
      peer.expect("?2 well\\ntoo late\\n");
    }
  }

  /// Between two waits no other handler runs: an overlap is a wrong count of `inside`.
  @Test
  void handlers_thousandsThatWait_neverOverlap() {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger overlaps = new AtomicInteger();
    Handler<Lines.Question, String> handler =
        (question, _) -> {
          work(inside, overlaps);
          for (int i = 0; i < 3; i++) {
            Reply<String> reply = question.talk().ask(question.text());
            reply.join();
            work(inside, overlaps);
          }
          return CompletableFuture.completedFuture(question.text());
        };
    Terms terms = Lines.with(TERMS, Timeouts.defaults().answer(Duration.ofSeconds(50)));
    try (LinesServer server =
            LinesServer.start(Lines.with(terms, Limits.defaults().waiting(100_000)), handler);
        Client client = Client.of(server.port, Delivery.ON_LOOP, Lines.echo())) {
      List<CompletableFuture<String>> answers = new ArrayList<>();
      for (int i = 0; i < 5000; i++) {
        answers.add(client.talk().ask("m" + i));
      }
      for (int i = 0; i < 5000; i++) {
        assertThat(answers.get(i).join()).isEqualTo("m" + i);
      }
      assertThat(overlaps).hasValue(0);
    }
  }

  private static void work(AtomicInteger inside, AtomicInteger overlaps) {
    if (inside.incrementAndGet() != 1) {
      overlaps.incrementAndGet();
    }
    if (ThreadLocalRandom.current().nextInt(4) == 0) {
      LockSupport.parkNanos(1);
    }
    inside.decrementAndGet();
  }

  /// Each side asks the other before it answers, so far down; with a limit of two unfinished.
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 50, 300})
  void callbacks_nested_neverLock(int depth) {
    nest(depth, Delivery.IN_ORDER);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 50, 300})
  void callbacks_nestedConcurrently_neverLock(int depth) {
    nest(depth, Delivery.CONCURRENT);
  }

  private static void nest(int depth, Delivery delivery) {
    Handler<Lines.Question, String> deeper =
        (question, _) -> {
          int left = Integer.parseInt(question.text());
          return CompletableFuture.completedFuture(
              left == 0 ? "bottom" : question.talk().ask(Integer.toString(left - 1)).get());
        };
    Terms terms =
        Lines.with(
            Lines.with(Lines.terms(delivery), Limits.defaults().unfinished(2)),
            Timeouts.defaults().answer(Duration.ofSeconds(40)));
    try (LinesServer server = LinesServer.start(terms, deeper);
        Client client = Client.of(server.port, terms, deeper)) {
      assertThat(client.talk().ask(Integer.toString(depth)).join()).isEqualTo("bottom");
    }
  }

  @Test
  void handler_returnsFuture_freesItsPlaceAtOnce() {
    CompletableFuture<String> later = new CompletableFuture<>();
    Handler<Lines.Question, String> handler =
        (question, _) ->
            question.text().equals("later")
                ? later
                : CompletableFuture.completedFuture(question.text());
    try (LinesServer server = LinesServer.start(TERMS, handler);
        RawPeer peer = server.connect()) {
      peer.send("later\\n?1 next\\n").expect("=1 next\\n");
      later.complete("now");
      peer.expect("now\\n");
    }
  }

  /// Replies that are returned do not stop the reading: the peer's answers have to be read.
  @Test
  void handler_returnsReply_isNotUnfinished() {
    Handler<Lines.Question, String> handler = (question, _) -> question.talk().ask(question.text());
    try (LinesServer server =
            LinesServer.start(Lines.with(TERMS, Limits.defaults().unfinished(1)), handler);
        RawPeer peer = server.connect()) {
      for (int i = 1; i <= 200; i++) {
        peer.send("m\\n").expect("?" + i + " m\\n");
      }
      for (int i = 200; i >= 1; i--) {
        peer.send("=" + i + " " + i + "\\n");
      }
      for (int i = 1; i <= 200; i++) {
        peer.expect(i + "\\n");
      }
    }
  }

  @Test
  void waiting_aboveItsLimit_closesTheConnection() {
    Heard heard = new Heard();
    Terms terms =
        Lines.with(
            Lines.terms(Delivery.IN_ORDER, heard), Limits.defaults().unfinished(1).waiting(3));
    Handler<Lines.Question, String> handler =
        (question, _) ->
            CompletableFuture.completedFuture(question.talk().ask(question.text()).join());
    try (LinesServer server = LinesServer.start(terms, handler);
        RawPeer peer = server.connect()) {
      peer.send("a\\nb\\nc\\nd\\n");
      assertThat(heard.awaitClosed()).isEqualTo(CloseReason.LIMIT);
    }
  }

  @Test
  void connection_closes_interruptsHandlers() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    Semaphore interrupted = new Semaphore(0);
    Heard heard = new Heard();
    try (LinesServer server =
        LinesServer.start(
            Lines.terms(Delivery.IN_ORDER, heard),
            Lines.plain(_ -> {
              entered.countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                interrupted.release();
              }
              return "late";
            }))) {
      RawPeer peer = server.connect();
      peer.send("a\\nb\\n");
      entered.await();
      peer.reset();
      interrupted.acquire();
      assertThat(heard.awaitClosed()).isEqualTo(CloseReason.LOST);
      assertThat(interrupted.tryAcquire(50, TimeUnit.MILLISECONDS)).isFalse(); // b never starts
      assertThat(heard.begun).hasValue(2);
      assertThat(heard.ended).hasValue(2);
    }
  }
}
