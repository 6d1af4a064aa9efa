package dev.sennit.maps.wire;

import dev.sennit.maps.wire.MapsReply.Broken;
import dev.sennit.maps.wire.MapsReply.Found;
import dev.sennit.maps.wire.MapsReply.NotFound;
import dev.sennit.maps.wire.MapsReply.TryLater;
import dev.sennit.maps.wire.Netstring.Frame;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.wire.Octets;
import dev.sennit.net.wire.WireReader;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Reads socketmap replies, on a client: a word in upper case, a space, data.
///
/// @see <a href="https://www.postfix.org/socketmap_table.5.html">socketmap_table(5), "REPLY
///   FORMAT"</a>
public final class SocketmapReplyReader implements WireReader<MapsReply> {
  private final Netstring netstrings;
  private final int limit;

  /// @param limit the most bytes of a reply's content; Postfix takes 100000
  public SocketmapReplyReader(int limit) {
    this.netstrings = new Netstring(limit);
    this.limit = limit;
  }

  @Override
  public @Nullable MapsReply read(ByteBuf in) {
    return switch (netstrings.next(in)) {
      case null -> null;
      case Frame.TooLong(int length) ->
          throw new ProtocolException(
              "reply: " + length + " bytes (expected: at most " + limit + ")");
      case Frame.Whole(Octets content) -> reply(content);
    };
  }

  private static MapsReply reply(Octets content) {
    int space = content.indexOf((byte) ' ', 0);
    String word = content.slice(0, space < 0 ? content.length() : space).utf8();
    Octets rest = space < 0 ? Octets.EMPTY : content.slice(space + 1, content.length());
    return switch (word) {
      case "OK" -> new Found(rest);
      case "NOTFOUND" -> NotFound.INSTANCE;
      case "TEMP", "TIMEOUT" -> new TryLater(rest.utf8());
      case "PERM" -> new Broken(rest.utf8());
      default ->
          throw new ProtocolException(
              "reply: '" + content.forLog() + "' (expected: OK, NOTFOUND, TEMP, TIMEOUT or PERM)");
    };
  }
}
