package dev.sennit.benchmarks.pb;

import dev.sennit.benchmarks.pb.AddServer.Adder;
import dev.sennit.benchmarks.pb.PbBench.Server;
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

  /// Calls a second over one connection, from one thread.
  static double pb(PbRemote root, int outstanding, double seconds) throws IOException {
    ArrayDeque<Reply<@Nullable Object>> unanswered = new ArrayDeque<>(outstanding);
    long begun = System.nanoTime();
    long end = begun + (long) (seconds * 1e9);
    long asked = 0;
    long answered = 0;
    while (System.nanoTime() - end < 0 || !unanswered.isEmpty()) {
      while (unanswered.size() < outstanding && System.nanoTime() - end < 0) {
        unanswered.add(root.call("add", asked++, 7L));
      }
      Object sum = unanswered.remove().join();
      if (!Long.valueOf(answered + 7).equals(sum)) {
        throw new IOException("add: " + sum + " (expected: " + (answered + 7) + ")");
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
