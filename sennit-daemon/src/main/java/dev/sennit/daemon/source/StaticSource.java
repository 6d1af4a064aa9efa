package dev.sennit.daemon.source;

import dev.sennit.maps.keys.CaseFold;
import dev.sennit.maps.wire.GetReply;
import dev.sennit.maps.wire.MapsReply.Found;
import dev.sennit.maps.wire.MapsReply.NotFound;
import dev.sennit.net.wire.Octets;
import java.util.HashMap;
import java.util.Map;

/// Entries that never change, held in memory. Keys and values are bytes. Answers without waiting.
public final class StaticSource implements Source {
  private final Map<Octets, Found> entries;

  /// @param entries keys and their values
  /// @param foldKeys whether the keys are folded as [CaseFold] does, for a table that folds the
  ///   keys it is asked
  /// @throws IllegalArgumentException if a value is empty or holds CR, LF or NUL, or if two keys
  ///   fold to the same
  public StaticSource(Map<Octets, Octets> entries, boolean foldKeys) {
    Map<Octets, Found> held = HashMap.newHashMap(entries.size());
    entries.forEach((key, value) -> {
      Entry.faultIn(value)
          .ifPresent(fault -> {
            throw new IllegalArgumentException("entry " + key.forLog() + ": " + fault);
          });
      if (held.put(foldKeys ? CaseFold.fold(key) : key, new Found(value)) != null) {
        throw new IllegalArgumentException(
            "key: " + key.forLog() + " (expected: keys that differ not only in case)");
      }
    });
    this.entries = held;
  }

  @Override
  public GetReply find(Octets key) {
    Found found = entries.get(key);
    return found == null ? NotFound.INSTANCE : found;
  }

  @Override
  public boolean mayBlock() {
    return false;
  }
}
