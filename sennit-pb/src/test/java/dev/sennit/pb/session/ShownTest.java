package dev.sennit.pb.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.net.wire.Octets;
import dev.sennit.pb.jelly.PbFrozenSet;
import dev.sennit.pb.jelly.PbInstance;
import dev.sennit.pb.jelly.PbTuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShownTest {
  @Test
  void of_usualValues_isTheirText() {
    assertThat(Shown.of(null)).isEqualTo("None");
    assertThat(Shown.of("text")).isEqualTo("text");
    assertThat(Shown.of(Octets.utf8("bytes\n"))).isEqualTo("bytes\\x0a");
    assertThat(Shown.of(PbTuple.of(false, "no", 1L))).isEqualTo("(false, no, 1)");
    assertThat(Shown.of(Arrays.asList(1.5, null))).isEqualTo("[1.5, None]");
    assertThat(Shown.of(Map.of("key", "value"))).isEqualTo("{key}");
    assertThat(Shown.of(PbFrozenSet.of(1L))).isEqualTo("{1}");
    assertThat(Shown.of(new PbInstance("a.B", null))).isEqualTo("<PbInstance>");
  }

  @Test
  void of_longDeepOrEndlessValues_isShort() {
    assertThat(Shown.of("x".repeat(1_000_000))).hasSize(203).endsWith("...");
    assertThat(Shown.of(new ArrayList<>(java.util.Collections.nCopies(1_000_000, 1L))))
        .hasSizeLessThan(300)
        .endsWith("...]");
    List<Object> twice = new ArrayList<>(List.of("leaf"));
    for (int i = 0; i < 100; i++) {
      twice = new ArrayList<>(List.of(twice, twice));
    }
    assertThat(Shown.of(twice)).hasSizeLessThan(300);
    List<Object> self = new ArrayList<>();
    List<Object> other = new ArrayList<>(List.of(self));
    self.add(other);
    assertThat(Shown.of(self)).isEqualTo("[[[[[...]]]]]");
  }
}
