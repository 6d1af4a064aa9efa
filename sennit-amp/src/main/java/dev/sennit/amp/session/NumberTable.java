package dev.sennit.amp.session;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Things by their numbers, which mostly follow each other.
///
/// A hash table with open addressing, in which the number itself is the hash: neighbours lie beside
/// each other, nothing is allocated for an entry, and what is removed leaves no trace. What lies
/// side by side is in the order of its places ("Robin Hood"), so that a gap is closed without a
/// look at all that follows: that may be tens of thousands.
///
/// @param <T> what has numbers
final class NumberTable<T extends NumberTable.Numbered> {
  private static final int LEAST = 16;

  /// A table of so many slots is not worth to be made smaller.
  private static final int KEPT = 1024;

  private @Nullable Object[] slots = new @Nullable Object[LEAST];
  private int size;

  /// What has a number, which stays.
  interface Numbered {
    long number();
  }

  /// @param thing of a number that is not in the table
  void add(T thing) {
    if (size * 2 >= slots.length) {
      resize(slots.length * 2);
    }
    put(thing);
    size++;
  }

  private void put(Numbered thing) {
    Numbered carried = thing;
    int at = home(carried.number());
    for (int distance = 0; ; distance++) {
      T there = at(at);
      if (there == null) {
        slots[at] = carried;
        return;
      }
      int theirs = distance(at, there);
      if (theirs < distance) {
        slots[at] = carried;
        carried = there;
        distance = theirs;
      }
      at = (at + 1) & (slots.length - 1);
    }
  }

  /// How far a thing is from the place that its number asks for.
  private int distance(int at, Numbered there) {
    return (at - home(there.number())) & (slots.length - 1);
  }

  private int home(long number) {
    return (int) number & (slots.length - 1);
  }

  @SuppressWarnings("unchecked") // nothing else is put in
  private @Nullable T at(int index) {
    return (T) slots[index];
  }

  /// Takes the thing of a number out; null if there is none.
  @Nullable T remove(long number) {
    int at = home(number);
    for (T there = at(at); there != null; there = at(at)) {
      if (there.number() == number) {
        close(at);
        size--;
        if (slots.length > KEPT && size * 8 < slots.length) {
          resize(slots.length / 2);
        }
        return there;
      }
      at = (at + 1) & (slots.length - 1);
    }
    return null;
  }

  /// Closes a gap: what could not have its place moves up, to the next that has it.
  private void close(int gap) {
    int mask = slots.length - 1;
    int at = (gap + 1) & mask;
    for (T there = at(at); there != null && distance(at, there) > 0; there = at(at)) {
      slots[gap] = there;
      gap = at;
      at = (at + 1) & mask;
    }
    slots[gap] = null;
  }

  private void resize(int length) {
    @Nullable Object[] old = slots;
    slots = new @Nullable Object[length];
    for (Object each : old) {
      if (each instanceof Numbered numbered) {
        put(numbered);
      }
    }
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /// Whether there is such a thing.
  boolean has(Predicate<? super T> wanted) {
    for (int i = 0; i < slots.length; i++) {
      T there = at(i);
      if (there != null && wanted.test(there)) {
        return true;
      }
    }
    return false;
  }

  /// Takes all out, in the order of their numbers.
  List<T> takeAll() {
    List<T> all = new ArrayList<>(size);
    for (int i = 0; i < slots.length; i++) {
      T there = at(i);
      if (there != null) {
        all.add(there);
      }
    }
    all.sort(Comparator.comparingLong(Numbered::number));
    slots = new @Nullable Object[LEAST];
    size = 0;
    return all;
  }
}
