package dev.sennit.ident.kernel.netlink;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/// Answers as the kernel writes them.
final class Datagrams {
  private Datagrams() {}

  static ByteBuffer buffer() {
    return ByteBuffer.allocate(1024).order(ByteOrder.nativeOrder());
  }

  static ByteBuffer hex(String text) {
    byte[] bytes = HexFormat.of().parseHex(text.replaceAll("\\s", ""));
    return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
  }

  static ByteBuffer message(int type, int sequence, ByteBuffer body) {
    ByteBuffer out = buffer();
    NetlinkMessage.begin(out, type, 0, sequence);
    out.put(body.duplicate());
    NetlinkMessage.end(out);
    return out.flip();
  }

  /// `struct inet_diag_msg` without attributes.
  static ByteBuffer socket(
      int family,
      int state,
      InetSocketAddress local,
      InetSocketAddress remote,
      long uid,
      long inode) {
    ByteBuffer out = buffer();
    out.put((byte) family).put((byte) state).putShort((short) 0);
    port(out, local.getPort());
    port(out, remote.getPort());
    address(out, local, family);
    address(out, remote, family);
    out.putInt(7); // device
    out.putInt(0x8000_0001).putInt(2); // cookie, the lower half first
    out.putInt(0).putInt(0).putInt(0); // expires, queues
    out.putInt((int) uid).putInt((int) inode);
    return out.flip();
  }

  private static void port(ByteBuffer out, int port) {
    out.put((byte) (port >> 8)).put((byte) port);
  }

  private static void address(ByteBuffer out, InetSocketAddress end, int family) {
    byte[] bytes = end.getAddress().getAddress();
    int start = out.position();
    if (family == InetDiagRequest.AF_INET6 && bytes.length == 4) {
      out.put(new byte[10]).put((byte) -1).put((byte) -1);
    }
    out.put(bytes);
    out.put(new byte[start + 16 - out.position()]);
  }

  static ByteBuffer join(ByteBuffer... parts) {
    ByteBuffer out = buffer();
    for (ByteBuffer part : parts) {
      out.put(part.duplicate());
      while ((out.position() & 3) != 0) {
        out.put((byte) 0);
      }
    }
    return out.flip();
  }
}
