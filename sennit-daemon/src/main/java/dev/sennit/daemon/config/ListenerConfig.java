package dev.sennit.daemon.config;

import dev.sennit.net.Listen;

/// One listener of any protocol.
public sealed interface ListenerConfig
    permits MapsListener, IdentListener, AmpListener, PbListener {

  /// Where it listens.
  Listen listen();

  /// The protocol's name, for display, logs and metrics: `tcp_table`.
  String protocolName();
}
