package dev.sennit.daemon.source;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/* Warnings that a flood of lookups could raise: one a minute is logged, with the number of those
 * that were not. */
final class RareLog {
  private static final long PAUSE_NANOS = Duration.ofMinutes(1).toNanos();

  private final Logger log;
  private final AtomicLong next = new AtomicLong(System.nanoTime());
  private final AtomicLong silent = new AtomicLong();

  RareLog(Class<?> source) {
    log = System.getLogger(source.getName());
  }

  void warn(String message) {
    long now = System.nanoTime();
    long due = next.get();
    if (now - due >= 0 && next.compareAndSet(due, now + PAUSE_NANOS)) {
      long missed = silent.getAndSet(0);
      log.log(
          Level.WARNING, missed == 0 ? message : message + " (" + missed + " more since the last)");
    } else {
      silent.incrementAndGet();
    }
  }
}
