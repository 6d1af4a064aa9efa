package dev.sennit.amp;

import dev.sennit.amp.session.AmpOutcome;
import dev.sennit.amp.session.AmpOutcome.Switch;
import dev.sennit.amp.wire.AmpBox;
import dev.sennit.net.Successor;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Answers a request to switch the protocol.
record SwitchRoute<Q>(AmpCommand<Q, AmpNothing> command, AsyncAmpHandler<Q, Successor> handler)
    implements AmpRouter.Route {

  @Override
  public CompletionStage<AmpOutcome> run(AmpBox request, AmpConnection connection) {
    if (connection instanceof AmpLine line && !line.canChange()) {
      throw new IllegalStateException(
          command + ": no switch (expected: a network to be handed on)");
    }
    Q question = command.readRequest(request, connection);
    CompletionStage<Successor> stage;
    try {
      stage = handler.answer(question, connection);
    } catch (Throwable thrown) {
      return CompletableFuture.completedFuture(AmpRouter.told(thrown, command));
    }
    return stage.handle((successor, failure) -> {
      if (failure != null) {
        return AmpRouter.told(failure, command);
      }
      return successor == null
          ? AmpRouter.told(new BadAnswerException(command, null, null), command)
          : new Switch(successor);
    });
  }
}
