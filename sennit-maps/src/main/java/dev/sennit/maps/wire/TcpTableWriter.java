package dev.sennit.maps.wire;

import dev.sennit.maps.wire.MapsReply.Broken;
import dev.sennit.maps.wire.MapsReply.Found;
import dev.sennit.maps.wire.MapsReply.NotFound;
import dev.sennit.maps.wire.MapsReply.Refused;
import dev.sennit.maps.wire.MapsReply.Stored;
import dev.sennit.maps.wire.MapsReply.TryLater;
import dev.sennit.maps.wire.MapsRequest.Get;
import dev.sennit.maps.wire.MapsRequest.Put;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.wire.Octets;
import dev.sennit.net.wire.WireWriter;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/// Writes tcp_table's requests and replies.
///
/// A reply is at most [#MAX_REPLY_BYTES] long, since Postfix takes a longer one for a broken
/// server. A value that does not fit is written in the shortest encoding; one that does not fit
/// even so is refused, never cut.
public final class TcpTableWriter implements WireWriter<MapsMessage> {
  /// The longest reply that Postfix reads, its LF included.
  public static final int MAX_REPLY_BYTES = 4096;

  private static final byte[] NOT_FOUND = ascii("500 not found\n");
  private static final byte[] NOT_FOUND_TWISTED = ascii("500 \n");
  private static final byte[] STORED = ascii("200 OK\n");
  private static final byte[] GET = ascii("get ");
  private static final byte[] PUT = ascii("put ");
  private static final byte[] OK = ascii("200 ");

  private final TcpTableStyle style;
  private final PercentCode code;

  /// @param style which bytes are encoded, and what a missing key is told
  public TcpTableWriter(TcpTableStyle style) {
    this.style = style;
    this.code = style == TcpTableStyle.TWISTED ? PercentCode.TWISTED : PercentCode.POSTFIX;
  }

  @Override
  public void write(MapsMessage message, ByteBuf out) {
    switch (message) {
      case Get(_, Octets key) -> {
        out.writeBytes(GET);
        code.encode(key, out);
        out.writeByte('\n');
      }
      case Put(_, Octets key, Octets value) -> {
        if (key.isEmpty() || value.isEmpty()) {
          throw new ProtocolException(
              "put: an empty key or value (expected: one byte or more of both)");
        }
        out.writeBytes(PUT);
        code.encode(key, out);
        out.writeByte(' ');
        code.encode(value, out);
        out.writeByte('\n');
      }
      case MapsRequest.Bad bad ->
          throw new ProtocolException("request: " + bad + " (expected: get or put)");
      case Found(Octets value) -> found(value, out);
      case NotFound() ->
          out.writeBytes(style == TcpTableStyle.TWISTED ? NOT_FOUND_TWISTED : NOT_FOUND);
      case Stored() -> out.writeBytes(STORED);
      case Refused(String reason) -> error("500 ", reason, out);
      case TryLater(String reason) -> error("400 ", reason, out);
      case Broken(String reason) -> error("400 ", reason, out);
    }
  }

  private void found(Octets value, ByteBuf out) {
    int room = MAX_REPLY_BYTES - OK.length - 1;
    PercentCode fitting = code;
    if (style == TcpTableStyle.POSTFIX
        && value.length() * 3 > room
        && code.encodedLength(value) > room) {
      fitting = PercentCode.MINIMAL;
      if (fitting.encodedLength(value) > room) {
        throw new ProtocolException(
            "value: " + value.length() + " bytes (expected: at most " + room + " when encoded)");
      }
    }
    out.writeBytes(OK);
    fitting.encode(value, out);
    out.writeByte('\n');
  }

  /// One line of printable ASCII, whatever the text is; a percent sign in its own code.
  private static void error(String prefix, String text, ByteBuf out) {
    out.writeCharSequence(prefix, StandardCharsets.US_ASCII);
    int room = MAX_REPLY_BYTES - prefix.length() - 1;
    for (int i = 0; i < text.length() && room >= 3; i++, room--) {
      char c = text.charAt(i);
      if (c == '%') {
        out.writeCharSequence("%25", StandardCharsets.US_ASCII);
        room -= 2;
      } else {
        out.writeByte(c >= ' ' && c <= '~' ? c : '?');
      }
    }
    out.writeByte('\n');
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
