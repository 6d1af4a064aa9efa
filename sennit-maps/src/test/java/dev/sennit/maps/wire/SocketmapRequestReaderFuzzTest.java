package dev.sennit.maps.wire;

import com.code_intelligence.jazzer.junit.FuzzTest;

/// Any bytes, cut anywhere: requests, or a fault; the same ones for every cut.
class SocketmapRequestReaderFuzzTest {
  private static final int LIMIT = 64;
  private static final int HEADER = 10;

  @FuzzTest
  void read(byte[] bytes) {
    Reading.checkEverySplit(() -> new SocketmapRequestReader(LIMIT), bytes, LIMIT + HEADER);
  }
}
