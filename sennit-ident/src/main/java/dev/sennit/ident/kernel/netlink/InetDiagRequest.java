package dev.sennit.ident.kernel.netlink;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The question for TCP sockets, `struct inet_diag_req_v2`; 72 bytes with its header.
///
/// | bytes | field    |                                                                  |
/// |-------|----------|------------------------------------------------------------------|
/// | 16    | header   | see [NetlinkMessage]; type 20                                    |
/// | 1     | family   | 2 IPv4, 10 IPv6                                                  |
/// | 1     | protocol | 6                                                                |
/// | 1     | ext      | which extensions are wanted: 0, none                             |
/// | 1     |          | 0                                                                |
/// | 4     | states   | one bit each; of no matter for a single socket                   |
/// | 2, 2  | ports    | local, remote, in network order                                  |
/// | 16, 16 | addresses | local, remote; of IPv4 in the first 4 bytes                    |
/// | 4     | device   | the index of the interface that the socket is bound to, or 0     |
/// | 8     | cookie   | all ones: of no matter                                           |
///
/// @see <a href="https://man7.org/linux/man-pages/man7/sock_diag.7.html">sock_diag(7)</a>
public final class InetDiagRequest {
  /// The type of questions and of answers with a socket, `SOCK_DIAG_BY_FAMILY`.
  public static final int TYPE = 20;

  /// IPv4.
  public static final int AF_INET = 2;

  /// IPv6.
  public static final int AF_INET6 = 10;

  /// All states.
  public static final int EVERY_STATE = -1;

  private static final int TCP = 6;
  private static final int ADDRESS_BYTES = 16;
  private static final long NO_COOKIE = -1;

  private InetDiagRequest() {}

  /// Asks for one socket by both its ends.
  ///
  /// @param local an address of the same family as `remote`
  /// @param device see above
  public static void exact(
      ByteBuffer out, int sequence, InetSocketAddress local, InetSocketAddress remote, int device) {
    NetlinkMessage.begin(out, TYPE, NetlinkMessage.REQUEST, sequence);
    begin(out, local.getAddress() instanceof Inet4Address ? AF_INET : AF_INET6, EVERY_STATE);
    putPorts(out, local.getPort(), remote.getPort());
    putAddress(out, local.getAddress());
    putAddress(out, remote.getAddress());
    out.putInt(device).putLong(NO_COOKIE);
    NetlinkMessage.end(out);
  }

  /// Asks for the list of all sockets with both ports.
  ///
  /// @param family [#AF_INET] or [#AF_INET6]
  /// @param states one bit for each wanted state: `1 << number`
  public static void byPorts(
      ByteBuffer out, int sequence, int family, int states, int localPort, int remotePort) {
    NetlinkMessage.begin(out, TYPE, NetlinkMessage.REQUEST | NetlinkMessage.DUMP, sequence);
    begin(out, family, states);
    putPorts(out, localPort, remotePort);
    out.putLong(0).putLong(0).putLong(0).putLong(0);
    out.putInt(0).putLong(NO_COOKIE);
    NetlinkMessage.end(out);
  }

  private static void begin(ByteBuffer out, int family, int states) {
    out.put((byte) family).put((byte) TCP).put((byte) 0).put((byte) 0).putInt(states);
  }

  private static void putPorts(ByteBuffer out, int localPort, int remotePort) {
    out.order(ByteOrder.BIG_ENDIAN).putShort((short) localPort).putShort((short) remotePort);
    out.order(ByteOrder.nativeOrder());
  }

  private static void putAddress(ByteBuffer out, InetAddress address) {
    byte[] bytes = address.getAddress();
    out.put(bytes);
    for (int i = bytes.length; i < ADDRESS_BYTES; i++) {
      out.put((byte) 0);
    }
  }
}
