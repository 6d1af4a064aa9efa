package dev.sennit.maps.wire;

import dev.sennit.net.ProtocolException;
import dev.sennit.net.wire.Octets;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Finds netstrings: `5:hello,`. Leading zeros are read, as Postfix reads them; a sign, a blank or
/// an empty length is not.
///
/// ```
/// 1 2 : h e l l o   w o r l d ,
/// ^length, at most 9 digits   ^comma
/// ```
///
/// @see <a href="https://cr.yp.to/proto/netstrings.txt">Netstrings</a>
final class Netstring {
  private static final int MAX_DIGITS = 9;

  /// What was found.
  sealed interface Frame {
    /// The content.
    record Whole(Octets content) implements Frame {}

    /// More content than the limit; all of it is thrown away as it comes.
    record TooLong(int length) implements Frame {}
  }

  private final int limit;
  private int toSkip;

  /// @param limit the most bytes of content
  Netstring(int limit) {
    this.limit = limit;
  }

  /// @throws ProtocolException if this is no netstring
  @Nullable Frame next(ByteBuf in) {
    if (toSkip > 0 && !skip(in)) {
      return null;
    }
    int begin = in.readerIndex();
    int available = in.readableBytes();
    int length = 0;
    for (int i = 0; i < available; i++) {
      byte b = in.getByte(begin + i);
      if (b == ':' && i > 0) {
        return content(in, length, i + 1);
      }
      if (b < '0' || b > '9' || i == MAX_DIGITS) {
        throw new ProtocolException(
            "netstring: '"
                + Octets.take(in.duplicate(), Math.min(available, 20)).forLog()
                + "' (expected: a length of at most "
                + MAX_DIGITS
                + " digits and a colon)");
      }
      length = length * 10 + (b - '0');
    }
    return null;
  }

  private @Nullable Frame content(ByteBuf in, int length, int header) {
    if (length > limit) {
      in.skipBytes(header);
      toSkip = length + 1; // by the next call: a missing comma must not swallow this frame
      return new Frame.TooLong(length);
    }
    if (in.readableBytes() < header + length + 1) {
      return null;
    }
    in.skipBytes(header);
    Octets content = Octets.take(in, length);
    checkComma(in.readByte());
    return new Frame.Whole(content);
  }

  /// @return whether all that is to be skipped has come
  private boolean skip(ByteBuf in) {
    int most = Math.min(toSkip, in.readableBytes());
    if (most == toSkip) {
      in.skipBytes(most - 1);
      checkComma(in.readByte());
    } else {
      in.skipBytes(most);
    }
    toSkip -= most;
    return toSkip == 0;
  }

  private static void checkComma(byte last) {
    if (last != ',') {
      throw new ProtocolException(
          "netstring: its last byte is " + Octets.of(last).forLog() + " (expected: a comma)");
    }
  }

  /// Appends a netstring's length and colon; the caller appends the content and [#end].
  static void begin(int length, ByteBuf out) {
    out.writeCharSequence(Integer.toString(length), StandardCharsets.US_ASCII);
    out.writeByte(':');
  }

  static void end(ByteBuf out) {
    out.writeByte(',');
  }
}
