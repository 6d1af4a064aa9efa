package dev.sennit.pb.jelly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.net.wire.Octets;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// What is written reads back, as the same kind of value.
class JellyPropertyTest {
  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
  void write_anyValue_readsBack(@ForAll("values") Object value) {
    assertThat(Jellies.read(Jellies.write(value))).isEqualTo(value);
  }

  /// Two places for one list in whatever is around it.
  @Property(tries = 50, edgeCases = EdgeCasesMode.NONE) // edge cases of trees take minutes
  void write_sharedList_staysShared(@ForAll("values") Object between) {
    List<Object> shared = new ArrayList<>(List.of("shared"));
    List<?> back =
        (List<?>) Jellies.readSome(Jellies.write(List.of(shared, between, shared, between)));
    assertThat(back.get(0)).isSameAs(back.get(2)).isEqualTo(shared);
    assertThat(back.get(1)).isEqualTo(between);
  }

  @Provide
  Arbitrary<Object> values() {
    return values(3);
  }

  /// @param depth how many containers may be in each other: without an end, jqwik makes some that
  ///   take a minute
  private Arbitrary<Object> values(int depth) {
    if (depth == 0) {
      return leaves();
    }
    Arbitrary<Object> inner = values(depth - 1);
    return Arbitraries.oneOf(
        leaves(),
        leaves(),
        inner.list().ofMaxSize(4).map(list -> list),
        inner.list().ofMaxSize(4).map(PbTuple::copyOf),
        leaves().list().ofMaxSize(4).map(PbFrozenSet::copyOf),
        leaves().list().ofMaxSize(4).map(HashSet::new),
        Arbitraries.maps(leaves(), inner).ofMaxSize(4).map(map -> map));
  }

  private Arbitrary<Object> leaves() {
    return Arbitraries.oneOf(
        Arbitraries.longs().map(number -> number),
        Arbitraries.doubles().map(number -> number),
        Arbitraries.of(true, false),
        Arbitraries.strings().ofMaxLength(10).filter(JellyPropertyTest::isPaired).map(text -> text),
        Arbitraries.bytes().array(byte[].class).ofMaxSize(20).map(Octets::of),
        Arbitraries.bigDecimals()
            .between(BigDecimal.valueOf(-1e30), BigDecimal.valueOf(1e30))
            .map(number -> number),
        Arbitraries.integers().between(-700_000, 700_000).map(LocalDate.EPOCH::plusDays),
        Arbitraries.longs()
            .between(-1L << 50, 1L << 50)
            .map(n -> Duration.ofNanos(n / 1000 * 1000)));
  }

  private static boolean isPaired(String text) {
    return Octets.utf8(text).utf8().equals(text);
  }
}
