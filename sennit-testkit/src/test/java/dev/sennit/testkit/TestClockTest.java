package dev.sennit.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TestClockTest {
  @Test
  void nanoTime_untouched_standsStill() {
    TestClock clock = new TestClock();

    assertThat(clock.nanoTime()).isEqualTo(clock.getAsLong());
  }

  @Test
  void advance_pastTheOverflow_keepsDifferencesTrue() {
    TestClock clock = new TestClock();
    long start = clock.nanoTime();

    clock.advance(Duration.ofSeconds(3));

    assertThat(clock.nanoTime() - start).isEqualTo(3_000_000_000L);
    assertThat(clock.nanoTime()).isNegative();
  }

  @Test
  void advance_backwards_isRefused() {
    assertThatThrownBy(() -> new TestClock().advance(Duration.ofNanos(-1)))
        .hasMessage("time: PT-0.000000001S (expected: >= 0)");
  }
}
