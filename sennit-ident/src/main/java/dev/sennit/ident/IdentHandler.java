package dev.sennit.ident;

import dev.sennit.ident.wire.IdentAnswer;
import dev.sennit.net.Peer;

/// Answers the queries of an ident server.
///
/// Runs on a virtual thread and may block, unless the server's [dev.sennit.net.Delivery] says
/// otherwise. What it throws is told to the client as `UNKNOWN-ERROR`, and to the log in full.
@FunctionalInterface
public interface IdentHandler {

  /// Says who owns a connection.
  ///
  /// @param connection the connection asked about; its addresses are those of the ident connection
  /// @param peer who asks
  /// @throws Exception whatever keeps it from knowing
  IdentAnswer answer(IdentConnection connection, Peer peer) throws Exception;
}
