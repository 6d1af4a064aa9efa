package dev.sennit.amp;

import dev.sennit.amp.session.AmpOutcome;
import dev.sennit.amp.session.AmpOutcome.Success;
import dev.sennit.amp.wire.AmpBox;
import dev.sennit.net.ProtocolException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// From a box to a record, to the handler, to a record, to a box.
///
/// A request that cannot be read is never told with a code of the command, even if it declares an
/// error for every exception.
record TypedRoute<Q, R>(AmpCommand<Q, R> command, AmpHandler<Q, R> handler)
    implements AmpRouter.Route {

  @Override
  public CompletionStage<AmpOutcome> run(AmpBox request, AmpConnection connection) {
    Q question = command.readRequest(request, connection);
    AmpOutcome outcome;
    try {
      outcome = success(command, handler.answer(question, connection), connection);
    } catch (Throwable thrown) {
      outcome = AmpRouter.told(thrown, command);
    }
    return CompletableFuture.completedFuture(outcome);
  }

  static <R> AmpOutcome success(
      AmpCommand<?, R> command, @Nullable R answer, AmpConnection connection) {
    if (answer == null) {
      throw new BadAnswerException(command, null, null);
    }
    try {
      return new Success(command.writeResponse(answer, connection), command.isQuit());
    } catch (IllegalArgumentException | ProtocolException e) {
      throw new BadAnswerException(command, answer, e);
    } finally {
      command.discardResponse(answer);
    }
  }
}
