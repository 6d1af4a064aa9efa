package dev.sennit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sennit.net.wire.Octets;
import dev.sennit.pb.jelly.PbFrozenSet;
import dev.sennit.pb.jelly.PbTuple;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PythonLiteralTest {
  @Test
  void argument_constantsAndNumbers_areThese() {
    assertThat(PythonLiteral.argument("None")).isNull();
    assertThat(PythonLiteral.argument("True")).isEqualTo(true);
    assertThat(PythonLiteral.argument("False")).isEqualTo(false);
    assertThat(PythonLiteral.argument("12")).isEqualTo(12L);
    assertThat(PythonLiteral.argument("-12")).isEqualTo(-12L);
    assertThat(PythonLiteral.argument("+1_000")).isEqualTo(1000L);
    assertThat(PythonLiteral.argument("0x1F")).isEqualTo(31L);
    assertThat(PythonLiteral.argument("0o17")).isEqualTo(15L);
    assertThat(PythonLiteral.argument("0b1_1")).isEqualTo(3L);
    assertThat(PythonLiteral.argument("9223372036854775808")).isEqualTo(BigInteger.TWO.pow(63));
    assertThat(PythonLiteral.argument("1.5")).isEqualTo(1.5);
    assertThat(PythonLiteral.argument("-.5")).isEqualTo(-0.5);
    assertThat(PythonLiteral.argument("1.")).isEqualTo(1.0);
    assertThat(PythonLiteral.argument("1e3")).isEqualTo(1000.0);
    assertThat(PythonLiteral.argument("-0.0")).isEqualTo(-0.0);
    assertThat(PythonLiteral.argument("-inf")).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(PythonLiteral.argument("nan")).isEqualTo(Double.NaN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello",
        "two words",
        "Nonesuch",
        "10.0.0.1",
        "007",
        "1-2",
        "1e",
        "0x",
        "1__0",
        "information",
        "b",
        "user@example.com",
        "set",
        "-",
        "- 1"
      })
  void argument_noLiteral_isTextAsItIs(String text) {
    assertThat(PythonLiteral.argument(text)).isEqualTo(text);
  }

  @Test
  void argument_strings_areUnescaped() {
    assertThat(PythonLiteral.argument("'it\\'s'")).isEqualTo("it's");
    assertThat(PythonLiteral.argument("\"a'b\"")).isEqualTo("a'b");
    assertThat(PythonLiteral.argument("u'\\n\\t\\\\\\x41\\101\\0\\u20ac\\U0001f600\\q'"))
        .isEqualTo("\n\t\\AA\0\u20ac\ud83d\ude00\\q");
    assertThat(PythonLiteral.argument("b'a\\xff\\377\\u0041'"))
        .isEqualTo(Octets.giveUp("a\u00ff\u00ff\\u0041".getBytes(StandardCharsets.ISO_8859_1)));
  }

  @Test
  void argument_stringsOfEachKind_areThese() {
    assertThat(PythonLiteral.argument("r'\\d\\'+'")).isEqualTo("\\d\\'+");
    assertThat(PythonLiteral.argument("U'x'")).isEqualTo("x");
    assertThat(PythonLiteral.argument("B'x'")).isEqualTo(Octets.utf8("x"));
    assertThat(PythonLiteral.argument("Rb'\\x'")).isEqualTo(Octets.utf8("\\x"));
    assertThat(PythonLiteral.argument("'''it's\n'''")).isEqualTo("it's\n");
    assertThat(PythonLiteral.argument("\"\"\"\"\"\"")).isEqualTo("");
    assertThat(PythonLiteral.argument("['a' \"b\" 'c', b'd'b'e']"))
        .isEqualTo(List.of("abc", Octets.utf8("de")));
    assertThat(PythonLiteral.argument("''")).isEqualTo("");
  }

  @Test
  void argument_datesAndTimes_areThese() {
    assertThat(PythonLiteral.argument("datetime.date(2024, 2, 29)"))
        .isEqualTo(LocalDate.of(2024, 2, 29));
    assertThat(PythonLiteral.argument("datetime.time(1, 2)")).isEqualTo(LocalTime.of(1, 2));
    assertThat(PythonLiteral.argument("[datetime.datetime(2024, 1, 2, 3, second=4)]"))
        .isEqualTo(List.of(LocalDateTime.of(2024, 1, 2, 3, 0, 4)));
    assertThat(PythonLiteral.argument("datetime.timedelta(days=-1, seconds=5, microseconds=7)"))
        .isEqualTo(Duration.ofDays(-1).plusSeconds(5).plusNanos(7000));
    assertThat(PythonLiteral.argument("datetime.timedelta(0)")).isEqualTo(Duration.ZERO);
  }

  @Test
  void argument_containers_keepTheirKinds() {
    assertThat(PythonLiteral.argument("[]")).isEqualTo(List.of());
    assertThat(PythonLiteral.argument(" [1, 'a' ,]")).isEqualTo(List.of(1L, "a"));
    assertThat(PythonLiteral.argument("()")).isEqualTo(PbTuple.of());
    assertThat(PythonLiteral.argument("(1)")).isEqualTo(1L);
    assertThat(PythonLiteral.argument("(1,)")).isEqualTo(PbTuple.of(1L));
    assertThat(PythonLiteral.argument("(1, (2, 3))")).isEqualTo(PbTuple.of(1L, PbTuple.of(2L, 3L)));
    assertThat(PythonLiteral.argument("{}")).isEqualTo(Map.of());
    assertThat(PythonLiteral.argument("{'a': [1], 2: b'x',}"))
        .isEqualTo(Map.of("a", List.of(1L), 2L, Octets.utf8("x")));
    assertThat(PythonLiteral.argument("{1, 1, 2}")).isEqualTo(Set.of(1L, 2L));
    assertThat(PythonLiteral.argument("set()")).isEqualTo(Set.of());
    assertThat(PythonLiteral.argument("frozenset({1})")).isEqualTo(PbFrozenSet.of(1L));
    assertThat(PythonLiteral.argument("frozenset()")).isEqualTo(PbFrozenSet.of());
    assertThat(PythonLiteral.argument("Decimal('1.50')")).isEqualTo(new BigDecimal("1.50"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[1, 2|6",
        "[1 2]|4",
        "(1|3",
        "{1: 2, 3}|9",
        "{1, 2: 3}|6",
        "b'\u00e9'|",
        "'open|6",
        "'x' b'y'|5",
        "'''x'|6",
        "{[1]: 2}|5",
        "{1, [2]}|9",
        "{([1],): 2}|8",
        "frozenset([[1]])|17",
        "datetime.date(2024, 13, 1)|27",
        "datetime.date(1.5, 1, 1)|18",
        "datetime.timedelta(day=1)|24",
        "datetime.time(1, hour=1)|24",
        "datetime.now()|1",
        "Decimal('x')|13",
        "[hello]|2",
        "'\\x1'|",
        "'\\U00110000'|",
        "[1]]|4"
      })
  void argument_beginsLikeALiteralAndIsNone_isRefusedWithItsPlace(String text, Integer place) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PythonLiteral.argument(text))
        .withMessageContaining(place == null ? "(expected: " : " at " + place + " (expected: ");
  }

  @Test
  void argument_tooDeep_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PythonLiteral.argument("[".repeat(100_000)))
        .withMessageContaining("no more than 200");
  }

  @Test
  void argument_veryLongNumber_isOne() {
    assertThat(PythonLiteral.argument("1".repeat(100_000))).isInstanceOf(BigInteger.class);
  }
}
