package dev.sennit.ident.forward;

import dev.sennit.ident.wire.IdentAnswer;
import dev.sennit.ident.wire.IdentQuery;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletionStage;

/// Asks another ident server.
@FunctionalInterface
public interface Forward {

  /// Asks. Does not block.
  ///
  /// @param target the server
  /// @param query what it is asked, its own port first
  /// @return its answer; if its future is cancelled, nobody wants it any more, and the connection
  ///   should be closed
  CompletionStage<? extends IdentAnswer> ask(InetSocketAddress target, IdentQuery query);
}
