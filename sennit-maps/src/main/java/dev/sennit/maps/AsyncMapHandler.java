package dev.sennit.maps;

import dev.sennit.maps.wire.MapsReply;
import dev.sennit.maps.wire.MapsRequest;
import dev.sennit.net.Peer;
import java.util.concurrent.CompletionStage;

/// Answers the requests of a map server, now or later. The connection's next request is handed over
/// as soon as this returns; replies are sent in the order of the requests all the same.
@FunctionalInterface
public interface AsyncMapHandler {

  /// Answers a lookup with a [dev.sennit.maps.wire.GetReply], a change with a
  /// [dev.sennit.maps.wire.PutReply].
  ///
  /// @throws Exception whatever keeps it from knowing: the client is told to try later
  CompletionStage<? extends MapsReply> answer(MapsRequest request, Peer peer) throws Exception;
}
