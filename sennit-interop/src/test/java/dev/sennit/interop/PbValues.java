package dev.sennit.interop;

import dev.sennit.net.wire.Octets;
import dev.sennit.pb.jelly.PbFrozenSet;
import dev.sennit.pb.jelly.PbTuple;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/// Values of every kind at random, the same ones each time. Members and keys are such that Python
/// does not take two for one, as it does 1, 1.0 and True.
final class PbValues {
  private static final List<String> WORDS =
      List.of("", "list", "None", "root", "text €", "\uD83D\uDE00", "x".repeat(300), "\0\n");

  private final Random random;

  PbValues(long seed) {
    this.random = new Random(seed);
  }

  /// A value that is nested no deeper than so.
  Object next(int depth) {
    int kinds = depth == 0 ? 13 : 18;
    return switch (random.nextInt(kinds)) {
      case 0 -> random.nextLong() >> random.nextInt(64);
      case 1 -> new BigInteger(random.nextInt(70, 448), random).setBit(69);
      case 2 -> random.nextDouble() * random.nextInt(1, 1_000_000) - 1000;
      case 3 -> random.nextBoolean();
      case 4 -> WORDS.get(random.nextInt(WORDS.size()));
      case 5 -> bytes();
      case 6 -> new BigDecimal(BigInteger.valueOf(random.nextLong()), random.nextInt(-30, 30));
      case 7 -> LocalDate.ofEpochDay(random.nextInt(-700_000, 2_900_000));
      case 8 -> time();
      case 9 -> LocalDateTime.of(LocalDate.ofEpochDay(random.nextInt(100_000)), time());
      case 10 -> Duration.ofNanos((random.nextLong() >> 2) / 1000 * 1000);
      case 11 -> PbFrozenSet.copyOf(keys());
      case 12 -> keys();
      case 13, 14 -> list(depth);
      case 15 -> PbTuple.copyOf(list(depth));
      default -> map(depth);
    };
  }

  private Octets bytes() {
    byte[] bytes = new byte[random.nextInt(40)];
    random.nextBytes(bytes);
    return Octets.of(bytes);
  }

  private LocalTime time() {
    return LocalTime.ofNanoOfDay(random.nextLong(86_400_000_000L) * 1000);
  }

  private Set<Object> keys() {
    Set<Object> keys = new HashSet<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      keys.add(key());
    }
    return keys;
  }

  private Object key() {
    return switch (random.nextInt(4)) {
      case 0 -> "key " + random.nextInt(100);
      case 1 -> bytes();
      case 2 -> random.nextLong(2, 1L << 40);
      default -> PbTuple.of("part", random.nextLong(2, 100));
    };
  }

  private List<Object> list(int depth) {
    List<Object> list = new ArrayList<>();
    Object shared = new ArrayList<>(Arrays.asList("shared", null));
    for (int i = random.nextInt(6); i > 0; i--) {
      list.add(random.nextInt(4) == 0 ? shared : next(depth - 1));
    }
    return list;
  }

  private Map<Object, Object> map(int depth) {
    Map<Object, Object> map = new LinkedHashMap<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      map.put(key(), next(depth - 1));
    }
    return map;
  }
}
