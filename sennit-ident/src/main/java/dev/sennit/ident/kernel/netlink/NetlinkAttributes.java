package dev.sennit.ident.kernel.netlink;

import dev.sennit.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// The attributes behind the fixed part of a netlink message, one after the other.
///
/// | bytes | field  |                                                       |
/// |-------|--------|-------------------------------------------------------|
/// | 2     | length | of these 4 bytes and the value, in the machine's order |
/// | 2     | type   | the two highest bits are flags, and left out here      |
/// |       | value  | length - 4 bytes, then zeros up to a multiple of 4     |
///
///     while (attributes.next()) {
///       switch (attributes.type()) { ... attributes.value() ... }
///     }
final class NetlinkAttributes {
  private static final int HEADER_BYTES = 4;
  private static final int TYPE_BITS = 0x3fff;

  private final ByteBuffer in;
  private int next;
  private int type;
  private @Nullable ByteBuffer value;

  /// @param body read from its position to its limit
  NetlinkAttributes(ByteBuffer body) {
    in = body.slice().order(ByteOrder.nativeOrder());
  }

  /// Goes to the next attribute.
  ///
  /// @return whether there is one
  /// @throws ProtocolException if its length is less than its header or more than there is
  boolean next() {
    int left = in.limit() - next;
    if (left <= 0) {
      return false;
    }
    if (left < HEADER_BYTES) {
      throw new ProtocolException("attribute: " + left + " bytes left (expected: a header of 4)");
    }
    int length = in.getShort(next) & 0xffff;
    if (length < HEADER_BYTES || length > left) {
      throw new ProtocolException("attribute length: " + length + " (expected: 4 to " + left + ")");
    }
    type = in.getShort(next + 2) & TYPE_BITS;
    value = in.slice(next + HEADER_BYTES, length - HEADER_BYTES).order(ByteOrder.nativeOrder());
    next += NetlinkMessage.aligned(length);
    return true;
  }

  /// What the attribute is.
  int type() {
    return type;
  }

  /// Its value, in the machine's byte order.
  ByteBuffer value() {
    if (value == null) {
      throw new IllegalStateException("attribute: none (expected: one after next())");
    }
    return value;
  }

  /// Its value, which must have so many bytes at least.
  ///
  /// @throws ProtocolException if it is shorter
  ByteBuffer value(int bytes) {
    ByteBuffer whole = value();
    if (whole.remaining() < bytes) {
      throw new ProtocolException(
          "attribute " + type + ": " + whole.remaining() + " bytes (expected: " + bytes + ")");
    }
    return whole;
  }

  /// Begins an attribute that holds attributes.
  ///
  /// @return where it began, for [#end]
  static int begin(ByteBuffer out, int type) {
    int start = out.position();
    out.putShort((short) 0).putShort((short) type);
    return start;
  }

  /// Ends what [#begin] began.
  static void end(ByteBuffer out, int start) {
    out.putShort(start, (short) (out.position() - start));
    pad(out);
  }

  /// Writes an attribute.
  static void put(ByteBuffer out, int type, byte... value) {
    int start = begin(out, type);
    out.put(value);
    end(out, start);
  }

  private static void pad(ByteBuffer out) {
    while ((out.position() & 3) != 0) {
      out.put((byte) 0);
    }
  }
}
