package dev.sennit.net.runtime;

import dev.sennit.net.Delivery;
import dev.sennit.net.OnEventLoop;
import dev.sennit.net.Peer;
import dev.sennit.net.Reply;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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

    /// A call will not be told, since the connection ends. On the loop.
    void dropped(Call<Q, R> call);

    /// All finished calls of a burst are told. On the loop.
    void settled();

    /// The number of calls that wait for the peer changed. On any thread.
    void waitingChanged();
  }

  /// One question on its way. `value` and `failure` are set once, before it is brought back.
  static final class Call<Q, R> extends Turn.Call {
    private final HandlerRunner<Q, R> runner;
    final long number;
    final Q question;
    final long begunNanos;
    private final int bytes;
    private @Nullable Thread thread;
    private boolean over;
    private boolean handedOver;
    private boolean remote;
    private boolean told;
    private boolean released;
    private @Nullable CompletionStage<? extends R> promised;
    @Nullable R value;
    @Nullable Throwable failure;

    private Call(HandlerRunner<Q, R> runner, long number, Q question, long begunNanos, int bytes) {
      this.runner = runner;
      this.number = number;
      this.bytes = bytes;
      this.question = question;
      this.begunNanos = begunNanos;
    }

    @Override
    void run() {
      runner.runHere(this);
    }
  }

  /// After so many calls the first of a burst need not wait for the last.
  private static final int BURST = 16;

  private final Handler<Q, R> handler;
  private final Home<Q, R> home;
  private final Peer peer;
  private final long answerNanos;
  private final @Nullable Turn turn;

  /// Calls whose outcome is not told yet, oldest first. Those told out of order stay among them
  /// until they are the oldest, or outnumber the others.
  private final ArrayDeque<Call<Q, R>> open = new ArrayDeque<>();

  private int toldAmongOpen;

  /// Calls that have not been handed to the turn: those of one burst go together.
  private final List<Turn.Call> arrived = new ArrayList<>(0);

  private final Object gathering = new Object();
  private List<Call<Q, R>> gathered = new ArrayList<>();
  private List<Call<Q, R>> spare = new ArrayList<>();
  private int unfinished;
  private int owed;
  private int held;
  private final AtomicInteger waiting = new AtomicInteger();
  private boolean stopped;

  HandlerRunner(
      Handler<Q, R> handler, Delivery delivery, Home<Q, R> home, Peer peer, long answerNanos) {
    this.handler = handler;
    this.home = home;
    this.peer = peer;
    this.answerNanos = answerNanos;
    this.turn = delivery == Delivery.ON_LOOP ? null : new Turn(this, delivery == Delivery.IN_ORDER);
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

  /// Calls whose outcome is not told yet. Other threads may ask too, and get a recent number.
  int owed() {
    return owed;
  }

  /// Bytes of the messages whose calls are queued or being handled, those that wait for the peer
  /// too.
  int held() {
    return held;
  }

  /// Calls that are held in memory: those owed, and not many more.
  int kept() {
    return open.size();
  }

  /// When the oldest call is due; never if there is none, or calls may take for ever.
  long nextDeadline() {
    Call<Q, R> oldest = open.peek();
    return oldest == null ? Clock.NEVER : Clock.after(oldest.begunNanos, answerNanos);
  }

  /// Takes a call on. On the loop it runs at once, elsewhere after [#start()].
  ///
  /// @param bytes of the message that asks
  void run(long number, Q question, long now, int bytes) {
    unfinished++;
    owed++;
    held += bytes;
    Call<Q, R> call = new Call<>(this, number, question, now, bytes);
    open.add(call);
    if (turn != null) {
      arrived.add(call);
      if (arrived.size() >= BURST) {
        start();
      }
    } else if (invoke(call)) {
      finish(call);
    } else {
      call.handedOver = true;
    }
  }

  /// Lets the calls that were taken on run. To be called when no more come for the moment: one lock
  /// and one thread that is woken serve a whole burst.
  void start() {
    if (turn != null && !arrived.isEmpty()) {
      turn.enqueue(arrived);
      arrived.clear();
    }
  }

  /// Tells the handler that what it promised is of no use any more, once.
  private void giveUp(Call<Q, R> call) {
    CompletionStage<? extends R> promised = call.promised;
    call.promised = null;
    if (promised != null && !promised.toCompletableFuture().isDone()) {
      handler.givenUp(promised);
    }
  }

  /// On the handler's thread.
  private void runHere(Call<Q, R> call) {
    synchronized (call) {
      if (!call.over) {
        call.thread = Thread.currentThread();
      }
    }
    boolean done = call.thread == null || invoke(call);
    boolean late;
    synchronized (call) {
      call.thread = null;
      call.handedOver = !done;
      late = call.over;
    }
    boolean _ = Thread.interrupted(); // meant for this call, not for the next on this thread
    if (late && !done) {
      giveUp(call);
    }
    if (done || (late && !call.remote)) {
      bring(call);
    }
  }

  /// Calls the handler.
  ///
  /// @return whether the outcome is there; else it is brought back later
  private boolean invoke(Call<Q, R> call) {
    CompletionStage<? extends R> stage;
    CompletableFuture<? extends R> future;
    try {
      stage = handler.handle(call.question, peer);
      future = Objects.requireNonNull(stage.toCompletableFuture(), "the stage has no future");
    } catch (Throwable thrown) {
      call.failure = thrown;
      return true;
    }
    if (future.isDone() && !future.isCompletedExceptionally()) {
      call.value = future.join();
      return true;
    }
    call.promised = stage;
    boolean remote = future instanceof Reply;
    call.remote = remote;
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
    calls.forEach(this::finish);
    calls.clear();
    spare = calls;
    home.settled();
  }

  private void finish(Call<Q, R> call) {
    release(call);
    if (!call.told && !stopped) {
      tell(call);
      home.finished(call);
    }
  }

  /// Gives the call's place among the unfinished back, once.
  private void release(Call<Q, R> call) {
    if (!call.released) {
      call.released = true;
      unfinished--;
      held -= call.bytes;
    }
  }

  /// Marks the call as told, and takes such calls off the list: from its head at once, else in
  /// bulk.
  private void tell(Call<Q, R> call) {
    call.told = true;
    owed--;
    toldAmongOpen++;
    for (Call<Q, R> oldest = open.peek(); oldest != null && oldest.told; oldest = open.peek()) {
      open.remove();
      toldAmongOpen--;
    }
    if (toldAmongOpen > 32 && toldAmongOpen > open.size() / 2) {
      open.removeIf(each -> each.told);
      toldAmongOpen = 0;
    }
  }

  /// Gives up every call that is due: it is told as failed with what `timeout` says, and its thread
  /// is interrupted.
  void expire(long now, Throwable timeout) {
    while (nextDeadline() <= now) {
      Call<Q, R> call = open.element();
      tell(call);
      if (abandon(call)) {
        release(call);
      }
      Call<Q, R> outcome = new Call<>(this, call.number, call.question, call.begunNanos, 0);
      outcome.failure = timeout;
      home.finished(outcome);
    }
  }

  /// Tells nobody anything any more. Queued calls never start, running ones are interrupted.
  void stop() {
    stopped = true;
    arrived.clear();
    if (turn != null) {
      turn.dropCalls();
    }
    for (Call<Q, R> call = open.poll(); call != null; call = open.poll()) {
      boolean _ = abandon(call);
      if (!call.told) {
        call.told = true;
        home.dropped(call);
      }
    }
    toldAmongOpen = 0;
    owed = 0;
  }

  /// Interrupts the call, or keeps it from starting.
  ///
  /// @return whether it holds no thread, and need not come back: it had not started, or has left a
  ///   future behind. A [Reply] is counted as waiting as long as it is not there
  private boolean abandon(Call<Q, R> call) {
    boolean withdrawn = turn != null && turn.withdraw(call);
    boolean handedOver;
    synchronized (call) {
      call.over = true;
      if (call.thread != null) {
        call.thread.interrupt();
      }
      handedOver = call.handedOver;
    }
    if (handedOver) {
      giveUp(call);
    }
    return withdrawn || (handedOver && !call.remote);
  }

  @Override
  public void waiting(int change) {
    waiting.addAndGet(change);
    home.waitingChanged();
  }
}
