package dev.sennit.net.session;

import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A log that a flood of the same trouble cannot fill: one line at once, then at most one a second
/// that counts the others.
public final class Complaints {
  private static final long PAUSE_NANOS = 1_000_000_000L;

  private final System.Logger logger;
  private final AtomicLong nextNanos = new AtomicLong(System.nanoTime());
  private final AtomicLong untold = new AtomicLong();

  /// @param logger where the lines go
  public Complaints(System.Logger logger) {
    this.logger = logger;
  }

  /// Warns, or counts. On any thread.
  public void warn(String message, @Nullable Throwable cause) {
    long now = System.nanoTime();
    long next = nextNanos.get();
    if (now - next < 0 || !nextNanos.compareAndSet(next, now + PAUSE_NANOS)) {
      untold.incrementAndGet();
      return;
    }
    long more = untold.getAndSet(0);
    logger.log(
        Level.WARNING, more == 0 ? message : message + " (and " + more + " more like it)", cause);
  }
}
