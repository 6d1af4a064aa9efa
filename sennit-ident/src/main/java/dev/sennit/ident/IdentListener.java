package dev.sennit.ident;

import dev.sennit.ident.wire.IdentBadQuery;
import dev.sennit.ident.wire.IdentQuery;
import dev.sennit.ident.wire.IdentReply;
import dev.sennit.net.ConnectionListener;
import dev.sennit.net.Peer;

/// Hears what happens on the connections of an ident server, and what is asked and answered there:
/// for logs, metrics and traces. Runs on an event loop and must not block.
///
/// A line that is no query at all is told by [ConnectionListener#fault].
public interface IdentListener extends ConnectionListener {
  /// Hears nothing.
  IdentListener NONE = new IdentListener() {};

  /// A query came; the handler is about to be asked.
  default void validQuery(Peer peer, IdentQuery query) {}

  /// A query came whose numbers are not both ports; it is answered `INVALID-PORT`.
  default void invalidQuery(Peer peer, IdentBadQuery query) {}

  /// A valid query was answered; tells what is sent, after errors were hidden.
  default void replied(Peer peer, IdentReply reply) {}
}
