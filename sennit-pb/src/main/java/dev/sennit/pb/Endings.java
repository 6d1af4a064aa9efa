package dev.sennit.pb;

import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;

/// What is to be done when a connection is gone: each task once, in order, on a virtual thread.
final class Endings {
  private final Consumer<Runnable> runner;
  private ArrayDeque<Runnable> tasks = new ArrayDeque<>(2);
  private boolean over;

  /// @param runner runs a task, whatever it throws
  Endings(Consumer<Runnable> runner) {
    this.runner = runner;
  }

  /// Adds a task; if the connection is gone, it runs at once.
  ///
  /// @return what takes it back
  Runnable add(Runnable task) {
    synchronized (this) {
      if (!over) {
        tasks.add(task);
        return () -> remove(task);
      }
    }
    start(List.of(task));
    return () -> {};
  }

  private synchronized void remove(Runnable task) {
    boolean _ = tasks.remove(task);
  }

  /// The connection is gone.
  ///
  /// @param before is done before all that was added
  void over(List<Runnable> before) {
    ArrayDeque<Runnable> all = new ArrayDeque<>(before);
    synchronized (this) {
      over = true;
      all.addAll(tasks);
      tasks = new ArrayDeque<>(0);
    }
    if (!all.isEmpty()) {
      start(all);
    }
  }

  private void start(Iterable<Runnable> all) {
    Thread.ofVirtual().name("sennit-pb-gone").start(() -> all.forEach(runner));
  }
}
