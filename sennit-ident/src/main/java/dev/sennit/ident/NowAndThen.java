package dev.sennit.ident;

import java.time.Duration;

/// Lets something be done at most once in a while, by one of many threads: work that looks at all
/// of a table, and that strangers could otherwise bring about as often as they like.
final class NowAndThen {
  private final long pauseNanos;
  private boolean done;
  private long doneNanos;

  /// @param pause the least time between two times
  NowAndThen(Duration pause) {
    this.pauseNanos = pause.toNanos();
  }

  /// Whether it may be done now; whoever is told so has to do it.
  ///
  /// @param now on any clock that counts nanoseconds
  synchronized boolean isDue(long now) {
    if (done && now - doneNanos < pauseNanos) {
      return false;
    }
    done = true;
    doneNanos = now;
    return true;
  }
}
