package dev.sennit.maps.wire;

import dev.sennit.net.ProtocolException;
import dev.sennit.net.wire.Octets;

/// What a client asks of a map.
///
/// `map` is the name that socketmap carries in front of the key; tcp_table has no names and leaves
/// it empty. Keys and values are bytes: decoded, of any length from 0, in no promised encoding.
///
/// @see <a href="https://www.postfix.org/tcp_table.5.html">tcp_table(5)</a>
/// @see <a href="https://www.postfix.org/socketmap_table.5.html">socketmap_table(5)</a>
public sealed interface MapsRequest extends MapsMessage {

  /// Looks a key up.
  ///
  /// @param map the map's name, without blanks; empty in tcp_table
  /// @param key the decoded key
  record Get(String map, Octets key) implements MapsRequest {
    /// @throws ProtocolException if the name holds a blank: socketmap could not carry it
    public Get {
      checkName(map);
    }
  }

  /// Stores a value under a key. Only tcp_table has it on the wire.
  ///
  /// @param map the map's name; empty in tcp_table
  /// @param key the decoded key
  /// @param value the decoded value
  record Put(String map, Octets key, Octets value) implements MapsRequest {
    /// @throws ProtocolException if the name holds a blank
    public Put {
      checkName(map);
    }
  }

  /// A line, or a netstring's content, that is no request. The frame was whole, so the connection
  /// goes on.
  ///
  /// @param fault what is wrong with it
  /// @param answer what its protocol says to such a request
  record Bad(Fault fault, MapsReply answer) implements MapsRequest {}

  /// What can be wrong with a request whose frame was whole.
  enum Fault {
    /// The first word is no verb that the protocol has.
    UNKNOWN_COMMAND,
    /// The verb has too few words behind it.
    MISSING_PARAMETER,
    /// A `%` that is not followed by two hexadecimal digits: such a key cannot exist.
    BAD_ESCAPE,
    /// Longer than the limit for a frame; the rest of the line was thrown away.
    TOO_LONG
  }

  private static void checkName(String map) {
    if (map.indexOf(' ') >= 0) {
      throw new ProtocolException("map: '" + map + "' (expected: a name without blanks)");
    }
  }
}
