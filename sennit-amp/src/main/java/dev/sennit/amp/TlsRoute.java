package dev.sennit.amp;

import dev.sennit.amp.session.AmpOutcome;
import dev.sennit.amp.session.AmpOutcome.Refusal;
import dev.sennit.amp.session.AmpOutcome.Secure;
import dev.sennit.amp.session.AmpOutcome.Success;
import dev.sennit.amp.session.AmpSession;
import dev.sennit.amp.wire.AmpBox;
import dev.sennit.net.StartTls;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Answers a request for TLS; what takes its time is made before the answer.
record TlsRoute(AmpRouter.Route answer, StartTls tls) implements AmpRouter.Route {

  @Override
  public CompletionStage<AmpOutcome> run(AmpBox request, AmpConnection connection)
      throws Exception {
    if (connection instanceof AmpLine line) {
      if (!line.canChange()) {
        return CompletableFuture.completedFuture(
            new Refusal(AmpSession.TLS_ERROR, "TLS not available", false));
      }
      line.prepare(tls);
    }
    return answer
        .run(request, connection)
        .thenApply(outcome ->
            outcome instanceof Success(var fields, _) ? new Secure(fields, tls) : outcome);
  }
}
