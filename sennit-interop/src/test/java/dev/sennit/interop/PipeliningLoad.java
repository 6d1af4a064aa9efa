package dev.sennit.interop;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiPredicate;

/// One tcp_table connection that always has sixteen lookups outstanding and judges every answer
/// that arrives, until it is stopped or the server hangs up.
final class PipeliningLoad implements AutoCloseable {
  private static final int OUTSTANDING = 16;

  private static final long WARM_ANSWERS = 5_000;

  private final AtomicLong answers = new AtomicLong();
  private final CountDownLatch warm = new CountDownLatch(1);
  private final FutureTask<Optional<String>> task;
  private volatile boolean stopped;
  private volatile boolean hungUp;

  private PipeliningLoad(int port, int keys, BiPredicate<Integer, String> right) {
    task = new FutureTask<>(() -> run(port, keys, right));
    Thread.ofVirtual().name("load").start(task);
  }

  /// Starts asking for `user0` to `userN-1` at `example.com`, over and over.
  ///
  /// @param right whether the answer, code and all, is right for the user's number
  static PipeliningLoad start(int port, int keys, BiPredicate<Integer, String> right) {
    return new PipeliningLoad(port, keys, right);
  }

  private Optional<String> run(int port, int keys, BiPredicate<Integer, String> right) {
    var asked = new ArrayDeque<Integer>();
    try (var client = new TcpTableClient(port)) {
      for (int next = 0; !stopped; next = (next + 1) % keys) {
        if (!send(client, next)) {
          break;
        }
        asked.add(next);
        if (asked.size() < OUTSTANDING) {
          continue;
        }
        var wrong = judge(client, asked.remove(), right);
        if (wrong.isPresent() || hungUp) {
          return wrong;
        }
      }
      while (!hungUp && !asked.isEmpty()) {
        var wrong = judge(client, asked.remove(), right);
        if (wrong.isPresent()) {
          return wrong;
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(e.toString());
    } finally {
      warm.countDown();
    }
  }

  /// A server that stops may refuse more requests; its answers to earlier ones still count.
  private static boolean send(TcpTableClient client, int user) {
    try {
      client.send("get user" + user + "@example.com\n");
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private Optional<String> judge(
      TcpTableClient client, int user, BiPredicate<Integer, String> right) throws IOException {
    String answer;
    try {
      answer = client.reply();
    } catch (java.net.SocketException e) {
      answer = null; // reset: requests were under way when the server closed
    }
    if (answer == null) {
      hungUp = true;
      return Optional.empty();
    }
    if (answers.incrementAndGet() == WARM_ANSWERS) {
      warm.countDown();
    }
    return right.test(user, answer)
        ? Optional.empty()
        : Optional.of("user" + user + " was answered '" + answer + "'");
  }

  /// How many right answers have come.
  long answers() {
    return answers.get();
  }

  /// Waits until thousands of answers have come, or the load has ended.
  void awaitWarm() throws InterruptedException {
    warm.await();
  }

  /// Whether the server hung up.
  boolean hungUp() {
    return hungUp;
  }

  /// Waits until the server hangs up or an answer is wrong.
  ///
  /// @return what was wrong, if anything
  Optional<String> awaitEnd() throws InterruptedException, ExecutionException {
    return task.get();
  }

  /// Stops asking, waits for the last answers.
  ///
  /// @return what was wrong, if anything
  Optional<String> stop() throws InterruptedException, ExecutionException {
    stopped = true;
    return task.get();
  }

  @Override
  public void close() {
    stopped = true;
  }
}
