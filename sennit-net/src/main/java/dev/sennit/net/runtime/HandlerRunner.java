package dev.sennit.net.runtime;

import dev.sennit.net.Delivery;
import dev.sennit.net.OnEventLoop;
import dev.sennit.net.Peer;
import dev.sennit.net.Reply;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Runs one connection's calls in one of the three ways of [Delivery], and brings each outcome back
/// to the event loop.
///
/// All methods run on the connection's loop. What other threads bring back is gathered in a list,
/// so that a burst of answers costs one wake-up of the loop and one write.
@OnEventLoop
final class HandlerRunner<Q, R> implements Turn.Watcher {

  /// The connection, as far as the runner knows it.
  interface Home<Q, R> {
    /// Runs the task on the loop, soon.
    void onLoop(Runnable task);

    /// A call is over. On the loop.
    void finished(Call<Q, R> call);

    /// All finished calls of a burst are told. On the loop.
    void settled();

    /// The number of calls that wait for the peer changed. On any thread.
    void waitingChanged();
  }

  /// One question on its way. `value` and `failure` are set once, before it is brought back.
  static final class Call<Q, R> {
    final long number;
    final Q question;
    final long begunNanos;
    private final Turn.@Nullable Call claim;
    private final Object interrupting = new Object();
    private @Nullable Thread thread;
    private boolean over;
    private boolean told;
    @Nullable R value;
    @Nullable Throwable failure;

    private Call(long number, Q question, long begunNanos, @Nullable HandlerRunner<Q, R> inOrder) {
      this.number = number;
      this.question = question;
      this.begunNanos = begunNanos;
      this.claim = inOrder == null ? null : new Turn.Call(() -> inOrder.runHere(this));
    }
  }

  private final Handler<Q, R> handler;
  private final Delivery delivery;
  private final Home<Q, R> home;
  private final Peer peer;
  private final long answerNanos;
  private final @Nullable Turn turn;

  /// Calls whose outcome is not told yet, oldest first; some may be told already and are passed
  /// over.
  private final ArrayDeque<Call<Q, R>> open = new ArrayDeque<>();

  private final Object gathering = new Object();
  private List<Call<Q, R>> gathered = new ArrayList<>();
  private List<Call<Q, R>> spare = new ArrayList<>();
  private int unfinished;
  private final AtomicInteger waiting = new AtomicInteger();
  private boolean stopped;

  HandlerRunner(
      Handler<Q, R> handler, Delivery delivery, Home<Q, R> home, Peer peer, long answerNanos) {
    this.handler = handler;
    this.delivery = delivery;
    this.home = home;
    this.peer = peer;
    this.answerNanos = answerNanos;
    this.turn = delivery == Delivery.IN_ORDER ? new Turn(this) : null;
  }

  /// Calls that are queued or being handled, without those that wait for the peer: these must not
  /// stop the reading, since what they wait for has to be read.
  int unfinished() {
    return unfinished - waiting.get();
  }

  /// Calls that wait for the peer: in a [Reply], or by having returned one.
  int waitingForPeer() {
    return waiting.get();
  }

  /// When the oldest call is due; never if there is none, or calls may take for ever.
  long nextDeadline() {
    if (answerNanos == 0) {
      return Clock.NEVER;
    }
    Call<Q, R> oldest = open.peek();
    while (oldest != null && oldest.told) {
      open.poll();
      oldest = open.peek();
    }
    return oldest == null ? Clock.NEVER : oldest.begunNanos + answerNanos;
  }

  void run(long number, Q question, long now) {
    unfinished++;
    Call<Q, R> call = new Call<>(number, question, now, turn == null ? null : this);
    switch (delivery) {
      case ON_LOOP -> {
        if (invoke(call)) {
          finish(call);
          return;
        }
      }
      case IN_ORDER -> {
        if (turn != null && call.claim != null) {
          turn.enqueue(call.claim);
        }
      }
      case CONCURRENT -> Thread.ofVirtual().name("sennit-handler").start(() -> runHere(call));
    }
    open.add(call);
  }

  /// On the handler's thread.
  private void runHere(Call<Q, R> call) {
    synchronized (call.interrupting) {
      if (!call.over) {
        call.thread = Thread.currentThread();
      }
    }
    boolean done = call.thread == null || invoke(call);
    synchronized (call.interrupting) {
      call.thread = null;
    }
    boolean _ = Thread.interrupted(); // meant for this call, not for the next on this thread
    if (done) {
      bring(call);
    }
  }

  /// Calls the handler.
  ///
  /// @return whether the outcome is there; else it is brought back later
  private boolean invoke(Call<Q, R> call) {
    CompletableFuture<? extends R> future;
    try {
      CompletionStage<? extends R> stage = handler.handle(call.question, peer);
      future = stage.toCompletableFuture();
    } catch (Throwable thrown) {
      call.failure = thrown;
      return true;
    }
    if (future.isDone() && !future.isCompletedExceptionally()) {
      call.value = future.join();
      return true;
    }
    boolean remote = future instanceof Reply;
    if (remote) {
      waiting(+1);
    }
    var _ =
        future.whenComplete((value, failure) -> {
          if (remote) {
            waiting(-1);
          }
          call.value = value;
          call.failure =
              failure instanceof CompletionException e && e.getCause() != null
                  ? e.getCause()
                  : failure;
          bring(call);
        });
    return false;
  }

  /// From any thread: takes the call back to the loop.
  private void bring(Call<Q, R> call) {
    boolean first;
    synchronized (gathering) {
      gathered.add(call);
      first = gathered.size() == 1;
    }
    if (first) {
      home.onLoop(this::unload);
    }
  }

  private void unload() {
    List<Call<Q, R>> calls;
    synchronized (gathering) {
      calls = gathered;
      gathered = spare;
    }
    for (Call<Q, R> call : calls) {
      finish(call);
    }
    calls.clear();
    spare = calls;
    home.settled();
  }

  private void finish(Call<Q, R> call) {
    unfinished--;
    if (!call.told && !stopped) {
      call.told = true;
      home.finished(call);
    }
  }

  /// Gives up every call that is due: it is told as failed with what `timeout` says, and its thread
  /// is interrupted.
  void expire(long now, Throwable timeout) {
    while (nextDeadline() <= now) {
      Call<Q, R> call = open.remove();
      call.told = true;
      if (abandon(call)) {
        unfinished--;
      }
      Call<Q, R> outcome = new Call<>(call.number, call.question, call.begunNanos, null);
      outcome.failure = timeout;
      home.finished(outcome);
    }
  }

  /// Tells nobody anything any more. Queued calls never start, running ones are interrupted.
  void stop() {
    stopped = true;
    if (turn != null) {
      turn.dropCalls();
    }
    for (Iterator<Call<Q, R>> calls = open.iterator(); calls.hasNext(); calls.remove()) {
      abandon(calls.next());
    }
  }

  /// @return whether the call had not started, so that it will never come back
  private boolean abandon(Call<Q, R> call) {
    boolean withdrawn = turn != null && call.claim != null && turn.withdraw(call.claim);
    synchronized (call.interrupting) {
      call.over = true;
      if (call.thread != null) {
        call.thread.interrupt();
      }
    }
    return withdrawn;
  }

  @Override
  public void waiting(int change) {
    waiting.addAndGet(change);
    home.waitingChanged();
  }
}
