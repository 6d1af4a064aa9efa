package dev.sennit.maps.wire;

import com.code_intelligence.jazzer.junit.FuzzTest;

/// Any bytes, cut anywhere: requests, or a fault; the same ones for every cut.
class TcpTableRequestReaderFuzzTest {
  private static final int LIMIT = 64;

  @FuzzTest
  void read(byte[] bytes) {
    for (TcpTableStyle style : TcpTableStyle.values()) {
      Reading.checkEverySplit(() -> new TcpTableRequestReader(LIMIT, style), bytes, LIMIT);
    }
  }
}
