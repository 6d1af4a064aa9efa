package dev.sennit.ident.kernel.netlink;

import dev.sennit.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// One message of a netlink datagram.
///
/// | bytes | field    |                                                    |
/// |-------|----------|----------------------------------------------------|
/// | 4     | length   | of header and body, in the machine's order         |
/// | 2     | type     | 2 an error, 3 the end of a list, others by family  |
/// | 2     | flags    | 2 more follow, 16 the list changed while read      |
/// | 4     | sequence | that of the question                               |
/// | 4     | port     | of the socket that asked                           |
/// |       | body     | length - 16 bytes, then zeros up to a multiple of 4 |
///
/// @param type what the body is
/// @param flags of the message
/// @param sequence the number of the question that it answers
/// @param body in the machine's byte order; valid until the next datagram is received
/// @see <a href="https://docs.kernel.org/userspace-api/netlink/intro.html">Linux, introduction to
///   netlink</a>
public record NetlinkMessage(int type, int flags, int sequence, ByteBuffer body) {
  /// Bytes before the body.
  public static final int HEADER_BYTES = 16;

  /// A type: the body is a negative `errno`, then the question.
  public static final int ERROR = 2;

  /// A type: a list has ended.
  public static final int DONE = 3;

  /// A flag of questions: this is one.
  public static final int REQUEST = 1;

  /// A flag of questions: wants a list.
  public static final int DUMP = 0x300;

  /// A flag of answers: the list changed while it was read.
  public static final int DUMP_INTERRUPTED = 0x10;

  /// Cuts a datagram into its messages.
  ///
  /// @param datagram read from its position to its limit
  /// @throws ProtocolException if a length is less than a header or more than there is
  public static List<NetlinkMessage> readAll(ByteBuffer datagram) {
    ByteBuffer in = datagram.slice().order(ByteOrder.nativeOrder());
    List<NetlinkMessage> messages = new ArrayList<>(1);
    while (in.remaining() > 0) {
      if (in.remaining() < HEADER_BYTES) {
        throw new ProtocolException(
            "datagram: " + in.remaining() + " bytes left (expected: a header of 16)");
      }
      int start = in.position();
      int length = in.getInt(start);
      if (length < HEADER_BYTES || length > in.remaining()) {
        throw new ProtocolException(
            "message length: "
                + Integer.toUnsignedString(length)
                + " (expected: 16 to "
                + in.remaining()
                + ")");
      }
      ByteBuffer body =
          in.slice(start + HEADER_BYTES, length - HEADER_BYTES).order(ByteOrder.nativeOrder());
      messages.add(
          new NetlinkMessage(
              in.getShort(start + 4) & 0xffff,
              in.getShort(start + 6) & 0xffff,
              in.getInt(start + 8),
              body));
      in.position(Math.min(start + aligned(length), in.limit()));
    }
    return messages;
  }

  /// Begins a question; its length is written by [#end].
  public static void begin(ByteBuffer out, int type, int flags, int sequence) {
    out.order(ByteOrder.nativeOrder());
    out.putInt(0).putShort((short) type).putShort((short) flags).putInt(sequence).putInt(0);
  }

  /// Ends a question that began at the buffer's start.
  public static void end(ByteBuffer out) {
    out.putInt(0, out.position());
  }

  /// The error that an answer of type [#ERROR] or [#DONE] tells.
  ///
  /// @return a positive `errno`, or 0 for none
  /// @throws ProtocolException if the body is too short for one
  public int errno() {
    if (body.remaining() < 4) {
      if (type == DONE) {
        return 0;
      }
      throw new ProtocolException("error: " + body.remaining() + " bytes (expected: 4 or more)");
    }
    int value = body.getInt(body.position());
    if (value == Integer.MIN_VALUE) {
      throw new ProtocolException("error: " + value + " (expected: a negative errno)");
    }
    return Math.max(-value, 0);
  }

  /// Rounds up to the next multiple of 4.
  static int aligned(int length) {
    return length + 3 & ~3;
  }
}
