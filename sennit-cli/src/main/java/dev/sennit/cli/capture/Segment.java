package dev.sennit.cli.capture;

import dev.sennit.cli.capture.PacketReader.Packet;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// What one packet says of a TCP connection.
///
/// @param sequence number of the first byte, 32 bits
/// @param begins whether this is a SYN, which takes one number before the first byte
/// @param payload the bytes
record Segment(Flow flow, int sequence, boolean begins, ByteBuffer payload) {
  private static final int ETHERNET = 1;
  private static final int NULL = 0;
  private static final int LOOP = 108;
  private static final int RAW = 101;
  private static final int IPV4_ONLY = 228;
  private static final int IPV6_ONLY = 229;
  private static final int LINUX_COOKED = 113;
  private static final int LINUX_COOKED_2 = 276;
  private static final int VLAN = 0x8100;
  private static final int TCP = 6;

  /// The segment in a packet; null if there is none, or none that is whole enough to be read.
  static @Nullable Segment of(Packet packet) {
    ByteBuffer bytes = packet.bytes().slice().order(ByteOrder.BIG_ENDIAN);
    int head =
        switch (packet.link()) {
          case ETHERNET -> ethernet(bytes);
          case NULL, LOOP -> 4;
          case RAW, 12, 14, IPV4_ONLY, IPV6_ONLY -> 0;
          case LINUX_COOKED -> 16;
          case LINUX_COOKED_2 -> 20;
          default -> -1;
        };
    if (head < 0 || bytes.capacity() <= head) {
      return null;
    }
    ByteBuffer ip = slice(bytes, head, bytes.capacity());
    return switch (ip.get(0) >>> 4 & 0xf) {
      case 4 -> ipv4(ip);
      case 6 -> ipv6(ip);
      default -> null;
    };
  }

  private static int ethernet(ByteBuffer bytes) {
    int at = 12;
    while (bytes.capacity() >= at + 6 && (bytes.getShort(at) & 0xffff) == VLAN) {
      at += 4;
    }
    return at + 2;
  }

  private static @Nullable Segment ipv4(ByteBuffer ip) {
    if (ip.capacity() < 20 || ip.get(9) != TCP || (ip.getShort(6) & 0x1fff) != 0) {
      return null;
    }
    int total = ip.getShort(2) & 0xffff; // 0 where the network card cuts the packet itself
    int end = total == 0 ? ip.capacity() : Math.min(total, ip.capacity());
    return tcp(ip, (ip.get(0) & 0xf) * 4, end, address(ip, 12, 4), address(ip, 16, 4));
  }

  private static @Nullable Segment ipv6(ByteBuffer ip) {
    if (ip.capacity() < 40) {
      return null;
    }
    int length = ip.getShort(4) & 0xffff;
    int end = length == 0 ? ip.capacity() : Math.min(40 + length, ip.capacity());
    int next = ip.get(6) & 0xff;
    int at = 40;
    while ((next == 0 || next == 43 || next == 60) && at + 2 <= end) { // options on the way
      next = ip.get(at) & 0xff;
      at += 8 + (ip.get(at + 1) & 0xff) * 8;
    }
    return next == TCP ? tcp(ip, at, end, address(ip, 8, 16), address(ip, 24, 16)) : null;
  }

  private static @Nullable Segment tcp(ByteBuffer ip, int at, int end, String from, String to) {
    if (end < at + 20) {
      return null;
    }
    int data = at + (ip.get(at + 12) >>> 4 & 0xf) * 4;
    if (data < at + 20 || data > end) {
      return null;
    }
    Flow flow =
        new Flow(
            from + ":" + (ip.getShort(at) & 0xffff), to + ":" + (ip.getShort(at + 2) & 0xffff));
    boolean begins = (ip.get(at + 13) & 2) != 0;
    return new Segment(flow, ip.getInt(at + 4), begins, slice(ip, data, end));
  }

  private static String address(ByteBuffer ip, int at, int length) {
    byte[] bytes = new byte[length];
    ip.get(at, bytes);
    try {
      String text = InetAddress.getByAddress(bytes).getHostAddress();
      return length == 4 ? text : "[" + text + "]";
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of " + length + " bytes", e);
    }
  }

  private static ByteBuffer slice(ByteBuffer bytes, int from, int to) {
    return bytes.slice(from, to - from).order(ByteOrder.BIG_ENDIAN);
  }
}
