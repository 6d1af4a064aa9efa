package dev.sennit.ident.wire;

import com.code_intelligence.jazzer.junit.FuzzTest;

/// Any bytes, cut anywhere: queries, or a fault; the same ones for every cut.
class IdentQueryReaderFuzzTest {
  private static final int LIMIT = 64;

  @FuzzTest
  void read(byte[] bytes) {
    for (IdentTolerance tolerance : IdentTolerance.values()) {
      Reading.checkEverySplit(() -> new IdentQueryReader(LIMIT, tolerance), bytes, LIMIT);
    }
  }
}
