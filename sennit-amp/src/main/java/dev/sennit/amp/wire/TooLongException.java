package dev.sennit.amp.wire;

import dev.sennit.net.ProtocolException;
import dev.sennit.net.wire.Octets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A key or value that the length fields of a box cannot express.
///
/// Local ones are thrown before any byte is written, and the connection stays usable. A remote one
/// is always a key's, and ends the connection: it is the first thing that garbage looks like.
public final class TooLongException extends ProtocolException {
  private static final long serialVersionUID = 1L;

  private final boolean key;
  private final boolean local;
  private final transient @Nullable Octets value;
  private final transient @Nullable Octets keyName;

  private TooLongException(
      String message,
      boolean key,
      boolean local,
      @Nullable Octets value,
      @Nullable Octets keyName) {
    super(message);
    this.key = key;
    this.local = local;
    this.value = value;
    this.keyName = keyName;
  }

  static TooLongException localKey(Octets key) {
    return new TooLongException(
        "local key: "
            + key.length()
            + " bytes, "
            + key.forLog()
            + " (expected: at most "
            + AmpBox.MAX_KEY_BYTES
            + ")",
        true,
        true,
        key,
        null);
  }

  /// A value of this side that is over 65 535 bytes.
  public static TooLongException localValue(Octets keyName, Octets value) {
    return new TooLongException(
        "local value of the key "
            + keyName.forLog()
            + ": "
            + value.length()
            + " bytes (expected: at most "
            + AmpBox.MAX_VALUE_BYTES
            + ")",
        false,
        true,
        value,
        keyName);
  }

  static TooLongException remoteKey(int length) {
    return new TooLongException(
        "remote key: "
            + length
            + " bytes (expected: at most "
            + AmpBox.MAX_KEY_BYTES
            + ", since this is AMP)",
        true,
        false,
        null,
        null);
  }

  /// Whether a key is too long, and not a value.
  public boolean isKey() {
    return key;
  }

  /// Whether this side made it.
  public boolean isLocal() {
    return local;
  }

  /// The key or value itself; nothing if it is the peer's.
  public Optional<Octets> value() {
    return Optional.ofNullable(value);
  }

  /// The key whose value is too long.
  public Optional<Octets> keyName() {
    return Optional.ofNullable(keyName);
  }
}
