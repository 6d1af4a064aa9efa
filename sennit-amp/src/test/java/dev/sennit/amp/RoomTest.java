package dev.sennit.amp;

import dev.sennit.testkit.RoomRules;
import org.junit.jupiter.api.Test;

class RoomTest {
  @Test
  void room_asBuilt_keepsTheRules() {
    RoomRules.of("amp").check();
  }
}
