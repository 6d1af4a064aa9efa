package dev.sennit.pb.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LongMapTest {
  /// Each is a small number times the inverse of a well-known constant: with a table that only
  /// multiplies by it, all would meet in one place.
  @Test
  @Timeout(20) // milliseconds; minutes if each has to pass all others
  void put_numbersChosenToMeet_doNot() {
    LongMap<String> map = new LongMap<>();
    long inverse = inverse(0x9E3779B97F4A7C15L);
    for (long i = 1; i <= 300_000; i++) {
      map.put(i * inverse, "x");
    }
    assertThat(map.size()).isEqualTo(300_000);
    for (long i = 1; i <= 300_000; i++) {
      assertThat(map.remove(i * inverse)).isNotNull();
    }
    assertThat(map.size()).isZero();
  }

  /// Newton's iteration modulo 2^64.
  private static long inverse(long odd) {
    long inverse = odd;
    for (int i = 0; i < 6; i++) {
      inverse *= 2 - odd * inverse;
    }
    return inverse;
  }
}
