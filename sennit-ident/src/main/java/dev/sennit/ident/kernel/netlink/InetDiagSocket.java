package dev.sennit.ident.kernel.netlink;

import dev.sennit.ident.kernel.TcpState;
import dev.sennit.net.ProtocolException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// A TCP socket as the kernel tells of it, `struct inet_diag_msg`; 72 bytes and attributes.
///
/// | at | bytes | field    |                                                           |
/// |----|-------|----------|-----------------------------------------------------------|
/// | 0  | 1     | family   | 2 IPv4, 10 IPv6                                           |
/// | 1  | 1     | state    | see [TcpState]                                            |
/// | 4  | 2, 2  | ports    | local, remote, in network order                           |
/// | 8  | 16, 16 | addresses | local, remote; of IPv4 in the first 4 bytes             |
/// | 40 | 4     | device   | the interface that the socket is bound to, or 0           |
/// | 44 | 8     | cookie   | the lower half first                                      |
/// | 64 | 4     | uid      |                                                           |
/// | 68 | 4     | inode    |                                                           |
/// | 72 |       | attributes | 21: the cgroup's inode in 8 bytes                       |
///
/// @param state its state
/// @param local this end; an IPv4 address mapped into IPv6 appears as IPv4
/// @param remote the other end, likewise
/// @param device see above
/// @param cookie a number that no other socket of this boot has
/// @param uid the owner
/// @param inode 0 if no program holds it
/// @param cgroup 0 if not told
public record InetDiagSocket(
    TcpState state,
    InetSocketAddress local,
    InetSocketAddress remote,
    int device,
    long cookie,
    long uid,
    long inode,
    long cgroup) {
  private static final int BYTES = 72;
  private static final int CGROUP_ID = 21;

  /// Reads the body of a message of type [InetDiagRequest#TYPE].
  ///
  /// @throws ProtocolException if it is too short, of another family, or has a broken attribute
  public static InetDiagSocket read(ByteBuffer body) {
    ByteBuffer in = body.slice().order(ByteOrder.nativeOrder());
    if (in.remaining() < BYTES) {
      throw new ProtocolException(
          "socket: " + in.remaining() + " bytes (expected: " + BYTES + " or more)");
    }
    int addressBytes =
        switch (in.get(0)) {
          case InetDiagRequest.AF_INET -> 4;
          case InetDiagRequest.AF_INET6 -> 16;
          default ->
              throw new ProtocolException(
                  "socket's family: " + (in.get(0) & 0xff) + " (expected: 2 or 10)");
        };
    return new InetDiagSocket(
        TcpState.of(in.get(1) & 0xff),
        end(in, 4, 8, addressBytes),
        end(in, 6, 24, addressBytes),
        in.getInt(40),
        (in.getInt(44) & 0xffff_ffffL) | ((long) in.getInt(48) << 32),
        in.getInt(64) & 0xffff_ffffL,
        in.getInt(68) & 0xffff_ffffL,
        cgroup(in.position(BYTES)));
  }

  private static long cgroup(ByteBuffer in) {
    long cgroup = 0;
    NetlinkAttributes attributes = new NetlinkAttributes(in);
    while (attributes.next()) {
      if (attributes.type() == CGROUP_ID) {
        cgroup = attributes.value(8).getLong(0);
      }
    }
    return cgroup;
  }

  private static InetSocketAddress end(ByteBuffer in, int portAt, int addressAt, int addressBytes) {
    byte[] address = new byte[addressBytes];
    in.get(addressAt, address);
    int port = (in.get(portAt) & 0xff) << 8 | (in.get(portAt + 1) & 0xff);
    try {
      return new InetSocketAddress(InetAddress.getByAddress(address), port);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // an address of 4 or 16 bytes always is one
    }
  }
}
