package dev.sennit.pb.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The objects of this side that the peer may call: those with a name, and those it holds
/// references to, with how many.
///
/// An object whose last reference is given back keeps its number for a while where the peer may
/// still send it back: a Twisted method that returns its own argument gives the reference back
/// before it answers.
final class LocalObjects {
  /// How long that is.
  static final long KEPT_NANOS = 10_000_000_000L;

  private static final int LAST_VIOLATION = 4;

  /// One object that the peer holds.
  static final class Entry {
    final long number;
    final Object object;
    final long since;
    private final Object key;
    int references;

    Entry(long number, Object object, Object key, long since) {
      this.number = number;
      this.object = object;
      this.key = key;
      this.since = since;
    }
  }

  private record Kept(long number, Object object, long until) {}

  private final int most;
  private final UnaryOperator<Object> keyOf;
  private final Map<String, Object> names = new HashMap<>();
  private final LongMap<Entry> byNumber = new LongMap<>();
  private final Map<Object, Entry> byKey = new HashMap<>();
  private final ArrayDeque<Kept> kept = new ArrayDeque<>(0);
  private int violations;
  private long last; // number

  /// @param most how many objects may be known, those with a name among them
  /// @param keyOf what an object is known by
  LocalObjects(int most, UnaryOperator<Object> keyOf) {
    this.most = most;
    this.keyOf = keyOf;
  }

  void publish(String name, Object object) {
    names.put(name, object);
  }

  @Nullable Object named(String name) {
    return names.get(name);
  }

  /// The object that may be called by its number.
  @Nullable Object numbered(long number) {
    Entry entry = byNumber.get(number);
    return entry == null ? null : entry.object;
  }

  /// The object that comes back, though its last reference may just have gone.
  @Nullable Object returned(long number) {
    Object object = numbered(number);
    if (object == null) {
      for (Kept each : kept) {
        if (each.number() == number) {
          return each.object();
        }
      }
    }
    return object;
  }

  /// Counts a reference that is about to be sent.
  ///
  /// @throws ReferenceLimitException if the peer holds as many objects as it may
  Entry refer(Object object, long now) {
    Object key = keyOf.apply(object);
    Entry entry = byKey.get(key);
    if (entry == null) {
      if (byNumber.size() + names.size() > most) {
        throw tooMany("reference");
      }
      entry = new Entry(++last, object, key, now);
      byNumber.put(entry.number, entry);
      byKey.put(key, entry);
    }
    entry.references++;
    return entry;
  }

  /// What is thrown where the peer holds as many as it may; counts how often that happened.
  ReferenceLimitException tooMany(String kind) {
    violations++;
    return new ReferenceLimitException(
        "Maximum PB " + kind + " count exceeded.", violations >= LAST_VIOLATION);
  }

  /// Counts a reference back that was not sent after all.
  void unrefer(long number) {
    Entry entry = byNumber.get(number);
    if (entry != null && --entry.references == 0) {
      byNumber.remove(number);
      byKey.remove(entry.key);
    }
  }

  /// Counts a reference that is gone.
  ///
  /// @return whether it was the last one
  boolean release(long number, long now) {
    Entry entry = byNumber.get(number);
    if (entry == null || --entry.references > 0) {
      return false;
    }
    byNumber.remove(number);
    byKey.remove(entry.key);
    long _ = forget(now);
    if (kept.size() >= most) {
      kept.removeFirst();
    }
    kept.add(new Kept(number, entry.object, now + KEPT_NANOS));
    return true;
  }

  /// Lets go of what has been kept long enough.
  ///
  /// @return when there is more to let go of; `Long.MAX_VALUE` for never
  long forget(long now) {
    for (Kept first = kept.peek(); first != null; first = kept.peek()) {
      if (first.until() - now > 0) {
        return first.until();
      }
      kept.remove();
    }
    return Long.MAX_VALUE;
  }

  /// Everything that the peer holds, and lets go of all.
  List<Object> clear() {
    List<Object> held = new ArrayList<>();
    for (long number : byNumber.keys()) {
      Entry entry = byNumber.remove(number);
      if (entry != null) {
        held.add(entry.object);
      }
    }
    byKey.clear();
    names.clear();
    kept.clear();
    return held;
  }

  /// What the peer holds: numbers and objects, lowest first.
  List<Entry> entries() {
    List<Entry> all = new ArrayList<>();
    for (long number : byNumber.keys()) {
      Entry entry = byNumber.get(number);
      if (entry != null) {
        all.add(entry);
      }
    }
    return all;
  }
}
