package dev.sennit.amp.wire;

import dev.sennit.net.ProtocolException;
import dev.sennit.net.wire.Octets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One box: a map of byte strings to byte strings, which is all that AMP sends.
///
/// | part | length in bytes | holds |
/// |---|---|---|
/// | key | 1 to 255 | any bytes |
/// | value | 0 to 65 535 | any bytes |
///
/// Keys are kept, printed and written in ascending order of their unsigned bytes, as Twisted writes
/// them; a receiver must take them in any order. Immutable.
///
/// Source: `Box`, alias `AmpBox`, in Twisted's `twisted/protocols/amp.py`.
public final class AmpBox {
  /// The longest key.
  public static final int MAX_KEY_BYTES = 255;

  /// The longest value.
  public static final int MAX_VALUE_BYTES = 65_535;

  /// The box without a pair.
  public static final AmpBox EMPTY = new AmpBox(new Octets[0], 0);

  private final Octets[] pairs; // key, value, key, value; the builder's own, and may be longer
  private final int size;

  private AmpBox(Octets[] pairs, int size) {
    this.pairs = pairs;
    this.size = size;
  }

  /// A box with these pairs, as UTF-8.
  ///
  /// @param keysAndValues a key, its value, a key, its value
  /// @throws TooLongException if the wire cannot carry one of them
  public static AmpBox of(String... keysAndValues) {
    if (keysAndValues.length % 2 != 0) {
      throw new IllegalArgumentException(
          "texts: " + keysAndValues.length + " (expected: an even number)");
    }
    Builder builder = builder();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      builder.put(Octets.utf8(keysAndValues[i]), Octets.utf8(keysAndValues[i + 1]));
    }
    return builder.build();
  }

  /// A box to be filled.
  public static Builder builder() {
    return new Builder(8);
  }

  /// A box to be filled, with room for so many pairs at first.
  ///
  /// @param pairs 1 or more
  public static Builder builder(int pairs) {
    return new Builder(pairs);
  }

  /// All whole boxes in these bytes; an unfinished one at the end is left out.
  ///
  /// @throws TooLongException if there is a key of more than 255 bytes
  public static List<AmpBox> parse(Octets bytes) {
    ByteBuf in = Unpooled.wrappedBuffer(bytes.toBytes());
    AmpBoxReader reader = new AmpBoxReader(Integer.MAX_VALUE, Integer.MAX_VALUE);
    List<AmpBox> boxes = new ArrayList<>();
    for (AmpBox box = reader.read(in); box != null; box = reader.read(in)) {
      boxes.add(box);
    }
    return boxes;
  }

  /// The value of a key, or null.
  public @Nullable Octets get(Octets key) {
    int at = size <= 8 ? linear(key) : find(pairs, size, key);
    return at < size && pairs[2 * at].equals(key) ? pairs[2 * at + 1] : null;
  }

  /// The value of a key in UTF-8, or null.
  public @Nullable Octets get(String key) {
    return get(Octets.utf8(key));
  }

  private int linear(Octets key) {
    int at = 0;
    while (at < size && !pairs[2 * at].equals(key)) {
      at++;
    }
    return at;
  }

  /// Where the key is, or belongs.
  private static int find(@Nullable Octets[] pairs, int size, Octets key) {
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (order(pairs, middle, key) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static int order(@Nullable Octets[] pairs, int index, Octets key) {
    Octets there = pairs[2 * index];
    return there == null ? -1 : there.compareTo(key);
  }

  /// How many pairs there are.
  public int size() {
    return size;
  }

  /// The key at an index, in ascending order.
  ///
  /// @param index 0 to before [#size()]
  public Octets key(int index) {
    return pairs[2 * Objects.checkIndex(index, size)];
  }

  /// The value at an index.
  ///
  /// @param index 0 to before [#size()]
  public Octets value(int index) {
    return pairs[2 * Objects.checkIndex(index, size) + 1];
  }

  /// The pairs in ascending order of the keys; a copy.
  public Map<Octets, Octets> toMap() {
    Map<Octets, Octets> map = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      map.put(key(i), value(i));
    }
    return map;
  }

  /// A builder that holds these pairs already.
  public Builder toBuilder() {
    Builder builder = new Builder(size + 2);
    System.arraycopy(pairs, 0, builder.pairs, 0, 2 * size);
    builder.size = size;
    return builder;
  }

  /// The box as it is on the wire.
  public Octets toOctets() {
    byte[] bytes = new byte[wireBytes()];
    ByteBuf out = Unpooled.wrappedBuffer(bytes).clear();
    AmpBoxWriter.append(this, out);
    return Octets.giveUp(bytes);
  }

  /// How many bytes it takes on the wire, its end included.
  public int wireBytes() {
    int sum = 2;
    for (int i = 0; i < size; i++) {
      sum = Math.addExact(sum, 4 + key(i).length() + value(i).length());
    }
    return sum;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AmpBox box
        && Arrays.equals(pairs, 0, 2 * size, box.pairs, 0, 2 * box.size);
  }

  @Override
  public int hashCode() {
    int hash = size;
    for (int i = 0; i < 2 * size; i++) {
      hash = 31 * hash + pairs[i].hashCode();
    }
    return hash;
  }

  /// For logs: `{_ask=1, _command=Sum, a=13}`; long values are cut.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    for (int i = 0; i < size; i++) {
      text.append(i == 0 ? "" : ", ").append(key(i).forLog()).append('=').append(value(i).forLog());
    }
    return text.append('}').toString();
  }

  /// A box that is being made. Not for two threads at once.
  public static final class Builder {
    private static final @Nullable Octets[] NONE = {};

    private @Nullable Octets[] pairs;
    private int size;
    private boolean shared; // with a box that was built

    Builder(int capacity) {
      pairs = new @Nullable Octets[2 * capacity];
    }

    /// Sets a pair; a value that the key had is replaced.
    ///
    /// @throws ProtocolException if the key is empty, which would end the box
    /// @throws TooLongException if key or value is too long for the wire
    public Builder put(Octets key, Octets value) {
      if (key.isEmpty()) {
        throw new ProtocolException("key: empty (expected: 1 to 255 bytes)");
      }
      if (key.length() > MAX_KEY_BYTES) {
        throw TooLongException.localKey(key);
      }
      if (value.length() > MAX_VALUE_BYTES) {
        throw TooLongException.localValue(key, value);
      }
      putChecked(key, value);
      return this;
    }

    /// Sets a pair of UTF-8 texts.
    ///
    /// @throws ProtocolException as [#put(Octets, Octets)]
    public Builder put(String key, String value) {
      return put(Octets.utf8(key), Octets.utf8(value));
    }

    /// Keeps the keys in order: what comes last goes to the end, as it mostly does.
    void putChecked(Octets key, Octets value) {
      if (shared) {
        pairs = pairs.clone();
        shared = false;
      }
      int at = size == 0 || order(pairs, size - 1, key) < 0 ? size : find(pairs, size, key);
      if (at < size && order(pairs, at, key) == 0) {
        pairs[2 * at + 1] = value;
        return;
      }
      if (2 * size == pairs.length) {
        pairs = Arrays.copyOf(pairs, 4 * size + 2);
      }
      System.arraycopy(pairs, 2 * at, pairs, 2 * at + 2, 2 * (size - at));
      pairs[2 * at] = key;
      pairs[2 * at + 1] = value;
      size++;
    }

    /// Begins again, with room for so many pairs.
    void begin(int capacity) {
      pairs = new @Nullable Octets[2 * capacity];
      size = 0;
      shared = false;
    }

    /// The box, which nothing here holds on to.
    AmpBox finish() {
      AmpBox box = build();
      pairs = NONE;
      size = 0;
      return box;
    }

    /// How many bytes the box takes on the wire, its end included.
    public int wireBytes() {
      int sum = 2;
      for (int i = 0; i < size; i++) {
        Octets key = pairs[2 * i];
        Octets value = pairs[2 * i + 1];
        if (key != null && value != null) {
          sum = Math.addExact(sum, 4 + key.length() + value.length());
        }
      }
      return sum;
    }

    /// Whether the key has a value.
    public boolean has(Octets key) {
      int at = find(pairs, size, key);
      return at < size && order(pairs, at, key) == 0;
    }

    /// The box; the builder may go on.
    @SuppressWarnings("NullAway") // every slot below size is filled
    public AmpBox build() {
      shared = true;
      return size == 0 ? EMPTY : new AmpBox(pairs, size);
    }
  }
}
