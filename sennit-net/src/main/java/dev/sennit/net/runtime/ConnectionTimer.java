package dev.sennit.net.runtime;

import dev.sennit.net.OnEventLoop;
import dev.sennit.net.Timeouts;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Everything that can become due on one connection, on one scheduled task. The task is set for the
/// earliest time and only then looks whether that is still true, so that a busy connection does not
/// reschedule with every message.
@OnEventLoop
final class ConnectionTimer {
  /// How long the peer may take to close its side after we closed ours.
  static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);

  /// How long the peer may take to read the last bytes.
  static final long LAST_BYTES_NANOS = TimeUnit.SECONDS.toNanos(30);

  /// What has become due.
  enum Due {
    IDLE,
    TOTAL,
    ANSWER,
    SESSION,
    UNTAKEN,
    LINGERED
  }

  /// The connection, as far as the timer knows it.
  interface Owner {
    /// When the connection last did something; the time now while it is at work.
    long activeAt(long now);

    /// When the oldest call is due.
    long answerDue();

    void due(long now, Due due);
  }

  private final EventExecutor loop;
  private final Owner owner;
  private long idleNanos;
  private long totalAt;
  private long wakeAt = Clock.NEVER;
  private long takenBy = Clock.NEVER;
  private long lingerUntil = Clock.NEVER;
  private long setFor = Clock.NEVER;
  private @Nullable Future<?> task;
  private boolean stopped;

  ConnectionTimer(EventExecutor loop, Timeouts timeouts, long now, Owner owner) {
    this.loop = loop;
    this.owner = owner;
    this.idleNanos = timeouts.idle().toNanos();
    this.totalAt = Clock.after(now, timeouts.total().toNanos());
  }

  void wakeAt(long time) {
    wakeAt = time;
  }

  /// The peer has until then to take something of what is written.
  void takenBy(long time) {
    takenBy = time;
  }

  /// From now on only the end of the connection counts.
  void linger(long now, long nanos) {
    lingerUntil = now + nanos;
    arm(now);
  }

  void stop() {
    stopped = true;
    if (task != null) {
      task.cancel(false);
    }
  }

  /// Sets the task, unless it is set for early enough.
  void arm(long now) {
    long earliest = earliest(now);
    if (earliest >= setFor || stopped) {
      return;
    }
    if (task != null) {
      task.cancel(false);
    }
    setFor = earliest;
    task = loop.schedule(this::fire, Math.max(0, earliest - now), TimeUnit.NANOSECONDS);
  }

  private long earliest(long now) {
    if (lingerUntil != Clock.NEVER) {
      return lingerUntil;
    }
    long idleAt = Clock.after(owner.activeAt(now), idleNanos);
    long ownAt = Math.min(Math.min(idleAt, totalAt), takenBy);
    return Math.min(ownAt, Math.min(wakeAt, owner.answerDue()));
  }

  private void fire() {
    if (stopped) {
      return;
    }
    task = null;
    setFor = Clock.NEVER;
    long now = Clock.now();
    if (lingerUntil != Clock.NEVER) {
      if (lingerUntil <= now) {
        stopped = true;
        owner.due(now, Due.LINGERED);
      }
    } else {
      fireDue(now);
    }
    arm(now);
  }

  private void fireDue(long now) {
    if (owner.answerDue() <= now) {
      owner.due(now, Due.ANSWER);
    }
    if (wakeAt <= now) {
      wakeAt = Clock.NEVER;
      owner.due(now, Due.SESSION);
    }
    if (takenBy <= now) {
      takenBy = Clock.NEVER;
      owner.due(now, Due.UNTAKEN);
    }
    if (totalAt <= now) {
      totalAt = Clock.NEVER;
      owner.due(now, Due.TOTAL);
    }
    if (Clock.after(owner.activeAt(now), idleNanos) <= now) {
      idleNanos = 0; // told once
      owner.due(now, Due.IDLE);
    }
  }
}
