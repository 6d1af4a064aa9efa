package dev.sennit.ident.registry;

import dev.sennit.ident.IdentConnection;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/// For which connection an id is registered.
public sealed interface Place {

  /// One connection that exists, or is about to.
  record Exact(IdentConnection connection) implements Place {}

  /// The next connection like this; at the first query about it, it becomes [Exact].
  ///
  /// @param remote the foreign address, or null for any; then `localPort` is given
  /// @param remotePort the foreign port, 1 to 65535, or 0 for any
  /// @param localPort the local port, 1 to 65535, or 0 for any
  record Next(@Nullable InetAddress remote, int remotePort, int localPort) implements Place {
    /// @throws IllegalArgumentException if a port is out of its range, or nothing is given
    public Next {
      check("remotePort", remotePort);
      check("localPort", localPort);
      if (remote == null && localPort == 0) {
        throw new IllegalArgumentException("place: any (expected: a remote address or local port)");
      }
    }

    private static void check(String name, int port) {
      if (port < 0 || port > 65_535) {
        throw new IllegalArgumentException(name + ": " + port + " (expected: 0 to 65535)");
      }
    }
  }
}
