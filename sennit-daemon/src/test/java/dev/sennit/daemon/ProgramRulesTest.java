package dev.sennit.daemon;

import dev.sennit.testkit.RoomRules;
import org.junit.jupiter.api.Test;

class ProgramRulesTest {
  @Test
  void program_asBuilt_keepsTheRules() {
    RoomRules.program("daemon").check();
  }
}
