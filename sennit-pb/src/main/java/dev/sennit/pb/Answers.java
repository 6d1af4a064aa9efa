package dev.sennit.pb;

import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.session.Complaints;
import dev.sennit.pb.jelly.Jellied;
import dev.sennit.pb.jelly.PbFailure;
import dev.sennit.pb.jelly.PbTypes;
import dev.sennit.pb.session.PbAsk;
import dev.sennit.pb.session.PbOutcome;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Asks an object of this side, and turns what it says into what is sent. On the handler's thread.
final class Answers {
  private static final Complaints COMPLAINTS = new Complaints("dev.sennit.pb");

  private final Broker broker;
  private final OutgoingValues values;
  private final PbTypes types;
  private final boolean tracebacks;

  Answers(Broker broker, OutgoingValues values, Settings settings) {
    this.broker = broker;
    this.values = values;
    this.types = settings.types();
    this.tracebacks = settings.tracebacks();
  }

  CompletionStage<PbOutcome> answer(PbAsk ask) {
    PbCall call =
        new PbCall(ask.method(), ask.arguments(), ask.keywords(), broker.connection(), null);
    @Nullable Object result;
    try {
      if (!(ask.target() instanceof PbObject target)) {
        throw PbException.noSuchMethod("observe_" + ask.method());
      }
      result = target.called(call);
    } catch (Throwable thrown) {
      return CompletableFuture.completedFuture(failed(thrown, ask));
    }
    return result instanceof CompletionStage<?> stage
        ? stage.handle(
            (value, thrown) -> thrown == null ? answered(value, ask) : failed(cause(thrown), ask))
        : CompletableFuture.completedFuture(answered(result, ask));
  }

  private static @Nullable PbObject perspective(Object target) {
    return switch (target) {
      case AvatarReference avatar -> avatar.perspective();
      case ViewPoint view -> view.perspective();
      default -> null;
    };
  }

  private static Throwable cause(Throwable thrown) {
    return thrown instanceof CompletionException && thrown.getCause() != null
        ? thrown.getCause()
        : thrown;
  }

  private PbOutcome answered(@Nullable Object value, PbAsk ask) {
    try {
      Jellied jellied = values.jellied(perspective(ask.target()), ask.answered() ? value : null);
      PbOutcome outcome = new PbOutcome(jellied, false);
      if (jellied.hasGaps() && !ask.offer(outcome)) {
        jellied.drop(broker::unsent);
      }
      return outcome;
    } catch (RuntimeException e) {
      return failed(e, ask);
    }
  }

  private PbOutcome failed(Throwable thrown, PbAsk ask) {
    PbFailure failure;
    if (cause(thrown) instanceof PbException told) {
      failure = told.failure();
    } else {
      Throwable cause = cause(thrown);
      failure = types.failureOf(cause);
      if (!types.isDeclared(cause)) {
        COMPLAINTS.warn(
            "pb: " + broker.peer() + ": " + ask.method() + " failed: " + cause,
            cause instanceof ConnectionLostException ? null : cause); // no fault of the method's
      }
      if (tracebacks) {
        failure = failure.traceback(traceback(cause));
      }
    }
    return new PbOutcome(values.jellied(null, failure), true);
  }

  private static String traceback(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  /// What a failure that came is thrown as.
  Throwable thrown(@Nullable Object failure) {
    if (failure instanceof Throwable registered) {
      return registered;
    }
    Throwable declared = failure instanceof PbFailure plain ? types.exceptionOf(plain) : null;
    return declared != null ? declared : PbException.of(failure);
  }

  void runQuietly(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      COMPLAINTS.warn("pb: a task for the end of a connection failed: " + e, e);
    }
  }
}
