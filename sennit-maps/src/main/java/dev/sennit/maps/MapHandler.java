package dev.sennit.maps;

import dev.sennit.maps.wire.GetReply;
import dev.sennit.maps.wire.MapsReply.Refused;
import dev.sennit.maps.wire.MapsRequest;
import dev.sennit.maps.wire.PutReply;
import dev.sennit.net.Peer;

/// Answers the requests of a map server.
///
/// Runs on a virtual thread and may block, unless the server's [dev.sennit.net.Delivery] says
/// otherwise. What it throws, and an answer that takes longer than the server's `answer` timeout,
/// is told to the client as "try later", and to the log in full; it is never told as "not found".
@FunctionalInterface
public interface MapHandler {

  /// Looks a key up. Keys are never empty: an empty one is "not found" without asking.
  ///
  /// @throws Exception whatever keeps it from knowing: the client is told to try later
  GetReply get(MapsRequest.Get request, Peer peer) throws Exception;

  /// Stores a value; refuses to, unless overridden.
  ///
  /// @throws Exception whatever keeps it from storing: the client is told to try later
  default PutReply put(MapsRequest.Put request, Peer peer) throws Exception {
    return new Refused("put is not implemented yet.");
  }
}
