package dev.sennit.maps.wire;

import com.code_intelligence.jazzer.junit.FuzzTest;

/// Any bytes, cut anywhere: replies, or a fault; the same ones for every cut.
class SocketmapReplyReaderFuzzTest {
  private static final int LIMIT = 64;
  private static final int HEADER = 10;

  @FuzzTest
  void read(byte[] bytes) {
    Reading.checkEverySplit(() -> new SocketmapReplyReader(LIMIT), bytes, LIMIT + HEADER);
  }
}
