package dev.sennit.amp.schema;

import dev.sennit.amp.wire.AmpBox;
import dev.sennit.net.wire.Octets;

/// One argument, or one part of a response.
///
/// @param key its name on the wire: 1 to 255 bytes of UTF-8
/// @param optional whether it may be absent
public record SchemaField(String key, SchemaType type, boolean optional) {
  /// @throws IllegalArgumentException if the key is no key
  public SchemaField {
    int bytes = Octets.utf8(key).length();
    if (bytes == 0 || bytes > AmpBox.MAX_KEY_BYTES) {
      throw new IllegalArgumentException(
          "key: " + bytes + " bytes (expected: 1 to " + AmpBox.MAX_KEY_BYTES + ")");
    }
  }
}
