package dev.sennit.ident;

import dev.sennit.ident.IdentOutcome.Failed;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The servers that could not be called a short while ago.
final class IdentMemory {
  /// How many servers are remembered.
  static final int MOST = 10_000;

  private static final Duration PAUSE = Duration.ofMillis(100);

  private record Refusal(IdentFailure failure, String detail, long since) {}

  private final ConcurrentMap<InetSocketAddress, Refusal> refusals = new ConcurrentHashMap<>();
  private final NowAndThen sweeping = new NowAndThen(PAUSE);
  private final long nanos;
  private final LongSupplier nanoTime;

  /// @param time how long a refusal is remembered; zero: not at all
  IdentMemory(Duration time, LongSupplier nanoTime) {
    this.nanos = time.toNanos();
    this.nanoTime = nanoTime;
  }

  void add(InetSocketAddress server, IdentFailure failure, String detail) {
    if (nanos == 0) {
      return;
    }
    long now = nanoTime.getAsLong();
    if (refusals.size() >= MOST && sweeping.isDue(now)) {
      refusals.values().removeIf(refusal -> now - refusal.since() >= nanos);
    }
    if (refusals.size() < MOST || refusals.containsKey(server)) {
      refusals.put(server, new Refusal(failure, detail, now));
    }
  }

  int size() {
    return refusals.size();
  }

  /// The outcome of a request that need not be asked, or null.
  @Nullable Failed of(IdentRequest request, InetSocketAddress server) {
    if (nanos == 0) {
      return null;
    }
    Refusal refusal = refusals.get(server);
    if (refusal == null) {
      return null;
    }
    if (nanoTime.getAsLong() - refusal.since() >= nanos) {
      refusals.remove(server, refusal);
      return null;
    }
    return new Failed(request, refusal.failure(), refusal.detail() + " (a short while ago)");
  }
}
