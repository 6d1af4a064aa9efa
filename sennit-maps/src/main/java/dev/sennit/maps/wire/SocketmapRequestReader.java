package dev.sennit.maps.wire;

import dev.sennit.maps.wire.MapsReply.Broken;
import dev.sennit.maps.wire.MapsReply.Refused;
import dev.sennit.maps.wire.MapsRequest.Bad;
import dev.sennit.maps.wire.MapsRequest.Fault;
import dev.sennit.maps.wire.MapsRequest.Get;
import dev.sennit.maps.wire.Netstring.Frame;
import dev.sennit.net.wire.Octets;
import dev.sennit.net.wire.WireReader;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Reads socketmap requests, on a server: the map's name up to the first space, then the key, byte
/// for byte.
///
/// ```
/// 2 5 : a l i a s e s   a l i c e @ e x a m p l e . c o m ,
///       ^name           ^key
/// ```
public final class SocketmapRequestReader implements WireReader<MapsRequest> {
  private static final Bad NAMELESS =
      new Bad(Fault.MISSING_PARAMETER, new Broken("no space between a map's name and a key"));
  private static final Bad TOO_LONG = new Bad(Fault.TOO_LONG, new Refused("key too long"));

  private final Netstring netstrings;
  private Octets lastName = Octets.EMPTY;
  private String lastMap = "";

  /// @param limit the most bytes of a request's content
  public SocketmapRequestReader(int limit) {
    this.netstrings = new Netstring(limit);
  }

  @Override
  public @Nullable MapsRequest read(ByteBuf in) {
    return switch (netstrings.next(in)) {
      case null -> null;
      case Frame.TooLong _ -> TOO_LONG;
      case Frame.Whole(Octets content) -> {
        int space = content.indexOf((byte) ' ', 0);
        yield space < 0
            ? NAMELESS
            : new Get(name(content.slice(0, space)), content.slice(space + 1, content.length()));
      }
    };
  }

  /// A connection asks the same map again and again: its name is decoded once.
  private String name(Octets bytes) {
    if (!bytes.equals(lastName)) {
      lastName = bytes;
      lastMap = bytes.utf8();
    }
    return lastMap;
  }
}
