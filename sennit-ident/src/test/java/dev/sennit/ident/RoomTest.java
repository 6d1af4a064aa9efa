package dev.sennit.ident;

import dev.sennit.testkit.RoomRules;
import org.junit.jupiter.api.Test;

class RoomTest {
  @Test
  void room_asBuilt_keepsTheRules() {
    RoomRules.of("ident").check();
  }
}
