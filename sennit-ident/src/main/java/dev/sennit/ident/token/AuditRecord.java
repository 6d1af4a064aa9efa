package dev.sennit.ident.token;

import dev.sennit.net.Peer;
import java.net.InetSocketAddress;
import java.time.Instant;

/// What a token says: who owned which connection, and when that was asked.
///
/// @param time when, to the second
/// @param uid the owner, 0 to 4,294,967,295
/// @param local the end on this machine, with an address; its scope is not kept
/// @param remote the end on the machine that asked, likewise
public record AuditRecord(
    Instant time, long uid, InetSocketAddress local, InetSocketAddress remote) {

  /// @throws IllegalArgumentException if the uid is out of its range, or an address is not resolved
  public AuditRecord {
    if (uid < 0 || uid > 0xffff_ffffL) {
      throw new IllegalArgumentException("uid: " + uid + " (expected: 0 to 4294967295)");
    }
    if (local.isUnresolved() || remote.isUnresolved()) {
      throw new IllegalArgumentException(
          "connection: " + local + ", " + remote + " (expected: addresses)");
    }
  }

  /// One line without blanks at its ends: `2027-01-15T08:00:00Z uid=1000 192.0.2.1:40000
  /// 192.0.2.9:6667`.
  @Override
  public String toString() {
    return time + " uid=" + uid + " " + Peer.forLog(local) + " " + Peer.forLog(remote);
  }
}
