package dev.sennit.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
  @Test
  void parse_eachUnit_givesItsDuration() {
    assertThat(Durations.parse("500ms")).contains(Duration.ofMillis(500));
    assertThat(Durations.parse("5s")).contains(Duration.ofSeconds(5));
    assertThat(Durations.parse("10m")).contains(Duration.ofMinutes(10));
    assertThat(Durations.parse("1h")).contains(Duration.ofHours(1));
    assertThat(Durations.parse("7d")).contains(Duration.ofDays(7));
    assertThat(Durations.parse("0s")).contains(Duration.ZERO);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "s", "5 s", "-5s", "1.5s", "5S", "1h30m", "9999999999s"})
  void parse_anythingElse_isNone(String text) {
    assertThat(Durations.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0s", "1ms", "90s", "10m", "1h", "36h", "2d"})
  void format_duration_readsBack(String text) {
    Duration duration = Durations.parse(text).orElseThrow();
    assertThat(Durations.parse(Durations.format(duration))).contains(duration);
    assertThat(Durations.format(duration)).isEqualTo(text);
  }
}
