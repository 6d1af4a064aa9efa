package dev.sennit.net;

import dev.sennit.net.runtime.Turn;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// What a remote call returns: a future that a handler may simply wait for.
///
/// While a handler waits in `get` or `join`, its turn on its connection is handed on, so that the
/// next message runs; when the value is there, the handler queues for its turn again before it goes
/// on. A peer that calls back before it answers can therefore never lock the two sides up. Outside
/// a handler, waiting is that of any `CompletableFuture`.
///
/// Futures made from this one (`thenApply` and so on) are replies too. `allOf` and `anyOf` are not:
/// wrap them with [#of].
///
/// Functions given to the methods without `Async` may run on an event loop and must not block;
/// those of the `...Async` methods run on virtual threads unless another executor is given.
///
/// @param <T> the value
public final class Reply<T extends @Nullable Object> extends CompletableFuture<T> {
  private static final Executor VIRTUAL = task -> Thread.ofVirtual().start(task);

  /// A reply that nobody has given yet.
  public Reply() {}

  /// A reply that gets its value, or its failure, from another stage.
  public static <T extends @Nullable Object> Reply<T> of(CompletionStage<T> stage) {
    if (stage instanceof Reply<T> reply) {
      return reply;
    }
    Reply<T> reply = new Reply<>();
    stage.whenComplete((value, failure) -> {
      if (failure == null) {
        reply.complete(value);
      } else {
        reply.completeExceptionally(failure);
      }
    });
    return reply;
  }

  /// Waits for the value; a handler hands its turn on meanwhile.
  @Override
  public T get() throws InterruptedException, ExecutionException {
    Turn.@Nullable Pause pause = pause();
    try {
      return super.get();
    } finally {
      resume(pause);
    }
  }

  /// Waits for the value, but not for ever; a handler hands its turn on meanwhile.
  @Override
  public T get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    Turn.@Nullable Pause pause = pause();
    try {
      return super.get(timeout, unit);
    } finally {
      resume(pause);
    }
  }

  /// Waits for the value; a handler hands its turn on meanwhile.
  @Override
  public T join() {
    Turn.@Nullable Pause pause = pause();
    try {
      return super.join();
    } finally {
      resume(pause);
    }
  }

  private Turn.@Nullable Pause pause() {
    return isDone() ? null : Turn.pauseCurrent();
  }

  private static void resume(Turn.@Nullable Pause pause) {
    if (pause != null) {
      pause.end();
    }
  }

  @Override
  public <U extends @Nullable Object> CompletableFuture<U> newIncompleteFuture() {
    return new Reply<>();
  }

  @Override
  public Executor defaultExecutor() {
    return VIRTUAL;
  }
}
