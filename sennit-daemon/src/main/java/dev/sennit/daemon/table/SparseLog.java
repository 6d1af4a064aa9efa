package dev.sennit.daemon.table;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A log for something that can happen thousands of times a second: the first event is written at
/// once, those of the minute that follows are counted, and at its end one line tells how many and
/// the last of them.
///
/// Safe for many threads; only the first event of a minute and the summary cost more than a
/// counter.
final class SparseLog {
  private static final Duration QUIET = Duration.ofMinutes(1);

  /// Runs a task after a while.
  interface Later {
    /// Real time, on a virtual thread.
    Later REAL =
        (delay, task) ->
            CompletableFuture.delayedExecutor(
                    delay.toNanos(), TimeUnit.NANOSECONDS, Thread::startVirtualThread)
                .execute(task);

    void run(Duration delay, Runnable task);
  }

  private final String what;
  private final Consumer<String> out;
  private final Later later;
  private boolean quiet;
  private long held;
  private @Nullable Supplier<String> last;

  /// @param what what is counted, in the plural: `failures`
  /// @param out where lines go
  SparseLog(String what, Consumer<String> out, Later later) {
    this.what = what;
    this.out = out;
    this.later = later;
  }

  /// Tells one event.
  ///
  /// @param line makes its line; called only if the line is written
  void tell(Supplier<String> line) {
    synchronized (this) {
      if (quiet) {
        held++;
        last = line;
        return;
      }
      quiet = true;
    }
    out.accept(line.get());
    later.run(QUIET, this::summarize);
  }

  private void summarize() {
    long count;
    Supplier<String> line;
    synchronized (this) {
      count = held;
      line = last;
      held = 0;
      last = null;
      quiet = line != null;
    }
    if (line != null) {
      out.accept(count + " more " + what + " in the last minute; the last: " + line.get());
      later.run(QUIET, this::summarize);
    }
  }
}
