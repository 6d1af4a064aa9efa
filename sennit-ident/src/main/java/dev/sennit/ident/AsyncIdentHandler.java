package dev.sennit.ident;

import dev.sennit.ident.wire.IdentAnswer;
import dev.sennit.net.Peer;
import java.util.concurrent.CompletionStage;

/// Answers the queries of an ident server, now or later. The connection's next query is handed over
/// as soon as this returns; replies are sent in the order of the queries all the same.
///
/// What it returned is cancelled when the peer goes away before the answer, or the server's
/// `answer` timeout has passed: return a `copy()` of a future that others wait for too.
@FunctionalInterface
public interface AsyncIdentHandler {

  /// Says who owns a connection.
  ///
  /// @param connection the connection asked about; its addresses are those of the ident connection
  /// @param peer who asks
  /// @throws Exception whatever keeps it from knowing: the client is told `UNKNOWN-ERROR`
  CompletionStage<? extends IdentAnswer> answer(IdentConnection connection, Peer peer)
      throws Exception;
}
