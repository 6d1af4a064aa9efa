package dev.sennit.amp;

import dev.sennit.net.wire.Octets;
import org.jspecify.annotations.Nullable;

/// Finds who answers a command.
@FunctionalInterface
public interface AmpLocator {

  /// The responder for a command, or null: then the peer is told `UNHANDLED`.
  ///
  /// @param command its name, as on the wire
  @Nullable AmpResponder locate(Octets command);
}
