package dev.sennit.ident.kernel;

import dev.sennit.ident.IdentConnection;

/// Says which user of this machine owns a TCP connection.
///
/// May be asked on any thread, by many at once. What goes wrong is an answer, not an exception.
@FunctionalInterface
public interface OwnerLookup {

  /// Looks the connection up.
  ///
  /// @param connection both ends, as this machine sees them
  KernelAnswer find(IdentConnection connection);
}
