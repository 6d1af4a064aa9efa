package dev.sennit.daemon.config;

import dev.sennit.net.Listen;

/// One address of the `[pb]` section.
///
/// @param listen where
/// @param settings what holds for all addresses of the section
public record PbListener(Listen listen, PbSettings settings) implements ListenerConfig {

  @Override
  public String protocolName() {
    return "pb";
  }
}
