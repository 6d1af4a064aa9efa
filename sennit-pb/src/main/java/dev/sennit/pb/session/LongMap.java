package dev.sennit.pb.session;

import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A map whose keys are numbers above 0, without a box around each.
///
/// Open addressing with linear probing; a removal moves those behind it up, so there are no marks.
/// Some of the numbers are the peer's choice: which of them meet in one place depends on a secret
/// of this process, so that nobody can send such as all do.
///
/// @param <V> the values
final class LongMap<V> {
  private static final long SECRET = new SecureRandom().nextLong();

  private long[] keys = new long[16];
  private @Nullable Object[] values = new @Nullable Object[16];
  private int size;

  int size() {
    return size;
  }

  @SuppressWarnings("unchecked") // only values are put in
  @Nullable V get(long key) {
    return (V) values[slot(key)];
  }

  void put(long key, V value) {
    if (size >= keys.length / 2) {
      grow();
    }
    int slot = slot(key);
    if (values[slot] == null) {
      size++;
    }
    keys[slot] = key;
    values[slot] = value;
  }

  @SuppressWarnings("unchecked") // only values are put in
  @Nullable V remove(long key) {
    int slot = slot(key);
    V value = (V) values[slot];
    if (value == null) {
      return null;
    }
    size--;
    int mask = keys.length - 1;
    int hole = slot;
    for (int next = (hole + 1) & mask; values[next] != null; next = (next + 1) & mask) {
      int home = home(keys[next]);
      if (((next - home) & mask) >= ((next - hole) & mask)) {
        keys[hole] = keys[next];
        values[hole] = values[next];
        hole = next;
      }
    }
    values[hole] = null;
    return value;
  }

  /// The keys, lowest first.
  long[] keys() {
    long[] found = new long[size];
    int count = 0;
    for (int i = 0; i < keys.length; i++) {
      if (values[i] != null) {
        found[count++] = keys[i];
      }
    }
    Arrays.sort(found);
    return found;
  }

  private int slot(long key) {
    int mask = keys.length - 1;
    int slot = home(key);
    while (values[slot] != null && keys[slot] != key) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private int home(long key) {
    long mixed = (key ^ SECRET) * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ mixed >>> 32) * 0xBF58476D1CE4E5B9L;
    return (int) (mixed >>> 40) & (keys.length - 1);
  }

  private void grow() {
    long[] oldKeys = keys;
    @Nullable Object[] oldValues = values;
    keys = new long[oldKeys.length * 2];
    values = new @Nullable Object[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldValues[i] != null) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        values[slot] = oldValues[i];
      }
    }
  }
}
