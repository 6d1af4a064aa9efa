package dev.sennit.pb.jelly;

import dev.sennit.net.wire.Octets;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What may be a key of one dictionary, or a member of one set.
///
/// A value is hashed and compared as if it were written out in full, and one of a few bytes whose
/// parts are shared can be larger than any memory when it is. So a key is weighed first, and what
/// was weighed is remembered by the tuples and sets themselves. And keys that all have one hash
/// make a table a list; those that can be ordered do not, for then Java's is a tree.
final class Keys {
  /// Values in one key, those inside others among them.
  static final int MOST_VALUES = 10_000;

  /// Values in one record that is a key or in one: records do not remember what was found.
  static final int MOST_RECORD_VALUES = 100;

  /// Keys of one hash in one dictionary or set, of kinds that Java's tables cannot order.
  static final int MOST_ALIKE = 1_000;

  private static final int MOST_DEPTH = 400;

  private final @Nullable Map<Integer, Integer> hashes;

  /// @param items how many keys or members are announced
  Keys(int items) {
    this.hashes = items > MOST_ALIKE ? new HashMap<>() : null;
  }

  /// @throws JellyException if it can be no key: Python cannot have such either, or it is too large
  static void check(@Nullable Object key) {
    int _ = weight(key, 0);
  }

  /// A key is in the table that was not there before.
  ///
  /// @throws JellyException if there are too many like it
  void added(@Nullable Object key) {
    if (hashes != null
        && !isOrdered(key)
        && hashes.merge(Objects.hashCode(key), 1, Integer::sum) > MOST_ALIKE) {
      throw JellyException.value(
          "key: of the hash of others (expected: " + MOST_ALIKE + " such or fewer)");
    }
  }

  /// Whether Java's tables can put those of one hash in order.
  private static boolean isOrdered(@Nullable Object key) {
    return switch (key) {
      case String _, Octets _, Long _, Double _, BigInteger _, BigDecimal _, Boolean _ -> true;
      case null, default -> false;
    };
  }

  private static int weight(@Nullable Object value, int depth) {
    return switch (value) {
      case PbTuple tuple -> {
        if (tuple.weight == 0) {
          expectFinished(tuple.isFinished());
          tuple.weight = weightOf(tuple.asList(), depth);
        }
        yield tuple.weight;
      }
      case PbFrozenSet set -> {
        if (set.weight == 0) {
          expectFinished(set.isFinished());
          set.weight = weightOf(set.asSet(), depth);
        }
        yield set.weight;
      }
      case Record record -> recordWeight(record, depth);
      case Optional<?> optional -> weight(optional.orElse(null), depth);
      case Pending _ -> {
        expectFinished(false);
        yield 1;
      }
      case List<?> list -> throw changeable(list);
      case Map<?, ?> map -> throw changeable(map);
      case Set<?> set -> throw changeable(set);
      case null, default -> 1;
    };
  }

  private static int recordWeight(Record record, int depth) {
    int weight = weightOf(RecordShape.parts(record), depth);
    if (weight > MOST_RECORD_VALUES) {
      throw JellyException.value(
          "key: a "
              + record.getClass().getSimpleName()
              + " of "
              + weight
              + " values (expected: "
              + MOST_RECORD_VALUES
              + " or fewer)");
    }
    return weight;
  }

  private static JellyException changeable(Object key) {
    return JellyException.type(
        "key: " + key.getClass().getSimpleName() + " (expected: a value that cannot change)");
  }

  private static void expectFinished(boolean finished) {
    if (!finished) {
      throw JellyException.type("key: not there yet (expected: a finished one)");
    }
  }

  private static int weightOf(Iterable<? extends @Nullable Object> parts, int depth) {
    if (depth >= MOST_DEPTH) {
      throw JellyException.value("key: nested deeper (expected: " + MOST_DEPTH + " or fewer)");
    }
    int sum = 1;
    for (@Nullable Object part : parts) {
      sum += weight(part, depth + 1);
      if (sum > MOST_VALUES) {
        throw JellyException.value(
            "key: more values in it (expected: " + MOST_VALUES + " or fewer)");
      }
    }
    return sum;
  }
}
