package dev.sennit.net.runtime;

import dev.sennit.net.CloseReason;
import dev.sennit.net.Peer;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.RequestTimeoutException;
import dev.sennit.net.runtime.HandlerRunner.Call;
import dev.sennit.net.session.Outbox;
import dev.sennit.net.session.Session;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A session without a network: whoever has messages gives them in, and takes those that come out.
///
/// Everything of the session runs one step at a time, on whichever thread brings a step while no
/// other is at work; the others leave theirs in a queue. Handlers run as on a connection.
///
/// @param <M> the messages
/// @param <Q> what a handler is asked
/// @param <R> what a handler answers
public final class Standalone<M, Q, R>
    implements SessionHome<M, Q>, Outbox<M, Q>, HandlerRunner.Home<Q, R> {
  private static final Peer NOBODY =
      Peer.of(InetSocketAddress.createUnresolved("", 0), InetSocketAddress.createUnresolved("", 0));

  /// Where the messages go.
  ///
  /// @param <M> the messages
  public interface Exit<M> {
    /// A message for the other side.
    ///
    /// @throws RuntimeException if it cannot be sent; the session ends then
    void send(M message);

    /// Something failed that is nobody's answer, or a handler in a way that the peer is not told.
    void failed(Throwable failure);

    /// The session is over: nothing more is sent.
    void close();
  }

  private record Asked<Q>(long number, Q question) {}

  private final Session<M, Q, R> session;
  private final Exit<M> exit;
  private final HandlerRunner<Q, R> runner;
  private final Duration answer;

  private final Queue<Runnable> steps = new ConcurrentLinkedQueue<>();
  private final AtomicInteger undone = new AtomicInteger();
  private final ArrayDeque<Asked<Q>> asked = new ArrayDeque<>();
  private final ArrayDeque<M> waiting = new ArrayDeque<>();
  private volatile boolean gone;
  private boolean held;
  private boolean closing;
  private long dueAt = Clock.NEVER;

  /// @param terms whose limits do not count here
  public Standalone(Terms terms, Session<M, Q, R> session, Handler<Q, R> handler, Exit<M> exit) {
    this.session = session;
    this.exit = exit;
    this.answer = terms.timeouts().answer();
    this.runner = new HandlerRunner<>(handler, terms.delivery(), this, NOBODY, answer.toNanos());
  }

  // ---- from outside

  /// Begins.
  public void open() {
    step(() -> session.opened(NOBODY, this));
  }

  /// Gives a message in.
  public void receive(M message) {
    step(() -> {
      if (!closing) {
        waiting.add(message);
        pump();
      }
    });
  }

  /// Tells that what came is no message.
  public void malformed(ProtocolException fault) {
    step(() -> session.malformed(fault, this));
  }

  /// Tells that nothing more will come or go.
  public void closed(@Nullable Throwable cause) {
    step(() -> {
      if (!gone) {
        gone = true;
        closing = true;
        runner.stop();
        session.closed(CloseReason.PEER_CLOSED, cause);
      }
    });
  }

  @Override
  public boolean run(Consumer<Outbox<M, Q>> work) {
    if (gone) {
      return false;
    }
    step(() -> work.accept(this));
    return true;
  }

  @Override
  public Peer peer() {
    return NOBODY;
  }

  @Override
  public void breakOff() {
    step(() -> close(CloseReason.STOPPED));
  }

  // ---- one step at a time

  private void step(Runnable work) {
    steps.add(() -> {
      try {
        work.run();
        runAsked();
      } catch (Throwable thrown) {
        fail(thrown);
      }
    });
    if (undone.getAndIncrement() > 0) {
      return;
    }
    do {
      Runnable next = steps.poll();
      if (next != null) {
        next.run();
      }
    } while (undone.decrementAndGet() > 0);
  }

  private void fail(Throwable thrown) {
    if (!gone) {
      gone = true;
      closing = true;
      runner.stop();
      exit.failed(thrown);
      session.closed(CloseReason.FAILED, thrown);
    }
  }

  private void pump() {
    while (!held && !closing && !waiting.isEmpty()) {
      session.received(waiting.remove(), this);
      runAsked();
    }
  }

  private void runAsked() {
    for (Asked<Q> next = asked.poll(); next != null; next = asked.poll()) {
      if (!closing) {
        runner.run(next.number(), next.question(), Clock.now(), 0);
        runner.start();
        watch();
      }
    }
  }

  /// Looks again when the oldest call is due, if there is a time for it.
  private void watch() {
    long due = runner.nextDeadline();
    if (due != Clock.NEVER) {
      later(due, () -> runner.expire(Clock.now(), new RequestTimeoutException("handler", answer)));
    }
  }

  private void later(long time, Runnable work) {
    var _ =
        CompletableFuture.runAsync(
            () -> step(work),
            CompletableFuture.delayedExecutor(
                Math.max(0, time - Clock.now()), TimeUnit.NANOSECONDS));
  }

  // ---- of the handlers

  @Override
  public void onLoop(Runnable task) {
    step(task);
  }

  @Override
  public void finished(Call<Q, R> call) {
    R value = call.value;
    if (call.failure == null && value != null) {
      session.answered(call.number, value, this);
      return;
    }
    Throwable failure =
        call.failure != null ? call.failure : new NullPointerException("the handler answered null");
    session.failed(call.number, failure, this);
    exit.failed(failure);
  }

  @Override
  public void dropped(Call<Q, R> call) {}

  @Override
  public void settled() {
    pump();
  }

  @Override
  public void waitingChanged() {}

  // ---- what the session decides

  @Override
  public void send(M message) {
    if (!closing) {
      exit.send(message);
    }
  }

  @Override
  public void call(long call, Q question) {
    asked.add(new Asked<>(call, question));
  }

  @Override
  public void wakeAt(long nanoTime) {
    dueAt = nanoTime;
    if (nanoTime != Clock.NEVER) {
      later(
          nanoTime,
          () -> {
            if (dueAt <= Clock.now() && !closing) {
              dueAt = Clock.NEVER;
              session.due(Clock.now(), this);
            }
          });
    }
  }

  @Override
  public long nanoTime() {
    return Clock.now();
  }

  @Override
  public void hold(boolean held) {
    this.held = held;
  }

  @Override
  public void close(CloseReason reason) {
    if (!closing) {
      closing = true;
      runner.stop();
      exit.close();
    }
  }
}
