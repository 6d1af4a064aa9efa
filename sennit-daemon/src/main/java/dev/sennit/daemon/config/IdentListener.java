package dev.sennit.daemon.config;

import dev.sennit.net.Listen;

/// One address of the `[ident]` section.
///
/// @param listen where
/// @param settings what holds for all addresses of the section
public record IdentListener(Listen listen, IdentSettings settings) implements ListenerConfig {

  @Override
  public String protocolName() {
    return "ident";
  }
}
