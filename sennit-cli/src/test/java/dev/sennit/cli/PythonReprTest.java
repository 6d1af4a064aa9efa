package dev.sennit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.net.wire.Octets;
import dev.sennit.pb.jelly.PbFailure;
import dev.sennit.pb.jelly.PbFrozenSet;
import dev.sennit.pb.jelly.PbInstance;
import dev.sennit.pb.jelly.PbName;
import dev.sennit.pb.jelly.PbTuple;
import dev.sennit.pb.jelly.PbUnpersistable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PythonReprTest {
  /// What Python 3.11 says.
  @ParameterizedTest
  @CsvSource({
    "1.0, 1.0",
    "0.1, 0.1",
    "-2.5, -2.5",
    "1e15, 1000000000000000.0",
    "1e16, 1e+16",
    "123456789012345680000, 1.2345678901234568e+20",
    "0.0001, 0.0001",
    "0.00001, 1e-05",
    "5e-324, 5e-324",
    "1.7976931348623157e308, 1.7976931348623157e+308",
    "-0.0, -0.0",
    "0, 0.0"
  })
  void real_asPython(double real, String text) {
    assertThat(PythonRepr.of(real)).isEqualTo(text);
  }

  @Test
  void of_plainValues_isAsPython() {
    assertThat(PythonRepr.of(null)).isEqualTo("None");
    assertThat(PythonRepr.of(true)).isEqualTo("True");
    assertThat(PythonRepr.of(BigInteger.TWO.pow(64))).isEqualTo("18446744073709551616");
    assertThat(PythonRepr.of(Double.NaN)).isEqualTo("nan");
    assertThat(PythonRepr.of("it's")).isEqualTo("\"it's\"");
    assertThat(PythonRepr.of("'\"")).isEqualTo("'\\'\"'");
    assertThat(PythonRepr.of("a\\\n\u0007\u20ac\u00a0\ud83d\ude00\u200b\ud800"))
        .isEqualTo("'a\\\\\\n\\x07\u20ac\\xa0\ud83d\ude00\\u200b\\ud800'");
    assertThat(
            PythonRepr.of(Octets.giveUp("a'\0\u007f\u00ff".getBytes(StandardCharsets.ISO_8859_1))))
        .isEqualTo("b\"a'\\x00\\x7f\\xff\"");
    assertThat(PythonRepr.of(new BigDecimal("1.50"))).isEqualTo("Decimal('1.50')");
    assertThat(PythonRepr.of(LocalDate.of(2024, 2, 29))).isEqualTo("datetime.date(2024, 2, 29)");
    assertThat(PythonRepr.of(LocalTime.of(23, 5))).isEqualTo("datetime.time(23, 5)");
    assertThat(PythonRepr.of(LocalDateTime.of(2024, 2, 29, 1, 2, 3, 4000)))
        .isEqualTo("datetime.datetime(2024, 2, 29, 1, 2, 3, 4)");
    assertThat(PythonRepr.of(Duration.ofDays(-1).plusSeconds(5).plusNanos(7000)))
        .isEqualTo("datetime.timedelta(days=-1, seconds=5, microseconds=7)");
    assertThat(PythonRepr.of(Duration.ZERO)).isEqualTo("datetime.timedelta(0)");
  }

  @Test
  void of_containers_isAsPython() {
    assertThat(PythonRepr.of(List.of(1L, "a"))).isEqualTo("[1, 'a']");
    assertThat(PythonRepr.of(PbTuple.of())).isEqualTo("()");
    assertThat(PythonRepr.of(PbTuple.of(1L))).isEqualTo("(1,)");
    assertThat(PythonRepr.of(PbTuple.of(1L, 2L))).isEqualTo("(1, 2)");
    assertThat(PythonRepr.of(Set.of())).isEqualTo("set()");
    assertThat(PythonRepr.of(Set.of(1L))).isEqualTo("{1}");
    assertThat(PythonRepr.of(PbFrozenSet.of(1L))).isEqualTo("frozenset({1})");
    assertThat(PythonRepr.of(PbFrozenSet.of())).isEqualTo("frozenset()");
    Map<Object, Object> map = new LinkedHashMap<>();
    map.put("a", 1L);
    map.put(2L, List.of());
    assertThat(PythonRepr.of(map)).isEqualTo("{'a': 1, 2: []}");
    assertThat(PythonRepr.call("tick", List.of(1L), Map.of("a", 1L))).isEqualTo("tick(1, a=1)");
    assertThat(PythonRepr.call("tick", List.of(), Map.of())).isEqualTo("tick()");
    assertThat(PythonRepr.call("tick", List.of(), Map.of("a", 1L))).isEqualTo("tick(a=1)");
  }

  @Test
  void of_itselfInside_ends() {
    List<Object> list = new ArrayList<>();
    list.add(list);
    assertThat(PythonRepr.of(list)).isEqualTo("[[...]]");
    Map<String, Object> state = new LinkedHashMap<>();
    PbInstance instance = new PbInstance("chat.Room", state);
    state.put("self", instance);
    assertThat(PythonRepr.of(instance)).isEqualTo("<chat.Room {'self': <chat.Room ...>}>");
    assertThat(PbValues.json(list)).isEqualTo(List.of("..."));
  }

  @Test
  void of_aValueLongerThanMemory_isCut() {
    List<Object> twice = new ArrayList<>(List.of(1L));
    for (int i = 0; i < 60; i++) {
      twice = new ArrayList<>(List.of(twice, Map.of("k", twice)));
    }
    assertThat(PythonRepr.of(twice, 1_000)).hasSizeBetween(1_000, 1_500).contains("...");
    assertThat(PythonRepr.of(PbValues.json(twice, 1_000))).hasSizeLessThan(20_000).contains("...");
  }

  @Test
  void of_whatHasNoLiteral_isInBrackets() {
    assertThat(PythonRepr.of(new PbName.OfClass("chat.Room"))).isEqualTo("<chat.Room>");
    assertThat(PythonRepr.of(PbFailure.of("chat.Full", "no\nseat", List.of())))
        .isEqualTo("<failure chat.Full: no\\nseat>");
    assertThat(PythonRepr.of(new PbUnpersistable("a lock"))).isEqualTo("<unpersistable a lock>");
  }

  @Test
  void json_ofValues_isPlain() {
    assertThat(
            Json.object(
                java.util.Collections.singletonMap(
                    "v",
                    PbValues.json(
                        PbTuple.of(
                            Octets.utf8("b"),
                            Set.of(1L),
                            PbFrozenSet.of(),
                            Map.of(PbTuple.of(1L, 2L), Double.NaN),
                            BigInteger.TWO.pow(64),
                            new PbInstance("a.B", Map.of("c", true)))))))
        .isEqualTo("{\"v\":[\"b\",[1],[],{\"(1, 2)\":\"nan\"},18446744073709551616,{\"c\":true}]}");
  }
}
