package dev.sennit.amp;

import dev.sennit.amp.session.AmpOutcome;
import dev.sennit.amp.wire.AmpBox;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// As [TypedRoute], for a handler that may answer later.
record AsyncTypedRoute<Q, R>(AmpCommand<Q, R> command, AsyncAmpHandler<Q, R> handler)
    implements AmpRouter.Route {

  @Override
  public CompletionStage<AmpOutcome> run(AmpBox request, AmpConnection connection) {
    Q question = command.readRequest(request, connection);
    CompletionStage<R> stage;
    try {
      stage = handler.answer(question, connection);
    } catch (Throwable thrown) {
      return CompletableFuture.completedFuture(AmpRouter.told(thrown, command));
    }
    return stage.handle((answer, failure) -> {
      if (failure != null) {
        return AmpRouter.told(failure, command);
      }
      try {
        return TypedRoute.success(command, answer, connection);
      } catch (BadAnswerException e) {
        return AmpRouter.told(e, command);
      }
    });
  }
}
