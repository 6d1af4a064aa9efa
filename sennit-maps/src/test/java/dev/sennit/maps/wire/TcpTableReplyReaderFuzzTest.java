package dev.sennit.maps.wire;

import com.code_intelligence.jazzer.junit.FuzzTest;

/// Any bytes, cut anywhere: replies, or a fault; the same ones for every cut.
class TcpTableReplyReaderFuzzTest {
  private static final int LIMIT = 64;

  @FuzzTest
  void read(byte[] bytes) {
    Reading.checkEverySplit(() -> new TcpTableReplyReader(LIMIT), bytes, LIMIT);
  }
}
