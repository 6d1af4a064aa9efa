package dev.sennit.testkit;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// A clock that stands still until a test turns it; takes the place of [System#nanoTime()].
///
/// It starts one second before the numbers overflow, where code that compares times instead of
/// subtracting them breaks. Safe to share between threads.
public final class TestClock implements LongSupplier {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L);

  /// A clock of its own.
  public TestClock() {}

  /// The time in nanoseconds, from no particular origin.
  public long nanoTime() {
    return now.get();
  }

  @Override
  public long getAsLong() {
    return nanoTime();
  }

  /// Turns the clock forward.
  ///
  /// @param time 0 or more
  public TestClock advance(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException("time: " + time + " (expected: >= 0)");
    }
    now.addAndGet(time.toNanos());
    return this;
  }
}
