package dev.sennit.net.session;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A log that a flood of the same trouble cannot fill: one line at once, then at most one in a
/// while that counts the others.
public final class Complaints {
  private final Supplier<System.Logger> logger;
  private final long pauseNanos;
  private final AtomicLong nextNanos = new AtomicLong(System.nanoTime());
  private final AtomicLong untold = new AtomicLong();

  /// At most one line a second.
  ///
  /// @param logger the name of the logger, which is looked for when there is something to say
  public Complaints(String logger) {
    this(logger, Duration.ofSeconds(1));
  }

  /// @param logger the name of the logger, which is looked for when there is something to say
  /// @param pause the least time between two lines, zero or more
  public Complaints(String logger, Duration pause) {
    this(() -> System.getLogger(logger), pause);
  }

  /// @param logger where the lines go
  Complaints(Supplier<System.Logger> logger, Duration pause) {
    this.logger = logger;
    this.pauseNanos = pause.toNanos();
  }

  /// Warns, or counts. On any thread.
  public void warn(String message, @Nullable Throwable cause) {
    long now = System.nanoTime();
    long next = nextNanos.get();
    if (now - next < 0 || !nextNanos.compareAndSet(next, now + pauseNanos)) {
      untold.incrementAndGet();
      return;
    }
    long more = untold.getAndSet(0);
    logger
        .get()
        .log(
            Level.WARNING,
            more == 0 ? message : message + " (and " + more + " more like it)",
            cause);
  }
}
