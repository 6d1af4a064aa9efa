package dev.sennit.ident.registry;

import dev.sennit.ident.IdentConnection;
import java.io.IOException;

/// Whether connections exist.
@FunctionalInterface
public interface Liveness {

  /// Whether the connection exists now. May block.
  ///
  /// @throws IOException if that cannot be told
  boolean exists(IdentConnection connection) throws IOException;
}
