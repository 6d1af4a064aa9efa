package dev.sennit.daemon.source;

import dev.sennit.maps.keys.CaseFold;
import dev.sennit.maps.wire.GetReply;
import dev.sennit.net.wire.Octets;
import java.util.Map;

/// Entries that never change, held in memory. Keys and values are bytes. Answers without waiting.
public final class StaticSource implements Source {
  private final PackedTable entries = new PackedTable();

  /// @param entries keys and their values
  /// @param foldKeys whether the keys are folded as [CaseFold] does, for a table that folds the
  ///   keys it is asked
  /// @throws IllegalArgumentException if a value is empty or holds CR, LF or NUL, or if two keys
  ///   fold to the same
  public StaticSource(Map<Octets, Octets> entries, boolean foldKeys) {
    entries.forEach((key, value) -> {
      Entry.faultIn(value)
          .ifPresent(fault -> {
            throw new IllegalArgumentException("entry " + key.forLog() + ": " + fault);
          });
      if (!this.entries.putIfAbsent(foldKeys ? CaseFold.fold(key) : key, value)) {
        throw new IllegalArgumentException(
            "key: " + key.forLog() + " (expected: keys that differ not only in case)");
      }
    });
    this.entries.trimmed();
  }

  @Override
  public GetReply find(Octets key) {
    return entries.find(key);
  }

  @Override
  public boolean mayBlock() {
    return false;
  }
}
