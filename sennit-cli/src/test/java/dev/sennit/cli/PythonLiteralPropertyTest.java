package dev.sennit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.net.wire.Octets;
import dev.sennit.pb.jelly.PbFrozenSet;
import dev.sennit.pb.jelly.PbTuple;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PythonLiteralPropertyTest {
  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void parse_whatReprWrites_isTheSameValue(@ForAll("values") Object value) {
    assertThat(PythonLiteral.parse(PythonRepr.of(value))).isEqualTo(value);
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void argument_anyText_isReadOrRefused(@ForAll String text) {
    try {
      Object value = PythonLiteral.argument(text);
      assertThat(PythonRepr.of(value)).doesNotContain("\n");
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageContaining("(expected: ");
    }
  }

  @Provide
  Arbitrary<Object> values() {
    return Arbitraries.lazyOf(
        PythonLiteralPropertyTest::leaves,
        PythonLiteralPropertyTest::leaves,
        () -> values().list().ofMaxSize(3).map(items -> (Object) new ArrayList<>(items)),
        () -> values().list().ofMaxSize(3).map(items -> (Object) PbTuple.copyOf(items)),
        () -> leaves().list().ofMaxSize(3).map(items -> (Object) new LinkedHashSet<>(items)),
        () -> leaves().list().ofMaxSize(3).map(items -> (Object) PbFrozenSet.copyOf(items)),
        () ->
            Arbitraries.maps(leaves(), values())
                .ofMaxSize(3)
                .map(map -> (Object) new LinkedHashMap<>(map)));
  }

  private static Arbitrary<Object> leaves() {
    return Arbitraries.oneOf(
        Arbitraries.strings().ofMaxLength(8).map(text -> (Object) text),
        Arbitraries.bytes().array(byte[].class).ofMaxSize(8).map(Octets::of),
        Arbitraries.longs().map(number -> (Object) number),
        Arbitraries.longs()
            .map(
                number -> (Object) BigInteger.TWO.pow(70).add(BigInteger.valueOf(number)).negate()),
        Arbitraries.longs().map(bits -> (Object) Double.longBitsToDouble(bits)),
        Arbitraries.bigDecimals().map(number -> (Object) new BigDecimal(number.toString())),
        Arbitraries.longs()
            .between(-60_000_000_000L, 250_000_000_000L)
            .map(seconds -> (Object) LocalDateTime.ofEpochSecond(seconds, 123_000, ZoneOffset.UTC)),
        Arbitraries.longs()
            .between(-1_000_000_000_000L, 1_000_000_000_000L)
            .map(millis -> (Object) Duration.ofMillis(millis)),
        Arbitraries.of(true, false).map(truth -> (Object) truth));
  }
}
