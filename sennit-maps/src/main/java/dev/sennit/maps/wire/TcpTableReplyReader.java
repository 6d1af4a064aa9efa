package dev.sennit.maps.wire;

import dev.sennit.maps.wire.MapsReply.Found;
import dev.sennit.maps.wire.MapsReply.NotFound;
import dev.sennit.maps.wire.MapsReply.TryLater;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.wire.Octets;
import dev.sennit.net.wire.WireReader;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Reads tcp_table replies, on a client, as strictly as Postfix does: three digits, a blank, text
/// in percent form, LF. Of the code only the first digit counts.
///
/// The reply to a change has the same codes; the session knows what was asked.
///
/// @see <a href="https://www.postfix.org/tcp_table.5.html">tcp_table(5), "REPLY FORMAT"</a>
public final class TcpTableReplyReader implements WireReader<MapsReply> {
  private final TcpTableLines lines;

  /// @param limit the most bytes of a reply, its LF included; Postfix takes 4096
  public TcpTableReplyReader(int limit) {
    this.lines = new TcpTableLines(limit);
  }

  @Override
  public @Nullable MapsReply read(ByteBuf in) {
    int length = lines.next(in);
    if (length == TcpTableLines.NONE) {
      return null;
    }
    if (length == TcpTableLines.TOO_LONG) {
      throw lines.tooLong("reply");
    }
    int begin = in.readerIndex();
    if (length < 4 || !isCode(in, begin) || !TcpTableLines.isBlank(in.getByte(begin + 3))) {
      throw malformed(in, length);
    }
    char kind = (char) in.getByte(begin);
    ByteBuf line = in.duplicate();
    in.skipBytes(length + 1);
    line.skipBytes(4);
    Octets text = PercentCode.decode(line, length - 4);
    if (text == null) {
      throw malformed(line.readerIndex(begin), length);
    }
    return switch (kind) {
      case '2' -> new Found(text);
      case '4' -> new TryLater(text.utf8());
      case '5' -> text.isEmpty() ? NotFound.INSTANCE : new MapsReply.Refused(text.utf8());
      default ->
          throw new ProtocolException("reply code: " + kind + "xx (expected: 2xx, 4xx or 5xx)");
    };
  }

  private static boolean isCode(ByteBuf in, int begin) {
    for (int i = begin; i < begin + 3; i++) {
      if (in.getByte(i) < '0' || in.getByte(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private static ProtocolException malformed(ByteBuf in, int length) {
    return new ProtocolException(
        "reply: '"
            + Octets.take(in.duplicate(), length).forLog()
            + "' (expected: NNN text, with %XX for odd bytes)");
  }
}
