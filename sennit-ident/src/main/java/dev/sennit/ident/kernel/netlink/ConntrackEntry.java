package dev.sennit.ident.kernel.netlink;

import dev.sennit.net.ProtocolException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// A connection as the kernel's connection tracking knows it: how its packets look on their way there
/// and on their way back. Where addresses are translated one is not the other's reverse.
///
/// A question is a header of type 257, 4 bytes `struct nfgenmsg` (the family first), and one of the
/// attributes below; an answer has type 256, the same 4 bytes and both.
///
///     entry = original reply          ; attributes 1 and 2
///     tuple = addresses protocol      ; attributes 1 and 2
///     addresses = source destination  ; IPv4: attributes 1 and 2, IPv6: 3 and 4
///     protocol = number source-port destination-port ; 1 (6: TCP), 2, 3; ports in network order
///
/// @param original packets of the side that began
/// @param reply packets of the other side
public record ConntrackEntry(Tuple original, Tuple reply) {
  /// The type of answers.
  public static final int TYPE = 0x100;

  private static final int GET = 0x101;
  private static final int NESTED = 0x8000;
  private static final int TCP = 6;
  private static final int NFGENMSG_BYTES = 4;

  private static final int CTA_TUPLE_ORIG = 1;
  private static final int CTA_TUPLE_REPLY = 2;
  private static final int CTA_TUPLE_IP = 1;
  private static final int CTA_TUPLE_PROTO = 2;
  private static final int CTA_PROTO_NUM = 1;
  private static final int CTA_PROTO_SRC_PORT = 2;
  private static final int CTA_PROTO_DST_PORT = 3;

  /// Packets of one direction.
  ///
  /// @param source where they come from
  /// @param destination where they go to
  public record Tuple(InetSocketAddress source, InetSocketAddress destination) {}

  /// Asks for the connection that has packets like these, in either direction.
  ///
  /// @param tuple both addresses of one family
  public static void get(ByteBuffer out, int sequence, Tuple tuple) {
    byte[] source = tuple.source().getAddress().getAddress();
    byte[] destination = tuple.destination().getAddress().getAddress();
    boolean v4 = source.length == 4;
    NetlinkMessage.begin(out, GET, NetlinkMessage.REQUEST, sequence);
    out.put((byte) (v4 ? InetDiagRequest.AF_INET : InetDiagRequest.AF_INET6));
    out.put((byte) 0).putShort((short) 0);
    int whole = NetlinkAttributes.begin(out, CTA_TUPLE_REPLY | NESTED);
    int addresses = NetlinkAttributes.begin(out, CTA_TUPLE_IP | NESTED);
    NetlinkAttributes.put(out, v4 ? 1 : 3, source);
    NetlinkAttributes.put(out, v4 ? 2 : 4, destination);
    NetlinkAttributes.end(out, addresses);
    int protocol = NetlinkAttributes.begin(out, CTA_TUPLE_PROTO | NESTED);
    NetlinkAttributes.put(out, CTA_PROTO_NUM, (byte) TCP);
    NetlinkAttributes.put(out, CTA_PROTO_SRC_PORT, port(tuple.source()));
    NetlinkAttributes.put(out, CTA_PROTO_DST_PORT, port(tuple.destination()));
    NetlinkAttributes.end(out, protocol);
    NetlinkAttributes.end(out, whole);
    NetlinkMessage.end(out);
  }

  private static byte[] port(InetSocketAddress end) {
    return new byte[] {(byte) (end.getPort() >> 8), (byte) end.getPort()};
  }

  /// Reads the body of an answer.
  ///
  /// @throws ProtocolException if it is too short, an attribute is broken or one is missing
  public static ConntrackEntry read(ByteBuffer body) {
    if (body.remaining() < NFGENMSG_BYTES) {
      throw new ProtocolException(
          "conntrack: " + body.remaining() + " bytes (expected: 4 or more)");
    }
    Tuple original = null;
    Tuple reply = null;
    NetlinkAttributes attributes =
        new NetlinkAttributes(
            body.slice(body.position() + NFGENMSG_BYTES, body.remaining() - NFGENMSG_BYTES));
    while (attributes.next()) {
      switch (attributes.type()) {
        case CTA_TUPLE_ORIG -> original = tuple(attributes.value());
        case CTA_TUPLE_REPLY -> reply = tuple(attributes.value());
        default -> {}
      }
    }
    if (original == null || reply == null) {
      throw new ProtocolException("conntrack: a direction is missing (expected: two)");
    }
    return new ConntrackEntry(original, reply);
  }

  private static Tuple tuple(ByteBuffer value) {
    InetAddress source = null;
    InetAddress destination = null;
    int sourcePort = -1;
    int destinationPort = -1;
    NetlinkAttributes parts = new NetlinkAttributes(value);
    while (parts.next()) {
      NetlinkAttributes inner = new NetlinkAttributes(parts.value());
      boolean addresses = parts.type() == CTA_TUPLE_IP;
      boolean protocol = parts.type() == CTA_TUPLE_PROTO;
      while ((addresses || protocol) && inner.next()) {
        switch (inner.type() + (protocol ? 10 : 0)) {
          case 1, 3 -> source = address(inner.value());
          case 2, 4 -> destination = address(inner.value());
          case 10 + CTA_PROTO_SRC_PORT -> sourcePort = port(inner.value(2));
          case 10 + CTA_PROTO_DST_PORT -> destinationPort = port(inner.value(2));
          default -> {}
        }
      }
    }
    return new Tuple(end(source, sourcePort), end(destination, destinationPort));
  }

  private static InetSocketAddress end(@Nullable InetAddress address, int port) {
    if (address == null || port < 0) {
      throw new ProtocolException("conntrack: an end is missing (expected: address and port)");
    }
    return new InetSocketAddress(address, port);
  }

  private static int port(ByteBuffer value) {
    return (value.get(0) & 0xff) << 8 | (value.get(1) & 0xff);
  }

  private static InetAddress address(ByteBuffer value) {
    byte[] bytes = new byte[value.remaining()];
    value.get(0, bytes);
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new ProtocolException(
          "conntrack address: " + bytes.length + " bytes (expected: 4 or 16)", e);
    }
  }
}
