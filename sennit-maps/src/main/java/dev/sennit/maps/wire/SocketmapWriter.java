package dev.sennit.maps.wire;

import dev.sennit.maps.wire.MapsReply.Broken;
import dev.sennit.maps.wire.MapsReply.Found;
import dev.sennit.maps.wire.MapsReply.NotFound;
import dev.sennit.maps.wire.MapsReply.Refused;
import dev.sennit.maps.wire.MapsReply.Stored;
import dev.sennit.maps.wire.MapsReply.TryLater;
import dev.sennit.maps.wire.MapsRequest.Bad;
import dev.sennit.maps.wire.MapsRequest.Get;
import dev.sennit.maps.wire.MapsRequest.Put;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.wire.Octets;
import dev.sennit.net.wire.WireWriter;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/// Writes socketmap's requests and replies.
public final class SocketmapWriter implements WireWriter<MapsMessage> {
  /// The longest content of a reply that Postfix reads.
  public static final int MAX_REPLY_BYTES = 100_000;

  private static final int MAX_REASON_BYTES = 200;

  /// Keeps nothing between messages.
  public SocketmapWriter() {}

  @Override
  public void write(MapsMessage message, ByteBuf out) {
    switch (message) {
      case Get(String map, Octets key) -> frame(map, key, out);
      case Found(Octets value) -> {
        if (value.length() + 3 > MAX_REPLY_BYTES) {
          throw new ProtocolException(
              "value: "
                  + value.length()
                  + " bytes (expected: at most "
                  + (MAX_REPLY_BYTES - 3)
                  + ")");
        }
        frame("OK", value, out);
      }
      case NotFound() -> frame("NOTFOUND", Octets.EMPTY, out);
      case Refused(String reason) -> frame("NOTFOUND", reason(reason), out);
      case TryLater(String reason) ->
          frame(message.equals(TryLater.TIMED_OUT) ? "TIMEOUT" : "TEMP", reason(reason), out);
      case Broken(String reason) -> frame("PERM", reason(reason), out);
      case Put _, Bad _, Stored _ ->
          throw new ProtocolException("message: " + message + " (expected: a lookup or its reply)");
    }
  }

  private static void frame(String word, Octets rest, ByteBuf out) {
    byte[] first = word.getBytes(StandardCharsets.UTF_8);
    Netstring.begin(first.length + 1 + rest.length(), out);
    out.writeBytes(first);
    out.writeByte(' ');
    rest.writeTo(out);
    Netstring.end(out);
  }

  /// One line of printable ASCII, as much as Postfix would log.
  private static Octets reason(String text) {
    StringBuilder printable = new StringBuilder(text.length());
    text.chars()
        .limit(MAX_REASON_BYTES)
        .forEach(c -> printable.append(c >= ' ' && c <= '~' ? (char) c : '?'));
    return Octets.utf8(printable.toString());
  }
}
