package dev.sennit.ident.policy;

import dev.sennit.ident.IdentConnection;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// Which connections a rule is about; what is null matches all.
///
/// @param to the foreign host
/// @param fport the foreign port
/// @param from the local host
/// @param lport the local port
public record Filter(
    @Nullable HostPattern to,
    @Nullable PortRange fport,
    @Nullable HostPattern from,
    @Nullable PortRange lport) {
  /// Matches every connection: `default` and `global`.
  public static final Filter ALL = new Filter(null, null, null, null);

  /// Whether the connection is one of them.
  public boolean matches(IdentConnection connection) {
    return matches(to, fport, connection.remote()) && matches(from, lport, connection.local());
  }

  private static boolean matches(
      @Nullable HostPattern host, @Nullable PortRange ports, InetSocketAddress end) {
    return (ports == null || ports.contains(end.getPort()))
        && (host == null || host.matches(end.getAddress()));
  }
}
