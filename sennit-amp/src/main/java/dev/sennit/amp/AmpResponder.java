package dev.sennit.amp;

import dev.sennit.amp.wire.AmpBox;
import java.util.concurrent.CompletionStage;

/// Answers a request by hand: a box comes, a box goes.
@FunctionalInterface
public interface AmpResponder {

  /// Answers with a box: all that is in it is sent, with the id of the request.
  ///
  /// @param request the whole box, with `_command` and `_ask`
  /// @throws Exception an [AmpRemoteException] is told to the peer as it is; anything else as
  ///   `UNKNOWN`, and closes the connection. The stage may fail in the same ways
  CompletionStage<AmpBox> respond(AmpBox request, AmpConnection connection) throws Exception;
}
