package dev.sennit.daemon.table;

import dev.sennit.maps.wire.GetReply;
import dev.sennit.maps.wire.MapsReply.Found;
import dev.sennit.maps.wire.MapsReply.NotFound;
import dev.sennit.net.wire.Octets;
import java.util.Optional;

/// What a table makes of the answers of its source.
///
/// @param prefix stands before each value that is found
/// @param suffix stands behind it
/// @param fallback the value of every key that is not found, as it is; a failure stays a failure
public record ValuePlan(Octets prefix, Octets suffix, Optional<Octets> fallback) {
  /// The answers, as they are.
  public static final ValuePlan EXACT = new ValuePlan(Octets.EMPTY, Octets.EMPTY, Optional.empty());

  /// The answer to give for a value that the source has.
  Found of(Found found) {
    return prefix.isEmpty() && suffix.isEmpty()
        ? found
        : new Found(joined(prefix, found.value(), suffix));
  }

  /// The answer to give where the source has no value.
  GetReply ofNothing() {
    return fallback.<GetReply>map(Found::new).orElse(NotFound.INSTANCE);
  }

  private static Octets joined(Octets... parts) {
    int length = 0;
    for (Octets part : parts) {
      length += part.length();
    }
    byte[] bytes = new byte[length];
    int at = 0;
    for (Octets part : parts) {
      System.arraycopy(part.toBytes(), 0, bytes, at, part.length());
      at += part.length();
    }
    return Octets.giveUp(bytes);
  }
}
