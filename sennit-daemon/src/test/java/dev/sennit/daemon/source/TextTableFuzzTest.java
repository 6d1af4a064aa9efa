package dev.sennit.daemon.source;

import com.code_intelligence.jazzer.junit.FuzzTest;

class TextTableFuzzTest {

  @FuzzTest
  void read_anyBytes_isATableOrAMistake(byte[] content) {
    try {
      TextTable.read(content, true, _ -> {})
          .forEach((key, found) -> {
            if (key.isEmpty() || Entry.faultIn(found).isPresent()) {
              throw new AssertionError(key + ": " + found);
            }
          });
    } catch (IllegalArgumentException e) {
      MistakeAssert.isTold(e);
    }
  }
}
