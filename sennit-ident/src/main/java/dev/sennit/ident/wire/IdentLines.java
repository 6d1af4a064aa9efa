package dev.sennit.ident.wire;

import dev.sennit.net.ProtocolException;
import dev.sennit.net.wire.Octets;
import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;

/// Finds lines in bytes that come in any pieces, and remembers how far it has looked.
///
/// A line ends at CR LF, at LF, or at CR: the CR ends it at once, and an LF right behind it is
/// skipped when it comes.
final class IdentLines {
  /// No whole line yet.
  static final int NONE = -1;

  private final String what;
  private final int limit;
  private int scanned;
  private boolean afterCr;

  /// @param what is in a line, for messages
  /// @param limit the bytes within which a line must end
  IdentLines(String what, int limit) {
    this.what = what;
    this.limit = limit;
  }

  /// The length of the line at the reader index without its end, or [#NONE].
  ///
  /// @throws ProtocolException if it does not end within the limit
  int next(ByteBuf in) {
    if (afterCr && in.isReadable()) {
      afterCr = false;
      skipLf(in);
    }
    int begin = in.readerIndex();
    int end =
        in.forEachByte(begin + scanned, in.readableBytes() - scanned, ByteProcessor.FIND_CRLF);
    int length = end < 0 ? in.readableBytes() : end - begin;
    if (length >= limit) {
      throw new ProtocolException(
          what + ": no end within " + limit + " bytes (expected: CR LF before that)");
    }
    scanned = end < 0 ? length : 0;
    return end < 0 ? NONE : length;
  }

  /// Takes the line of that length, and its end.
  void take(ByteBuf in, int length) {
    byte end = in.getByte(in.readerIndex() + length);
    in.skipBytes(length + 1);
    if (end == '\r') {
      afterCr = !in.isReadable();
      skipLf(in);
    }
  }

  private static void skipLf(ByteBuf in) {
    if (in.isReadable() && in.getByte(in.readerIndex()) == '\n') {
      in.skipBytes(1);
    }
  }

  /// A blank inside a line, as C's `isspace` has it.
  static boolean isBlank(byte b) {
    return b == ' ' || b == '\t' || b == 0x0b || b == 0x0c;
  }

  static int skipBlanks(ByteBuf in, int from, int to) {
    int i = from;
    while (i < to && isBlank(in.getByte(i))) {
      i++;
    }
    return i;
  }

  /// The index behind the last byte that is no blank.
  static int trimEnd(ByteBuf in, int from, int to) {
    int i = to;
    while (i > from && isBlank(in.getByte(i - 1))) {
      i--;
    }
    return i;
  }

  ProtocolException malformed(ByteBuf in, int begin, int end, String expected) {
    Octets line = Octets.take(in.duplicate().setIndex(begin, end), end - begin);
    return new ProtocolException(what + ": '" + line.forLog() + "' (expected: " + expected + ")");
  }
}
