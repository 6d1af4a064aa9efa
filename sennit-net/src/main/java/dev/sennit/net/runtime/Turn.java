package dev.sennit.net.runtime;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The one place at which a connection's handlers run, and the queue of those who want it.
///
/// # How it works
///
/// A claim is either a call that has not started or a handler that woke from waiting. Claims are
/// served in the order in which they came, as a single-threaded reactor would. Whoever has the turn
/// runs; giving it up means to pass it to the first claim:
///
/// - a handler that ends lets its own thread run the next call, so a busy connection needs one
///   thread and no hand-over;
/// - a handler that waits on a reply starts a new virtual thread for the next call, or wakes the
///   next woken handler;
/// - with no claim left the turn lies free, and the next arrival takes it.
///
/// Where calls run all at once there is no turn to hand on: a handler that waits is only counted.
///
/// The lock guards the queue only; no code of a user runs under it.
public final class Turn {
  private static final ThreadLocal<@Nullable Turn> CURRENT = new ThreadLocal<>();

  private final ArrayDeque<Claim> claims = new ArrayDeque<>();
  private final Watcher watcher;
  private final boolean oneAtATime;
  private boolean taken;

  /// Hears that a handler begins or ends to wait on a reply; called on its thread.
  interface Watcher {
    void waiting(int change);
  }

  sealed interface Claim permits Call, Pause {}

  /// A call that wants to run.
  abstract static non-sealed class Call implements Claim {
    /// Does its work; on the thread that has the turn.
    abstract void run();
  }

  /// A handler that has handed its turn on.
  public final class Pause implements Claim {
    private final Thread thread = Thread.currentThread();
    private volatile boolean granted;

    private Pause() {}

    /// Waits for the turn, and takes it. An interrupt is kept for the handler to see.
    public void end() {
      CURRENT.set(Turn.this);
      boolean interrupted = false;
      if (oneAtATime && !claim(this)) {
        while (!granted) {
          LockSupport.park(Turn.this);
          interrupted |= Thread.interrupted();
        }
      }
      watcher.waiting(-1);
      if (interrupted) {
        thread.interrupt();
      }
    }
  }

  /// @param oneAtATime false to start every call at once
  Turn(Watcher watcher, boolean oneAtATime) {
    this.watcher = watcher;
    this.oneAtATime = oneAtATime;
  }

  /// Hands the calling thread's turn on, if it has one.
  ///
  /// @return how to get it back, or null if the thread has no turn to give
  public static @Nullable Pause pauseCurrent() {
    Turn turn = CURRENT.get();
    if (turn == null) {
      return null;
    }
    CURRENT.remove();
    turn.watcher.waiting(+1);
    Pause pause = turn.new Pause();
    turn.handOn();
    return pause;
  }

  /// Runs the calls on virtual threads when their turns come.
  void enqueue(List<Call> calls) {
    if (!oneAtATime) {
      calls.forEach(this::start);
      return;
    }
    synchronized (claims) {
      if (taken) {
        claims.addAll(calls);
        return;
      }
      taken = true;
      claims.addAll(calls.subList(1, calls.size()));
    }
    start(calls.getFirst());
  }

  /// Takes a call back that has not started.
  ///
  /// @return false if it runs already, or has run
  boolean withdraw(Call call) {
    synchronized (claims) {
      return claims.remove(call);
    }
  }

  /// Forgets all calls that have not started; handlers that wait still get their turn.
  void dropCalls() {
    synchronized (claims) {
      claims.removeIf(claim -> claim instanceof Call);
    }
  }

  private boolean claim(Pause claim) {
    synchronized (claims) {
      if (taken) {
        claims.add(claim);
        return false;
      }
      taken = true;
      return true;
    }
  }

  private void start(Call first) {
    Thread.ofVirtual().name("sennit-handler").start(() -> runFrom(first));
  }

  /// Runs calls until none is first in the queue. The turn can change hands under a call that
  /// waits; it is back when it ends.
  private void runFrom(Call first) {
    CURRENT.set(this);
    @Nullable Call call = first;
    while (call != null) {
      call.run();
      call = oneAtATime ? next() : null;
    }
  }

  private void handOn() {
    Call call = oneAtATime ? next() : null;
    if (call != null) {
      start(call);
    }
  }

  /// Gives the turn to the first claim. A call is returned for the caller to run; a woken handler
  /// goes on by itself.
  private @Nullable Call next() {
    Claim claim;
    synchronized (claims) {
      claim = claims.poll();
      taken = claim != null;
    }
    return switch (claim) {
      case null -> null;
      case Call call -> call;
      case Pause pause -> {
        pause.granted = true;
        LockSupport.unpark(pause.thread);
        yield null;
      }
    };
  }
}
