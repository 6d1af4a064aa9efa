package dev.sennit.pb.jelly;

import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The objects of one value that are mentioned more than once, by the numbers of their references.
final class Sharing {
  private @Nullable Map<Object, @Nullable Object> numbered;
  private @Nullable Set<Object> open;
  private @Nullable Object naming; // the number of the reference whose form is read next
  private long unfinished;

  /// How often something unfinished was met.
  long unfinished() {
    return unfinished;
  }

  /// Something unfinished is made.
  void leaveUnfinished() {
    unfinished++;
  }

  /// The form that is read next is what the reference of that number is around.
  void name(Object number) {
    naming = number;
  }

  /// The number of the reference around the form that is read now, once; null if there is none.
  @Nullable Object takeName() {
    Object number = naming;
    naming = null;
    return number;
  }

  /// @param number null for none
  void define(@Nullable Object number, @Nullable Object value) {
    if (number == null) {
      return;
    }
    Map<Object, @Nullable Object> known = numbered();
    Object earlier = known.get(number);
    if (earlier instanceof Pending pending && !pending.isKnown()) {
      if (value instanceof Pending later) {
        pending.isSame(later);
      } else {
        pending.is(value);
      }
    } else if (known.containsKey(number)) {
      throw JellyException.value("reference: " + number + " twice (expected: once)");
    }
    known.put(number, value);
  }

  private Map<Object, @Nullable Object> numbered() {
    Map<Object, @Nullable Object> known = numbered;
    if (known == null) {
      known = new HashMap<>();
      numbered = known;
    }
    return known;
  }

  @Nullable Object dereference(Object number) {
    Map<Object, @Nullable Object> known = numbered();
    if (!known.containsKey(number)) {
      known.put(number, new Pending());
    }
    @Nullable Object value = known.get(number);
    if (value instanceof Pending pending && pending.isKnown()) {
      return pending.value();
    }
    if (value instanceof Pending || isOpen(value)) {
      unfinished++;
    }
    return value;
  }

  /// What is read now, and must be finished before anybody hashes it.
  void open(Object object) {
    if (open == null) {
      open = Collections.newSetFromMap(new IdentityHashMap<>());
    }
    open.add(object);
  }

  void close(@Nullable Object number, Object object) {
    if (number != null && open != null) {
      open.remove(object);
    }
  }

  boolean isOpen(@Nullable Object value) {
    return open != null && value != null && open.contains(value);
  }

  /// @throws JellyException if something was mentioned that never came
  void check() {
    if (numbered != null) {
      numbered.forEach((number, object) -> {
        if (object instanceof Pending pending && !pending.isKnown()) {
          throw JellyException.value(
              "dereference: " + number + " (expected: a reference's number)");
        }
      });
    }
  }
}
