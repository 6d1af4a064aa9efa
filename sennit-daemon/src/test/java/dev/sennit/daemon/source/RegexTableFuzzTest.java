package dev.sennit.daemon.source;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

class RegexTableFuzzTest {

  @FuzzTest
  void find_anyRulesAndKey_isAValueOrAMistake(FuzzedDataProvider data) throws InterruptedException {
    String key = data.consumeString(100);
    RegexTable table;
    try {
      table =
          RegexTable.read(
              data.consumeRemainingAsAsciiString().getBytes(StandardCharsets.ISO_8859_1));
    } catch (IllegalArgumentException e) {
      MistakeAssert.isTold(e);
      return;
    }
    try {
      table
          .find(key)
          .ifPresent(value -> {
            if (value.isEmpty()) {
              throw new AssertionError("empty value");
            }
          });
    } catch (IllegalStateException e) {
      // the groups of a rule matched nothing
    }
  }
}
