package dev.sennit.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class OptionsTest {
  private static final List<BiFunction<Limits, Integer, Limits>> LIMITS =
      List.of(
          Limits::connections,
          Limits::connectionsPerAddress,
          Limits::frameBytes,
          Limits::unfinished,
          Limits::waiting,
          Limits::writeBytes);
  private static final List<Function<Limits, Integer>> LIMIT_VALUES =
      List.of(
          Limits::connections,
          Limits::connectionsPerAddress,
          Limits::frameBytes,
          Limits::unfinished,
          Limits::waiting,
          Limits::writeBytes);
  private static final List<BiFunction<Timeouts, Duration, Timeouts>> TIMEOUTS =
      List.of(
          Timeouts::connect,
          Timeouts::answer,
          Timeouts::request,
          Timeouts::idle,
          Timeouts::total,
          Timeouts::grace);
  private static final List<Function<Timeouts, Duration>> TIMEOUT_VALUES =
      List.of(
          Timeouts::connect,
          Timeouts::answer,
          Timeouts::request,
          Timeouts::idle,
          Timeouts::total,
          Timeouts::grace);

  @Test
  void limits_eachOption_changesItselfOnly() {
    for (int option = 0; option < LIMITS.size(); option++) {
      Limits changed = LIMITS.get(option).apply(Limits.defaults(), 777);
      for (int other = 0; other < LIMITS.size(); other++) {
        Function<Limits, Integer> value = LIMIT_VALUES.get(other);
        assertThat(value.apply(changed))
            .isEqualTo(other == option ? 777 : value.apply(Limits.defaults()));
      }
    }
  }

  @Test
  void limits_tooSmall_areRefused() {
    LIMITS.forEach(option ->
        assertThatThrownBy(() -> option.apply(Limits.defaults(), 0))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining(": 0 (expected: "));
    assertThatThrownBy(() -> Limits.defaults().frameBytes(15))
        .hasMessage("frameBytes: 15 (expected: 16 or more)");
  }

  @Test
  void timeouts_eachOption_changesItselfOnly() {
    Duration time = Duration.ofMillis(777);
    for (int option = 0; option < TIMEOUTS.size(); option++) {
      Timeouts changed = TIMEOUTS.get(option).apply(Timeouts.defaults(), time);
      for (int other = 0; other < TIMEOUTS.size(); other++) {
        Function<Timeouts, Duration> value = TIMEOUT_VALUES.get(other);
        assertThat(value.apply(changed))
            .isEqualTo(other == option ? time : value.apply(Timeouts.defaults()));
      }
    }
  }

  @Test
  void timeouts_outOfRange_areRefused() {
    TIMEOUTS.forEach(option -> {
      for (Duration bad : List.of(Duration.ofNanos(-1), Duration.ofDays(36_501))) {
        assertThatThrownBy(() -> option.apply(Timeouts.defaults(), bad))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("(expected: 0 to 36500 days)");
      }
    });
    assertThatThrownBy(() -> Timeouts.defaults().connect(Duration.ZERO))
        .hasMessage("connect: 0 (expected: more than zero)");
  }
}
