package dev.sennit.cli;

import dev.sennit.net.wire.Octets;
import dev.sennit.pb.PbCached;
import dev.sennit.pb.jelly.PbFrozenSet;
import dev.sennit.pb.jelly.PbInstance;
import dev.sennit.pb.jelly.PbTuple;
import java.math.BigInteger;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Values as JSON has them: tuples and sets are arrays, bytes are text, instances are their state.
/// What JSON has no form for is the text that Python would show.
///
/// A value of a few bytes whose parts are shared can be larger than memory: beyond what the largest
/// message can hold, what is left is `...`.
final class PbValues {
  private static final int MOST_VALUES = 20_000_000;

  private int left;
  private final Set<Object> open = Collections.newSetFromMap(new IdentityHashMap<>());

  private PbValues(int most) {
    this.left = most;
  }

  /// Null, text, numbers, booleans, lists and maps of such.
  static @Nullable Object json(@Nullable Object value) {
    return json(value, MOST_VALUES);
  }

  /// The same, cut after so many of them.
  static @Nullable Object json(@Nullable Object value, int most) {
    return new PbValues(most).plain(value);
  }

  private @Nullable Object plain(@Nullable Object value) {
    left--;
    return switch (value) {
      case null -> null;
      case Boolean truth -> truth;
      case Long number -> number;
      case BigInteger number -> number;
      case Double real when Double.isFinite(real) -> real;
      case String text -> text;
      case Octets bytes -> bytes.utf8();
      case List<?> list -> items(list, list);
      case Set<?> set -> items(set, set);
      case PbTuple tuple -> items(tuple, tuple.asList());
      case PbFrozenSet set -> items(set, set.asSet());
      case Map<?, ?> map -> entries(map);
      case PbInstance instance when open.add(instance) -> {
        @Nullable Object state = plain(instance.state());
        open.remove(instance);
        yield state;
      }
      case PbCached cached -> plain(cached.cache());
      default -> PythonRepr.of(value);
    };
  }

  private @Nullable Object items(Object container, Collection<?> items) {
    if (!open.add(container)) {
      return "...";
    }
    List<@Nullable Object> plain = new java.util.ArrayList<>();
    for (Object item : items) {
      if (left <= 0) {
        plain.add("...");
        break;
      }
      plain.add(plain(item));
    }
    open.remove(container);
    return plain;
  }

  private Object entries(Map<?, ?> map) {
    if (!open.add(map)) {
      return "...";
    }
    Map<String, @Nullable Object> plain = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (left <= 0) {
        plain.put("...", null);
        break;
      }
      plain.put(name(entry.getKey()), plain(entry.getValue()));
    }
    open.remove(map);
    return plain;
  }

  private static String name(@Nullable Object key) {
    return switch (key) {
      case String text -> text;
      case Octets bytes -> bytes.utf8();
      case null, default -> PythonRepr.of(key);
    };
  }
}
