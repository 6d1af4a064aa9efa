package dev.sennit.ident;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Calls back when time is up.
interface Deadlines {

  /// What keeps a deadline from being called.
  interface Deadline {
    void cancel();
  }

  /// Calls the task once, after that time, unless it is cancelled before.
  Deadline after(Duration time, Runnable task);

  /// One thread for all clients, which ends when there is nothing to wait for.
  static Deadlines shared() {
    return Shared.THREAD;
  }

  /// Holds the thread until the first client needs it.
  final class Shared {
    private static final Deadlines THREAD = onOneThread();

    private Shared() {}

    private static Deadlines onOneThread() {
      ScheduledThreadPoolExecutor executor =
          new ScheduledThreadPoolExecutor(
              1, Thread.ofPlatform().name("sennit-ident-deadlines").daemon().factory());
      executor.setRemoveOnCancelPolicy(true);
      executor.setKeepAliveTime(10, TimeUnit.SECONDS);
      executor.allowCoreThreadTimeOut(true);
      return (time, task) -> {
        Future<?> scheduled = executor.schedule(task, time.toNanos(), TimeUnit.NANOSECONDS);
        return () -> {
          boolean _ = scheduled.cancel(false);
        };
      };
    }
  }
}
