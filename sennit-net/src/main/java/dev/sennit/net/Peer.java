package dev.sennit.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Who is on the other end of a connection, and which of our addresses they reached.
///
/// @param remote the peer's address; on a UNIX socket it says little
/// @param local the address on this side
/// @param unixCredentials what the kernel vouches for on a UNIX socket, else null
/// @param tlsSubject the subject of the certificate that the peer proved to own, else null
public record Peer(
    SocketAddress remote,
    SocketAddress local,
    @Nullable UnixCredentials unixCredentials,
    @Nullable String tlsSubject) {

  /// The process that connected to a UNIX socket, at the time it connected.
  ///
  /// @param pid its number, 0 if unknown
  /// @param uid its user
  /// @param gid its first group
  public record UnixCredentials(int pid, int uid, int gid) {}

  /// A peer of which only the addresses are known.
  public static Peer of(SocketAddress remote, SocketAddress local) {
    return new Peer(remote, local, null, null);
  }

  /// The peer's internet address; nothing on a UNIX socket.
  public Optional<InetAddress> address() {
    return remote instanceof InetSocketAddress inet
        ? Optional.ofNullable(inet.getAddress())
        : Optional.empty();
  }

  /// One word for a log line: `127.0.0.1:5123`, `[::1]:5123`, `unix:uid=33,pid=411`.
  public String forLog() {
    if (remote instanceof InetSocketAddress inet && inet.getAddress() != null) {
      return forLog(inet);
    }
    return unixCredentials == null
        ? "unix"
        : "unix:uid=" + unixCredentials.uid() + ",pid=" + unixCredentials.pid();
  }

  /// An address as it is written everywhere in Sennit: numbers, never a look-up of names.
  public static String forLog(InetSocketAddress inet) {
    InetAddress address = inet.getAddress();
    if (address == null) {
      return inet.getHostString() + ":" + inet.getPort();
    }
    return address instanceof Inet6Address
        ? "[" + address.getHostAddress() + "]:" + inet.getPort()
        : address.getHostAddress() + ":" + inet.getPort();
  }

  @Override
  public String toString() {
    return forLog();
  }
}
