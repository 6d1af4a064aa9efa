package dev.sennit.maps.wire;

import dev.sennit.net.ProtocolException;
import io.netty.buffer.ByteBuf;

/// Finds lines that end in LF, in bytes that come in any pieces, and remembers how far it has
/// looked, so that a line that drips in is looked at once.
final class TcpTableLines {
  /// No whole line yet.
  static final int NONE = -1;

  /// The line is longer than the limit; what follows up to its LF is thrown away.
  static final int TOO_LONG = -2;

  private final int limit;
  private int scanned;
  private boolean skipping;

  /// @param limit the most bytes of a line, its LF included
  TcpTableLines(int limit) {
    this.limit = limit;
  }

  /// The length of the line at the reader index without its LF, or [#NONE] or [#TOO_LONG]. The
  /// caller takes the line and its LF from the buffer; of a line that is too long there is nothing
  /// left to take.
  int next(ByteBuf in) {
    while (true) {
      int begin = in.readerIndex();
      int end = in.indexOf(begin + scanned, in.writerIndex(), (byte) '\n');
      int length = end < 0 ? in.readableBytes() : end - begin;
      scanned = end < 0 ? length : 0;
      if (skipping) {
        in.readerIndex(end < 0 ? in.writerIndex() : end + 1);
        scanned = 0;
        skipping = end < 0;
        if (skipping) {
          return NONE;
        }
      } else if (length >= limit) {
        in.readerIndex(end < 0 ? in.writerIndex() : end + 1);
        scanned = 0;
        skipping = end < 0;
        return TOO_LONG;
      } else {
        return end < 0 ? NONE : length;
      }
    }
  }

  /// Whether C's `isspace` takes the byte for a blank, as Postfix and Twisted do.
  static boolean isBlank(byte b) {
    return b == ' ' || (b >= '\t' && b <= '\r');
  }

  ProtocolException tooLong(String what) {
    return new ProtocolException(
        what + ": longer than " + limit + " bytes (expected: a shorter line)");
  }
}
