package dev.sennit.ident.wire;

import dev.sennit.net.wire.WireReader;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Reads queries, on a server: an [IdentQuery], or an [IdentBadQuery] if a number is no port.
///
/// ```
/// 6 1 9 3   ,   2 3 CR LF
/// ^ port of this machine
///               ^ port of the machine that asks
/// ```
///
/// Blanks may stand around both numbers. A line ends at CR LF, LF or CR, or where the connection
/// does. What is no query at all is a [dev.sennit.net.ProtocolException].
///
/// @see <a href="https://www.rfc-editor.org/rfc/rfc1413#section-4">RFC 1413, section 4</a>
public final class IdentQueryReader implements WireReader<IdentMessage> {
  private final IdentLines lines;
  private final IdentTolerance tolerance;

  /// @param limit the bytes within which a line must end
  /// @param tolerance what is taken for a query
  public IdentQueryReader(int limit, IdentTolerance tolerance) {
    this.lines = new IdentLines("query", limit);
    this.tolerance = tolerance;
  }

  @Override
  public @Nullable IdentMessage read(ByteBuf in) {
    int length = lines.next(in);
    if (length == IdentLines.NONE) {
      return null;
    }
    int begin = in.readerIndex();
    lines.take(in, length);
    return query(in, begin, begin + length);
  }

  @Override
  public @Nullable IdentMessage readLast(ByteBuf in) {
    int begin = in.readerIndex();
    int end = in.writerIndex();
    in.readerIndex(end);
    return IdentLines.skipBlanks(in, begin, end) == end ? null : query(in, begin, end);
  }

  private IdentMessage query(ByteBuf in, int lineBegin, int lineEnd) {
    int comma = in.indexOf(lineBegin, lineEnd, (byte) ',');
    if (comma < 0) {
      throw malformed(in, lineBegin, lineEnd);
    }
    int server = IdentLines.skipBlanks(in, lineBegin, comma);
    int serverEnd = IdentLines.trimEnd(in, server, comma);
    int client = IdentLines.skipBlanks(in, comma + 1, lineEnd);
    int clientEnd =
        tolerance == IdentTolerance.LENIENT
            ? PortNumber.skipDigits(in, PortNumber.skipSign(in, client, lineEnd), lineEnd)
            : IdentLines.trimEnd(in, client, lineEnd);
    int serverPort = PortNumber.plain(in, server, serverEnd);
    int clientPort = PortNumber.plain(in, client, clientEnd);
    if (serverPort > 0 && clientPort > 0) {
      return new IdentQuery(serverPort, clientPort);
    }
    String first = PortNumber.text(in, server, serverEnd);
    String second = PortNumber.text(in, client, clientEnd);
    if (tolerance == IdentTolerance.STRICT
        && in.indexOf(comma + 1, lineEnd, (byte) ',') < 0
        && isWord(in, server, serverEnd)
        && isWord(in, client, clientEnd)) {
      return new IdentBadQuery(first == null ? "0" : first, second == null ? "0" : second);
    }
    if (first == null || second == null) {
      throw malformed(in, lineBegin, lineEnd);
    }
    serverPort = PortNumber.of(first);
    clientPort = PortNumber.of(second);
    return serverPort > 0 && clientPort > 0
        ? new IdentQuery(serverPort, clientPort)
        : new IdentBadQuery(first, second);
  }

  /// One or more printable characters without a blank.
  private static boolean isWord(ByteBuf in, int from, int to) {
    for (int i = from; i < to; i++) {
      if (in.getByte(i) <= ' ' || in.getByte(i) == 0x7f) {
        return false;
      }
    }
    return from < to;
  }

  private RuntimeException malformed(ByteBuf in, int begin, int end) {
    return lines.malformed(in, begin, end, "PORT , PORT");
  }
}
