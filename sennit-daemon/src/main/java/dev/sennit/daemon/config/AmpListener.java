package dev.sennit.daemon.config;

import dev.sennit.net.Listen;

/// One address of the `[amp]` section.
///
/// @param listen where
/// @param settings what holds for all addresses of the section
public record AmpListener(Listen listen, AmpSettings settings) implements ListenerConfig {

  @Override
  public String protocolName() {
    return "amp";
  }
}
