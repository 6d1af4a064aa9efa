package dev.sennit.net;

import dev.sennit.testkit.RoomRules;
import org.junit.jupiter.api.Test;

class FloorTest {
  @Test
  void floor_asBuilt_knowsNoRoom() {
    RoomRules.floor().check();
  }
}
