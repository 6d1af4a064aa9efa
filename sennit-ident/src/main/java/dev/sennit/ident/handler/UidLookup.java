package dev.sennit.ident.handler;

import dev.sennit.ident.IdentConnection;
import java.io.IOException;
import java.util.OptionalLong;

/// Says which user of this machine owns a connection.
@FunctionalInterface
public interface UidLookup {

  /// Looks the connection up. May block.
  ///
  /// @return the owner, 0 to 4,294,967,295; nothing if there is no such connection here, or nobody
  ///   owns it
  /// @throws IOException if that cannot be told now
  OptionalLong uid(IdentConnection connection) throws IOException;
}
