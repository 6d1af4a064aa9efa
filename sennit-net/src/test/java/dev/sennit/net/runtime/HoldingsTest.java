package dev.sennit.net.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HoldingsTest {
  private static final int UNIT = Holdings.UNIT_BYTES;

  private final List<String> asked = new ArrayList<>();
  private final Holdings holdings = new Holdings(10L * UNIT);

  private Holdings.Holder holder(String name) {
    return () -> asked.add(name);
  }

  @Test
  void holds_upToTheLimit_asksNobody() {
    holdings.holds(holder("a"), 4);
    holdings.holds(holder("b"), 6);
    assertThat(asked).isEmpty();
    assertThat(holdings.bytes()).isEqualTo(10L * UNIT);
  }

  @Test
  void holds_overTheLimit_asksTheLargestUntilTheRestFits() {
    holdings.holds(holder("small"), 1);
    holdings.holds(holder("large"), 5);
    holdings.holds(holder("middle"), 4);
    holdings.holds(holder("huge"), 20);
    assertThat(asked).containsExactly("huge");
    assertThat(holdings.bytes()).isEqualTo(10L * UNIT);
    holdings.holds(holder("late"), 1);
    assertThat(asked).containsExactly("huge", "large");
    assertThat(holdings.bytes()).isEqualTo(6L * UNIT);
  }

  @Test
  void holds_lessOrNothing_countsThat() {
    Holdings.Holder a = holder("a");
    holdings.holds(a, 9);
    holdings.holds(a, 3);
    assertThat(holdings.bytes()).isEqualTo(3L * UNIT);
    holdings.holds(a, 0);
    assertThat(holdings.bytes()).isZero();
  }

  @Test
  void holds_whoMadeRoomEnds_isNotCountedTwice() {
    Holdings.Holder a = holder("a");
    holdings.holds(a, 11);
    assertThat(asked).containsExactly("a");
    holdings.holds(a, 0);
    assertThat(holdings.bytes()).isZero();
  }
}
