package dev.sennit.benchmarks.amp;

import dev.sennit.benchmarks.amp.Adding.Sum;
import dev.sennit.benchmarks.amp.Adding.Total;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/// Calls of Sum over one connection, from one thread; every answer is checked.
interface Calls extends AutoCloseable {
  /// Asks.
  Future<Total> begin(Sum sum);

  /// Asks and waits.
  Total call(Sum sum);

  @Override
  void close() throws InterruptedException;

  /// Calls a second, with so many on the wire; with one, each is waited for before the next.
  default double rate(int outstanding, double seconds) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    long end = begun + (long) (seconds * 1e9);
    long answered = outstanding == 1 ? one(end) : many(outstanding, end);
    return answered / ((System.nanoTime() - begun) / 1e9);
  }

  private long one(long end) throws IOException {
    long answered = 0;
    while (System.nanoTime() - end < 0) {
      check(call(new Sum(answered, 7)), answered);
      answered++;
    }
    return answered;
  }

  private long many(int outstanding, long end) throws IOException, InterruptedException {
    ArrayDeque<Future<Total>> unanswered = new ArrayDeque<>(outstanding);
    long asked = 0;
    long answered = 0;
    while (System.nanoTime() - end < 0 || !unanswered.isEmpty()) {
      while (unanswered.size() < outstanding && System.nanoTime() - end < 0) {
        unanswered.add(begin(new Sum(asked++, 7)));
      }
      if (!unanswered.isEmpty()) {
        check(get(unanswered.remove()), answered++);
      }
    }
    return answered;
  }

  private static Total get(Future<Total> answer) throws IOException, InterruptedException {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
  }

  private static void check(Total total, long a) throws IOException {
    if (total.total() != a + 7) {
      throw new IOException("Sum: " + total + " (expected: " + (a + 7) + ")");
    }
  }
}
