package dev.sennit.ident.wire;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.EnumSet;
import java.util.Set;

/// Any bytes, cut anywhere: replies, or a fault; the same ones for every cut.
class IdentReplyReaderFuzzTest {
  private static final int LIMIT = 64;

  @FuzzTest
  void read(byte[] bytes) {
    Reading.checkEverySplit(() -> new IdentReplyReader(LIMIT, Set.of()), bytes, LIMIT);
    Set<IdentQuirk> all = EnumSet.allOf(IdentQuirk.class);
    Reading.checkEverySplit(() -> new IdentReplyReader(LIMIT, all), bytes, LIMIT);
  }
}
