package dev.sennit.pb;

import dev.sennit.testkit.RoomRules;
import org.junit.jupiter.api.Test;

class RoomTest {
  @Test
  void room_asBuilt_keepsTheRules() {
    RoomRules.of("pb").check();
  }
}
