package dev.sennit.ident;

import dev.sennit.ident.wire.IdentQuery;
import dev.sennit.net.Peer;
import java.net.InetSocketAddress;

/// The TCP connection that a query is about, seen from the machine that is asked.
///
/// Addresses are never unresolved; an IPv4 address mapped into IPv6 appears as IPv4.
///
/// @param local the end on this machine
/// @param remote the end on the machine that asks
public record IdentConnection(InetSocketAddress local, InetSocketAddress remote) {

  /// The query that asks about it.
  public IdentQuery query() {
    return new IdentQuery(local.getPort(), remote.getPort());
  }

  /// As `127.0.0.1:6193 <- 127.0.0.1:23`.
  @Override
  public String toString() {
    return Peer.forLog(local) + " <- " + Peer.forLog(remote);
  }
}
