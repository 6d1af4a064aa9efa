package dev.sennit.pb.jelly;

import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Python's `tuple`: never equal to a list, as over there. Immutable; may contain itself by way of
/// a list or a dictionary.
@SuppressWarnings("InconsistentHashCode") // the weight only says whether the hash may be kept
public final class PbTuple implements Iterable<@Nullable Object> {
  private static final PbTuple EMPTY = new PbTuple(0);

  private final @Nullable Object[] items;
  private int missing; // items that are not there yet
  int weight; // values in it, if it is known to be fit for a key; else 0
  private int hash; // if that is known, and this was asked for; else 0

  /// To be filled before anybody sees it.
  PbTuple(int size) {
    this.items = new @Nullable Object[size];
    this.missing = size;
  }

  private PbTuple(@Nullable Object[] items) {
    this.items = items;
  }

  /// A tuple of these.
  public static PbTuple of(@Nullable Object... items) {
    return items.length == 0 ? EMPTY : new PbTuple(items.clone());
  }

  /// A tuple of what the list holds.
  public static PbTuple copyOf(List<? extends @Nullable Object> items) {
    return items.isEmpty() ? EMPTY : new PbTuple(items.toArray());
  }

  void fill(int index, @Nullable Object item) {
    items[index] = item;
    missing--;
  }

  boolean isFinished() {
    return missing == 0;
  }

  /// How many items there are.
  public int size() {
    return items.length;
  }

  /// The item at the index, from 0 on.
  public @Nullable Object get(int index) {
    return items[index];
  }

  /// The items, which cannot be changed.
  public List<@Nullable Object> asList() {
    List<@Nullable Object> view = Arrays.<@Nullable Object>asList(items);
    return Collections.unmodifiableList(view);
  }

  @Override
  public Iterator<@Nullable Object> iterator() {
    return asList().iterator();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other || (other instanceof PbTuple tuple && Arrays.equals(items, tuple.items));
  }

  @Override
  public int hashCode() {
    int known = hash;
    if (known == 0) {
      known = Arrays.hashCode(items);
      hash = weight == 0 ? 0 : known;
    }
    return known;
  }

  /// As Python shows it, roughly: `(1, two)`.
  @Override
  @SuppressWarnings("ReferenceEquality") // only itself would never end
  public String toString() {
    StringBuilder text = new StringBuilder("(");
    for (@Nullable Object item : items) {
      text.append(text.length() > 1 ? ", " : "").append(item == this ? "(...)" : item);
    }
    return text.append(items.length == 1 ? ",)" : ")").toString();
  }
}
