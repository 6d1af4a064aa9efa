package dev.sennit.ident;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Lets something be done at most once in a while, by one of many threads: work that looks at all
/// of a table, and that strangers could otherwise bring about as often as they like.
final class NowAndThen {
  private final long pauseNanos;
  private final AtomicReference<@Nullable Long> last = new AtomicReference<>();

  /// @param pause the least time between two times
  NowAndThen(Duration pause) {
    this.pauseNanos = pause.toNanos();
  }

  /// Whether it may be done now; whoever is told so has to do it.
  ///
  /// @param now on any clock that counts nanoseconds
  boolean isDue(long now) {
    Long before = last.get();
    return (before == null || now - before >= pauseNanos) && last.compareAndSet(before, now);
  }
}
