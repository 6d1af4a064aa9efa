package dev.sennit.ident.handler;

import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Writes disclosures to a log, for each one line, and at most [#LINES] a second: how many there
/// are is up to whoever asks. Those that are left out are counted, and the count is written with
/// the next line.
final class AuditLog implements Consumer<Disclosure> {
  /// The most lines of one second.
  static final int LINES = 200;

  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final System.Logger logger;
  private final LongSupplier nanoTime;
  private long secondBegan;
  private int written;
  private long leftOut;

  AuditLog(System.Logger logger, LongSupplier nanoTime) {
    this.logger = logger;
    this.nanoTime = nanoTime;
    this.secondBegan = nanoTime.getAsLong();
  }

  @Override
  public void accept(Disclosure disclosure) {
    long before = permit();
    if (before > 0) {
      logger.log(
          Level.WARNING,
          () -> before + " answers are not in this log (expected: at most " + LINES + " a second)");
    }
    if (before >= 0) {
      logger.log(Level.INFO, disclosure::toString);
    }
  }

  /// Counts a line.
  ///
  /// @return -1 if it must not be written; else how many were not since the last one
  private synchronized long permit() {
    long now = nanoTime.getAsLong();
    if (now - secondBegan >= SECOND_NANOS) {
      secondBegan = now;
      written = 0;
    }
    if (written == LINES) {
      leftOut++;
      return -1;
    }
    written++;
    long before = leftOut;
    leftOut = 0;
    return before;
  }
}
