package dev.sennit.maps;

import dev.sennit.maps.wire.MapsReply;
import dev.sennit.maps.wire.MapsRequest;
import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.RequestTimeoutException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// What one client has been asked and has not answered: no more than the limit, and each of it as
/// often as its [Retry] allows.
final class MapsRetries {

  /// One request, through all its attempts.
  private record Errand(MapsRequest request, Retry retry, CompletableFuture<MapsReply> reply) {}

  private final MapsPool pool;
  private final int limit;
  private final AtomicInteger unfinished = new AtomicInteger();
  private final Set<Errand> pausing = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /// @param limit how many requests may be unfinished
  MapsRetries(MapsPool pool, int limit) {
    this.pool = pool;
    this.limit = limit;
  }

  /// Asks, and asks again. The future is completed exactly once.
  CompletableFuture<MapsReply> ask(MapsRequest request, Retry retry) {
    if (unfinished.incrementAndGet() > limit) {
      unfinished.decrementAndGet();
      return CompletableFuture.failedFuture(
          new RejectedExecutionException(
              "unfinished: " + limit + " requests (expected: fewer when another one is asked)"));
    }
    Errand errand = new Errand(request, retry, new CompletableFuture<>());
    attempt(errand, 1);
    return errand.reply();
  }

  private void attempt(Errand errand, int number) {
    CompletableFuture<MapsReply> attempt = new CompletableFuture<>();
    attempt.whenComplete((value, failure) -> {
      if (failure == null) {
        unfinished.decrementAndGet();
        errand.reply().complete(value);
      } else if (!closed
          && number < errand.retry().attempts()
          && isWorthRetrying(errand.retry(), failure)) {
        attemptLater(errand, number + 1);
      } else {
        fail(errand, failure);
      }
    });
    pool.submit(new MapsPool.Job(errand.request(), attempt));
  }

  private static boolean isWorthRetrying(Retry retry, Throwable failure) {
    return failure instanceof ConnectionLostException
        || (failure instanceof RequestTimeoutException && retry.afterTimeout());
  }

  private void attemptLater(Errand errand, int number) {
    if (errand.retry().pause().isZero()) {
      attempt(errand, number);
      return;
    }
    pausing.add(errand);
    Executor later =
        CompletableFuture.delayedExecutor(errand.retry().pause().toNanos(), TimeUnit.NANOSECONDS);
    later.execute(() -> {
      if (pausing.remove(errand)) {
        attempt(errand, number);
      }
    });
    if (closed) {
      failPausing();
    }
  }

  /// A place is free before its user hears of it, and may ask again.
  private void fail(Errand errand, Throwable failure) {
    unfinished.decrementAndGet();
    errand.reply().completeExceptionally(failure);
  }

  private void failPausing() {
    for (Errand errand : List.copyOf(pausing)) {
      if (pausing.remove(errand)) {
        fail(errand, MapsPool.clientClosed());
      }
    }
  }

  /// Asks nothing again; what pauses between two attempts fails. The pool is closed after this.
  void close() {
    closed = true;
    failPausing();
  }
}
