package dev.sennit.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DripTest {
  private static final byte[] ABC = {'a', 'b', 'c'};

  @Test
  void everyWay_threeBytes_cutsThemInEveryWay() {
    List<String> seen = new ArrayList<>();

    Drip.everyWay(ABC, pieces -> seen.add(join(pieces)));

    assertThat(seen).containsExactly("abc", "|abc", "a|bc", "ab|c", "abc|", "a|b|c");
  }

  @Test
  void everyWay_trialFails_namesTheSplit() {
    assertThatThrownBy(() ->
            Drip.everyWay(
                ABC,
                pieces -> {
                  if (join(pieces).equals("ab|c")) {
                    throw new IllegalStateException("lost a byte");
                  }
                }))
        .isInstanceOf(AssertionError.class)
        .hasMessage("split at 2 of 3: lost a byte");
  }

  private static String join(List<byte[]> pieces) {
    return String.join(
        "|", pieces.stream().map(piece -> new String(piece, StandardCharsets.US_ASCII)).toList());
  }
}
