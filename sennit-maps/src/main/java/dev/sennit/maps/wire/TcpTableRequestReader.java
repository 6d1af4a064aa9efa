package dev.sennit.maps.wire;

import dev.sennit.maps.wire.MapsReply.Refused;
import dev.sennit.maps.wire.MapsReply.TryLater;
import dev.sennit.maps.wire.MapsRequest.Bad;
import dev.sennit.maps.wire.MapsRequest.Fault;
import dev.sennit.maps.wire.MapsRequest.Get;
import dev.sennit.maps.wire.MapsRequest.Put;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.wire.Octets;
import dev.sennit.net.wire.WireReader;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Reads tcp_table requests, on a server. Each line is one message, whatever is on it.
///
/// ```
/// g e t   a l i c e @ e x a m p l e . c o m LF
/// ^verb   ^key: up to the LF, its own blanks included
/// p u t   k e y   v a l u e LF
/// ^verb   ^key    ^value: up to the LF
/// ```
///
/// A run of blanks separates verb from key and key from value, as Twisted splits; Postfix sends
/// exactly one space.
public final class TcpTableRequestReader implements WireReader<MapsRequest> {
  private static final Bad UNKNOWN =
      new Bad(Fault.UNKNOWN_COMMAND, new TryLater("unknown command"));
  private static final Bad GET_WHAT =
      new Bad(Fault.MISSING_PARAMETER, new TryLater("Command 'get' takes 1 parameters."));
  private static final Bad PUT_WHAT =
      new Bad(Fault.MISSING_PARAMETER, new TryLater("Command 'put' takes 2 parameters."));
  private static final Bad NO_SUCH_CODE =
      new Bad(Fault.BAD_ESCAPE, new Refused("a percent sign without two hexadecimal digits"));
  private static final Bad TOO_LONG = new Bad(Fault.TOO_LONG, new Refused("key too long"));

  private final TcpTableLines lines;
  private final TcpTableStyle style;

  /// @param limit the most bytes of a line, its LF included; 16 or more
  /// @param style whose reading of odd lines
  public TcpTableRequestReader(int limit, TcpTableStyle style) {
    this.lines = new TcpTableLines(limit);
    this.style = style;
  }

  @Override
  public @Nullable MapsRequest read(ByteBuf in) {
    int length = lines.next(in);
    if (length == TcpTableLines.NONE) {
      return null;
    }
    if (length == TcpTableLines.TOO_LONG) {
      if (style == TcpTableStyle.TWISTED) {
        throw lines.tooLong("request");
      }
      return TOO_LONG;
    }
    int begin = in.readerIndex();
    int end = begin + length;
    in.readerIndex(end + 1);
    return request(in, begin, end);
  }

  private MapsRequest request(ByteBuf in, int lineBegin, int lineEnd) {
    int end =
        style == TcpTableStyle.POSTFIX && lineEnd > lineBegin && in.getByte(lineEnd - 1) == '\r'
            ? lineEnd - 1
            : lineEnd;
    int verb = skipBlanks(in, lineBegin, end);
    int verbEnd = skipWord(in, verb, end);
    int key = skipBlanks(in, verbEnd, end);
    boolean bare = verb == lineBegin && verbEnd == end;
    if (isVerb(in, verb, verbEnd, 'g', 'e', 't')) {
      if (key < end) {
        return get(in, key, end);
      }
      if (bare) {
        return GET_WHAT;
      }
      return style == TcpTableStyle.POSTFIX && verb == lineBegin
          ? new Get("", Octets.EMPTY)
          : UNKNOWN;
    }
    if (isVerb(in, verb, verbEnd, 'p', 'u', 't')) {
      if (key == end) {
        return bare || style == TcpTableStyle.POSTFIX ? PUT_WHAT : UNKNOWN;
      }
      return put(in, key, end);
    }
    if (style == TcpTableStyle.TWISTED) {
      refuseNonAscii(in, verb, verbEnd);
    }
    return UNKNOWN;
  }

  /// Twisted drops a connection whose verb is not ASCII.
  private static void refuseNonAscii(ByteBuf in, int from, int to) {
    for (int i = from; i < to; i++) {
      if (in.getByte(i) < 0) {
        throw new ProtocolException("verb: bytes that are not ASCII (expected: get or put)");
      }
    }
  }

  private MapsRequest get(ByteBuf in, int from, int to) {
    Octets key = decode(in, from, to);
    return key == null ? NO_SUCH_CODE : new Get("", key);
  }

  private MapsRequest put(ByteBuf in, int from, int to) {
    int keyEnd = skipWord(in, from, to);
    int valueBegin = skipBlanks(in, keyEnd, to);
    if (valueBegin == to) {
      return PUT_WHAT;
    }
    Octets key = decode(in, from, keyEnd);
    Octets value = decode(in, valueBegin, to);
    return key == null || value == null ? NO_SUCH_CODE : new Put("", key, value);
  }

  private @Nullable Octets decode(ByteBuf in, int from, int to) {
    ByteBuf part = in.duplicate().setIndex(from, to);
    return style == TcpTableStyle.TWISTED
        ? Octets.take(part, to - from)
        : PercentCode.decode(part, to - from);
  }

  private static boolean isVerb(ByteBuf in, int from, int to, char first, char second, char third) {
    return to - from == 3
        && in.getByte(from) == first
        && in.getByte(from + 1) == second
        && in.getByte(from + 2) == third;
  }

  private static int skipBlanks(ByteBuf in, int from, int to) {
    int i = from;
    while (i < to && TcpTableLines.isBlank(in.getByte(i))) {
      i++;
    }
    return i;
  }

  private static int skipWord(ByteBuf in, int from, int to) {
    int i = from;
    while (i < to && !TcpTableLines.isBlank(in.getByte(i))) {
      i++;
    }
    return i;
  }
}
