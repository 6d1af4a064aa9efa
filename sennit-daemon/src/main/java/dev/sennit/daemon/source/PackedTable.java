package dev.sennit.daemon.source;

import dev.sennit.maps.wire.GetReply;
import dev.sennit.maps.wire.MapsReply.Found;
import dev.sennit.maps.wire.MapsReply.NotFound;
import dev.sennit.net.wire.Octets;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.BiConsumer;

/// Many keys and values in two arrays.
///
/// # Why not a HashMap
///
/// A lookup in a large table costs what its cache misses cost. A map of objects has one at the
/// bucket, the node, the key, its bytes, the value and its bytes; here there is one at the slot and
/// one at the entry, and an entry takes a third of the memory.
///
/// # How
///
/// Slots are a power of two, at most half of them taken, searched linearly. A slot holds the hash
/// in its upper half, so that other keys are passed over without a look at them, and in its lower
/// half where the entry begins, plus one; zero is free.
///
/// ```text
/// entry = key length (4 bytes) value length (4 bytes) key value
/// ```
///
/// Filled by one thread; then read by any number of them.
final class PackedTable {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
  private static final int HEADER_BYTES = 8;
  private static final int MAX_BYTES = Integer.MAX_VALUE - 64;

  private long[] slots = new long[16];
  private byte[] bytes = new byte[256];
  private int used;
  private int size;

  /// Adds an entry.
  ///
  /// @return false if the key is there already; its value stays
  /// @throws IllegalArgumentException if the table would pass 2 GiB
  boolean putIfAbsent(Octets key, Octets value) {
    int hash = key.hashCode();
    int slot = slotOf(key, hash);
    if (slots[slot] != 0) {
      return false;
    }
    long needed = (long) used + HEADER_BYTES + key.length() + value.length();
    if (needed > MAX_BYTES) {
      throw new IllegalArgumentException(
          "table: " + needed + " bytes (expected: at most " + MAX_BYTES + ")");
    }
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, (int) Math.min(MAX_BYTES, Math.max(needed, bytes.length * 2L)));
    }
    slots[slot] = (long) hash << 32 | (used + 1);
    INT.set(bytes, used, key.length());
    INT.set(bytes, used + 4, value.length());
    key.copyTo(bytes, used + HEADER_BYTES);
    value.copyTo(bytes, used + HEADER_BYTES + key.length());
    used = (int) needed;
    size++;
    if (size * 2 > slots.length) {
      grow();
    }
    return true;
  }

  GetReply find(Octets key) {
    int entry = (int) slots[slotOf(key, key.hashCode())] - 1;
    if (entry < 0) {
      return NotFound.INSTANCE;
    }
    int begin = entry + HEADER_BYTES + (int) INT.get(bytes, entry);
    return new Found(Octets.copyOf(bytes, begin, begin + (int) INT.get(bytes, entry + 4)));
  }

  int size() {
    return size;
  }

  /// Tells every key and its value, in no promised order.
  void forEach(BiConsumer<Octets, Octets> each) {
    for (long taken : slots) {
      if (taken != 0) {
        int key = (int) taken - 1 + HEADER_BYTES;
        int value = key + (int) INT.get(bytes, key - HEADER_BYTES);
        int end = value + (int) INT.get(bytes, key - HEADER_BYTES + 4);
        each.accept(Octets.copyOf(bytes, key, value), Octets.copyOf(bytes, value, end));
      }
    }
  }

  /// Gives back what was only needed to grow.
  PackedTable trimmed() {
    bytes = Arrays.copyOf(bytes, used);
    return this;
  }

  /// The slot that holds the key, or the free one where it belongs.
  private int slotOf(Octets key, int hash) {
    int mask = slots.length - 1;
    int slot = home(hash, mask);
    while (true) {
      long taken = slots[slot];
      if (taken == 0 || ((int) (taken >>> 32) == hash && isAt(key, (int) taken - 1))) {
        return slot;
      }
      slot = (slot + 1) & mask;
    }
  }

  private boolean isAt(Octets key, int entry) {
    return (int) INT.get(bytes, entry) == key.length() && key.isAt(bytes, entry + HEADER_BYTES);
  }

  /// Spreads the hash over all bits: keys that differ at their end only have hashes that lie close
  /// together.
  private static int home(int hash, int mask) {
    int spread = hash * 0x9E3779B9;
    return (spread ^ spread >>> 16) & mask;
  }

  private void grow() {
    long[] larger = new long[slots.length * 2];
    int mask = larger.length - 1;
    for (long taken : slots) {
      if (taken != 0) {
        int slot = home((int) (taken >>> 32), mask);
        while (larger[slot] != 0) {
          slot = (slot + 1) & mask;
        }
        larger[slot] = taken;
      }
    }
    slots = larger;
  }
}
