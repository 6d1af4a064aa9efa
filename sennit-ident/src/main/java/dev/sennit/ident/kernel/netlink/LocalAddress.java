package dev.sennit.ident.kernel.netlink;

import dev.sennit.net.ProtocolException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// An address of an interface, `struct ifaddrmsg`; 8 bytes and attributes.
///
/// | at | bytes | field  |                                                    |
/// |----|-------|--------|----------------------------------------------------|
/// | 0  | 1     | family | 2 IPv4, 10 IPv6                                    |
/// | 4  | 4     | device | the interface's index                              |
/// | 8  |       | attributes | 1: the address, of a point-to-point link the other end's; 2: this end's |
///
/// @param device the interface's index
/// @param address the address
/// @see <a href="https://man7.org/linux/man-pages/man7/rtnetlink.7.html">rtnetlink(7)</a>
public record LocalAddress(int device, InetAddress address) {
  /// The type of the messages that [#read] reads.
  public static final int TYPE = 20;

  private static final int LIST = 22;
  private static final int BYTES = 8;
  private static final int IFA_ADDRESS = 1;
  private static final int IFA_LOCAL = 2;

  /// Asks for the list of all addresses.
  public static void list(ByteBuffer out, int sequence) {
    NetlinkMessage.begin(out, LIST, NetlinkMessage.REQUEST | NetlinkMessage.DUMP, sequence);
    out.putLong(0);
    NetlinkMessage.end(out);
  }

  /// Reads the body of a message.
  ///
  /// @return nothing if it tells of no IPv4 or IPv6 address
  /// @throws ProtocolException if it is too short or has a broken attribute
  public static @Nullable LocalAddress read(ByteBuffer body) {
    ByteBuffer in = body.slice().order(ByteOrder.nativeOrder());
    if (in.remaining() < BYTES) {
      throw new ProtocolException(
          "address: " + in.remaining() + " bytes (expected: " + BYTES + " or more)");
    }
    int device = in.getInt(4);
    InetAddress address = null;
    InetAddress own = null;
    NetlinkAttributes attributes = new NetlinkAttributes(in.position(BYTES));
    while (attributes.next()) {
      switch (attributes.type()) {
        case IFA_ADDRESS -> address = address(attributes.value());
        case IFA_LOCAL -> own = address(attributes.value());
        default -> {}
      }
    }
    InetAddress found = own == null ? address : own;
    return found == null ? null : new LocalAddress(device, found);
  }

  private static @Nullable InetAddress address(ByteBuffer value) {
    if (value.remaining() != 4 && value.remaining() != 16) {
      return null;
    }
    byte[] bytes = new byte[value.remaining()];
    value.get(0, bytes);
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // an address of 4 or 16 bytes always is one
    }
  }
}
