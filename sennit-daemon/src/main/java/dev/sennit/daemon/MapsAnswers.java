package dev.sennit.daemon;

import dev.sennit.daemon.config.MapsListener;
import dev.sennit.daemon.config.MapsListener.Protocol;
import dev.sennit.daemon.table.TableSet;
import dev.sennit.maps.MapHandler;
import dev.sennit.maps.wire.GetReply;
import dev.sennit.maps.wire.MapsReply.Broken;
import dev.sennit.maps.wire.MapsReply.Refused;
import dev.sennit.maps.wire.MapsReply.TryLater;
import dev.sennit.maps.wire.MapsRequest;
import dev.sennit.maps.wire.PutReply;
import dev.sennit.net.Peer;

/// Answers the requests of one listener from the tables that it may use. What it may can change at
/// any time.
final class MapsAnswers implements MapHandler {
  private static final TryLater NOT_HERE = new TryLater("no such table now");

  private final TableSet tables;
  private volatile MapsListener config;

  MapsAnswers(MapsListener config, TableSet tables) {
    this.config = config;
    this.tables = tables;
  }

  MapsListener config() {
    return config;
  }

  void become(MapsListener next) {
    config = next;
  }

  @Override
  public GetReply get(MapsRequest.Get request, Peer peer) {
    MapsListener now = config;
    if (isStranger(now, peer)) {
      return new TryLater("not for this address");
    }
    String name = now.protocol() == Protocol.TCP_TABLE ? now.tables().getFirst() : request.map();
    if (!now.tables().contains(name)) {
      return new Broken("no such map");
    }
    return tables.<GetReply>ask(name, table -> table.find(request.key())).orElse(NOT_HERE);
  }

  @Override
  public PutReply put(MapsRequest.Put request, Peer peer) throws Exception {
    MapsListener now = config;
    if (isStranger(now, peer)) {
      return new Refused("not for this address");
    }
    if (!now.put()) {
      return MapHandler.super.put(request, peer);
    }
    return tables
        .<PutReply>ask(
            now.tables().getFirst(), table -> table.store(request.key(), request.value()))
        .orElse(NOT_HERE);
  }

  private static boolean isStranger(MapsListener now, Peer peer) {
    return !now.allow().isEmpty() && peer.address().map(now::allows).orElse(true).equals(false);
  }
}
