package dev.sennit.daemon.config;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

/// No text makes the reader throw.
class ConfigReaderFuzzTest {
  @FuzzTest
  void read_anything_givesConfigOrFaults(FuzzedDataProvider data) {
    ConfigReaderPropertyTest.check(data.consumeRemainingAsString());
  }
}
