package dev.sennit.benchmarks.pb;

import dev.sennit.benchmarks.Server;
import dev.sennit.benchmarks.pb.AddServer.Adder;
import dev.sennit.net.Reply;
import dev.sennit.net.Target;
import dev.sennit.pb.PbClient;
import dev.sennit.pb.PbClientOptions;
import dev.sennit.pb.PbRemote;
import java.io.IOException;
import java.rmi.NotBoundException;
import java.rmi.RemoteException;
import java.rmi.registry.LocateRegistry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Calls from Java; every answer is checked.
final class JavaCalls {
  private JavaCalls() {}

  static PbClient connect(Server server) {
    return PbClient.connect(
        PbClientOptions.of(Target.tcp("127.0.0.1", server.port()))
            .references(AddServer.REFERENCES));
  }

  /// Calls a second over one connection, where each answer makes the next call: no thread waits.
  static double chained(PbRemote root, int outstanding, double seconds) throws IOException {
    return new Chain(root, outstanding, seconds).rate();
  }

  /// Calls that make each other. The first may be answered before it is known who hears of that,
  /// and then by another thread than the others: hence the lock.
  private static final class Chain {
    private final PbRemote root;
    private final long begun = System.nanoTime();
    private final long end;
    private final CompletableFuture<Long> over = new CompletableFuture<>();
    private long asked;
    private long answered;
    private int open;

    Chain(PbRemote root, int outstanding, double seconds) {
      this.root = root;
      this.end = begun + (long) (seconds * 1e9);
      this.open = outstanding;
      synchronized (this) {
        for (int i = 0; i < outstanding; i++) {
          ask();
        }
      }
    }

    private void ask() {
      long a = asked++;
      var _ =
          root.call("add", a, 7L)
              .whenComplete((sum, failure) -> {
                if (failure != null) {
                  over.completeExceptionally(failure);
                } else {
                  answered(a + 7, sum);
                }
              });
    }

    private synchronized void answered(long expected, @Nullable Object sum) {
      if (!Long.valueOf(expected).equals(sum)) {
        over.completeExceptionally(wrong(expected, sum));
        return;
      }
      answered++;
      if (System.nanoTime() - end < 0) {
        ask();
      } else if (--open == 0) {
        over.complete(answered);
      }
    }

    double rate() throws IOException {
      try {
        return over.join() / ((System.nanoTime() - begun) / 1e9);
      } catch (CompletionException e) {
        throw new IOException(e.getCause());
      }
    }
  }

  private static IOException wrong(long expected, @Nullable Object sum) {
    return new IOException("add: " + sum + " (expected: " + expected + ")");
  }

  /// Calls a second over one connection, from one thread that waits for the oldest answer.
  static double waiting(PbRemote root, int outstanding, double seconds) throws IOException {
    ArrayDeque<Reply<@Nullable Object>> unanswered = new ArrayDeque<>(outstanding);
    long begun = System.nanoTime();
    long end = begun + (long) (seconds * 1e9);
    long asked = 0;
    long answered = 0;
    while (true) {
      while (unanswered.size() < outstanding && System.nanoTime() - end < 0) {
        unanswered.add(root.call("add", asked++, 7L));
      }
      if (unanswered.isEmpty()) {
        break;
      }
      Object sum = unanswered.remove().join();
      if (!Long.valueOf(answered + 7).equals(sum)) {
        throw wrong(answered + 7, sum);
      }
      answered++;
    }
    return answered / ((System.nanoTime() - begun) / 1e9);
  }

  /// Calls a second from so many threads.
  static double rmi(Server server, int threads, double seconds)
      throws IOException, InterruptedException {
    Adder adder;
    try {
      adder = (Adder) LocateRegistry.getRegistry("127.0.0.1", server.port()).lookup(AddServer.NAME);
    } catch (NotBoundException e) {
      throw new IOException(e);
    }
    AtomicLong answered = new AtomicLong();
    AtomicReference<Exception> wrong = new AtomicReference<>();
    long begun = System.nanoTime();
    long end = begun + (long) (seconds * 1e9);
    List<Thread> running = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      running.add(
          Thread.ofPlatform()
              .start(() -> {
                try {
                  answered.addAndGet(loop(adder, end));
                } catch (RemoteException | RuntimeException e) {
                  wrong.set(e);
                }
              }));
    }
    for (Thread thread : running) {
      thread.join();
    }
    if (wrong.get() != null) {
      throw new IOException(wrong.get());
    }
    return answered.get() / ((System.nanoTime() - begun) / 1e9);
  }

  private static long loop(Adder adder, long end) throws RemoteException {
    long calls = 0;
    while (System.nanoTime() - end < 0) {
      long sum = adder.add(calls, 7);
      if (sum != calls + 7) {
        throw new IllegalStateException("add: " + sum + " (expected: " + (calls + 7) + ")");
      }
      calls++;
    }
    return calls;
  }

  /// Takes so many objects of the server's.
  static List<PbRemote> objects(PbRemote root, int count) {
    List<PbRemote> objects = new ArrayList<>(count);
    ArrayDeque<Reply<@Nullable Object>> unanswered = new ArrayDeque<>();
    for (int i = 0; i < count; i++) {
      if (unanswered.size() == 64) {
        objects.add((PbRemote) Objects.requireNonNull(unanswered.remove().join()));
      }
      unanswered.add(root.call("make"));
    }
    unanswered.forEach(reply -> objects.add((PbRemote) Objects.requireNonNull(reply.join())));
    return objects;
  }

  static long number(PbRemote root, String method) {
    return (Long) Objects.requireNonNull(root.call(method).join());
  }
}
