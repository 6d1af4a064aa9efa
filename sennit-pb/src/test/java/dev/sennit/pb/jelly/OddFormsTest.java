package dev.sennit.pb.jelly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sennit.net.wire.Octets;
import dev.sennit.pb.wire.Bananas;
import dev.sennit.pb.wire.Item;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Forms that are allowed but rare, and each way in which one can be wrong.
class OddFormsTest {
  private static String text(String text) {
    return "02 80 07 82 75 6e 69 63 6f 64 65" + string(text);
  }

  private static String string(String text) {
    return Bananas.hex(Bananas.writer().string(text).finish());
  }

  private static @Nullable Object read(String hex) {
    return Jellies.read(Bananas.item(hex));
  }

  private static void refused(String hex, String type, String message) {
    assertThatThrownBy(() -> read(hex))
        .isInstanceOfSatisfying(
            JellyException.class, e -> assertThat(e.failure().type()).isEqualTo(type))
        .hasMessageStartingWith(message);
  }

  // ---- allowed

  @Test
  void read_moreItemsThanWanted_passesOverThem() {
    assertThat(read("03 80 01 87 05 81 01 80 0d 87")).isNull(); // (None 5 (copy))
    assertThat(read("03 80 07 82 75 6e 69 63 6f 64 65 01 82 61 05 81")).isEqualTo("a");
  }

  @Test
  void read_keyTwice_keepsTheLastValue() {
    assertThat(read("03 80 05 87 02 80" + text("a") + "01 81 02 80" + text("a") + "02 81"))
        .isEqualTo(Map.of("a", 2L));
  }

  @Test
  void read_memberTwice_isOne() {
    assertThat(read("03 80 03 82 73 65 74 01 81 01 81")).isEqualTo(Set.of(1L));
    assertThat(read("03 80 09 82 66 72 6f 7a 65 6e 73 65 74 01 81 01 81"))
        .isEqualTo(PbFrozenSet.of(1L));
  }

  @Test
  void read_bytesAndText_areTwoKeys() {
    assertThat(read("03 80 05 87 02 80 01 82 61 01 81 02 80" + text("a") + "02 81"))
        .isEqualTo(Map.of(Octets.utf8("a"), 1L, "a", 2L));
  }

  @ParameterizedTest
  @CsvSource({
    "'', 00:00",
    "7, 07:00",
    "7 8, 07:08",
    "7 8 9, 07:08:09",
    "7 8 9 10, 07:08:09.000010",
    "' 7\t8 ', 07:08"
  })
  void read_time_needsNoField(String fields, LocalTime time) {
    assertThat(read("02 80 04 82 74 69 6d 65" + string(fields))).isEqualTo(time);
  }

  @Test
  void read_datetimeOfThreeFields_isMidnight() {
    assertThat(read("02 80 08 82 64 61 74 65 74 69 6d 65" + string("2024 2 29")))
        .isEqualTo(LocalDateTime.of(2024, 2, 29, 0, 0));
  }

  @Test
  void read_timedeltaOfLargeParts_isTheirSum() {
    assertThat(read("02 80 09 82 74 69 6d 65 64 65 6c 74 61" + string("1 90000 -5")))
        .isEqualTo(Duration.ofDays(2).plusSeconds(3600).minusNanos(5000));
  }

  @Test
  void read_decimals_keepTheirScale() {
    assertThat(read("03 80 07 82 64 65 63 69 6d 61 6c 01 81 05 81"))
        .isEqualTo(new BigDecimal("1E+5"));
    assertThat(read("03 80 07 82 64 65 63 69 6d 61 6c 00 83 00 81")).isEqualTo(BigDecimal.ZERO);
  }

  // ---- wrong

  @ParameterizedTest
  @CsvSource({
    "date, '', builtins.ValueError",
    "date, 2024 2, builtins.ValueError",
    "date, 2024 2 29 1, builtins.ValueError",
    "date, 2024 2 30, builtins.ValueError",
    "date, 0 1 1, builtins.ValueError",
    "date, x 1 1, builtins.ValueError",
    "date, 99999999999 1 1, builtins.ValueError",
    "time, 24, builtins.ValueError",
    "time, 1 2 3 4 5, builtins.ValueError",
    "time, 1 2 3 1000000, builtins.ValueError",
    "time, -1, builtins.ValueError",
    "datetime, 2024 2, builtins.ValueError",
    "datetime, 2024 2 29 1 2 3 4 5, builtins.ValueError",
    "timedelta, 1 2, builtins.ValueError",
    "timedelta, 1 2 3 4, builtins.ValueError",
    "timedelta, one two three, builtins.ValueError",
    "boolean, True, builtins.ValueError",
    "boolean, '', builtins.ValueError"
  })
  void read_word_thatMakesNoSense_isAValueError(String form, String word, String type) {
    assertThatThrownBy(() -> read("02 80" + string(form) + string(word)))
        .isInstanceOfSatisfying(
            JellyException.class, e -> assertThat(e.failure().type()).isEqualTo(type));
  }

  @ParameterizedTest
  @ValueSource(strings = {"date", "time", "datetime", "timedelta", "boolean", "unicode", "class"})
  void read_wordThatIsAForm_isATypeError(String form) {
    PbTypes types = PbTypes.standard().instances("a.B");
    for (String inner : List.of(text("true"), "05 81", "01 80 01 87")) {
      Item item = Bananas.item("02 80" + string(form) + inner);
      assertThatThrownBy(() -> Jellies.read(item, types))
          .isInstanceOfSatisfying(
              JellyException.class,
              e -> assertThat(e.failure().type()).isEqualTo("builtins.TypeError"));
    }
    assertThatThrownBy(() -> Jellies.read(Bananas.item("01 80" + string(form)), types))
        .isInstanceOf(JellyException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"int", "str", "bool", "float", "string", "NoneType"})
  void read_nameThatPassesAndHasNoForm_isInsecure(String atom) {
    refused(
        "01 80" + string(atom), JellyException.INSECURE, "Module  not allowed (in type " + atom);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"copy", "cache", "long", "dict", "nonsense", "class", "module", "instance"})
  void read_nameThatIsNotAllowed_isInsecure(String atom) {
    refused("01 80" + string(atom), JellyException.INSECURE, "b'" + atom + "'");
  }

  @Test
  void read_classesAndTheirLike_notAllowed_areInsecure() {
    PbTypes types = PbTypes.standard().modules("a");
    for (String form : List.of("class", "function")) {
      assertThatThrownBy(
              () -> Jellies.read(Bananas.item("02 80" + string(form) + string("b.C")), types))
          .isInstanceOf(JellyException.class)
          .hasMessage("Module b not allowed (in type b.C).");
    }
    assertThatThrownBy(
            () -> Jellies.read(Bananas.item("02 80" + string("module") + string("a.b")), types))
        .hasMessage("Module a.b not allowed (in type a.b).");
    // (method "m" (None) (class "b.C"))
    assertThatThrownBy(() ->
            Jellies.read(
                Bananas.item(
                    "04 80 06 82 6d 65 74 68 6f 64 01 82 6d 01 80 01 87 02 80 02 87"
                        + string("b.C")),
                types))
        .hasMessage("Module b not allowed (in type b.C).");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "02 80 04 87 01 81", // reference without a form
        "04 80 04 87 01 81 05 81 06 81",
        "03 80 04 87 00 80 05 81", // under a list
        "01 80 03 87", // dereference of nothing
        "02 80 03 87 00 80",
        "01 80 10 87", // remote without a number
        "03 80 10 87 01 81 02 81",
        "02 80 10 87 00*9 01 85"
      })
  void read_referenceOfTheWrongShape_isRefused(String hex) {
    String spelled = hex.replace("00*9", "00 00 00 00 00 00 00 00 00 00 00");
    assertThatThrownBy(
            () -> new JellyReader(PbTypes.standard(), new Anything()).read(Bananas.item(spelled)))
        .isInstanceOf(JellyException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"remote", "local", "cached", "lcache"})
  void read_referenceWithoutAConnection_isInsecure(String form) {
    refused(
        "02 80" + string(form) + "01 81",
        JellyException.INSECURE,
        form + ": refers to a connection");
  }

  @Test
  void read_stateThatIsNoDictionary_isATypeError() {
    record Point(int x) {}
    PbTypes types = PbTypes.standard().record("t.P", Point.class);
    for (String state : List.of("05 81", "01 80 08 87", "01 80 01 87")) {
      assertThatThrownBy(() -> Jellies.read(Bananas.item("02 80" + string("t.P") + state), types))
          .isInstanceOf(JellyException.class)
          .hasMessageMatching("\\S+: (Long|ArrayList|None) \\(expected: a dictionary\\)");
    }
  }

  @Test
  void write_timesWithAZone_areRefused() {
    for (Object zoned :
        List.of(ZonedDateTime.now(ZoneOffset.UTC), OffsetDateTime.now(ZoneOffset.UTC))) {
      assertThatThrownBy(() -> Jellies.write(zoned))
          .isInstanceOf(JellyException.class)
          .hasMessageStartingWith(zoned.getClass().getName() + ": cannot be sent");
    }
  }

  // ---- failures

  @Test
  void write_aFailure_hasTheShapeThatEveryReleaseReads() {
    assertThat(Jellies.write(PbFailure.of("a.B", "text", List.of("a.Base"))))
        .hasToString(
            "(\"twisted.spread.pb.CopyableFailure\" (dictionary"
                + " ((\"unicode\" \"type\") \"a.B\")"
                + " ((\"unicode\" \"value\") (\"unicode\" \"text\"))"
                + " ((\"unicode\" \"parents\") (list (\"unicode\" \"a.B\") (\"unicode\""
                + " \"a.Base\") (\"unicode\" \"builtins.Exception\") (\"unicode\""
                + " \"builtins.BaseException\") (\"unicode\" \"builtins.object\")))"
                + " ((\"unicode\" \"traceback\") (\"unicode\" \"Traceback unavailable\\x0a\"))"
                + " ((\"unicode\" \"frames\") (list)) ((\"unicode\" \"stack\") )     ))");
  }

  @Test
  void read_failuresOfOddShape_areFailures() {
    assertThat(failure(Map.of())).isEqualTo(new PbFailure("", "", List.of(""), ""));
    assertThat(failure(5L).value()).isEqualTo("5");
    assertThat(failure(PbTuple.of("a")).value()).isEqualTo("PbTuple");
    PbFailure odd =
        failure(
            Map.of(
                "type", "a.B", "value", List.of(1), "parents", PbTuple.of("a.B", 5L), "more", 1));
    assertThat(odd).isEqualTo(new PbFailure("a.B", "ArrayList", List.of("a.B", "5"), ""));
    assertThat(
            failure(Map.of("type", "a.B", "value", PbFailure.of("c.D", "nested", List.of())))
                .value())
        .isEqualTo("Traceback from remote host -- c.D: nested");
  }

  private static PbFailure failure(Object state) {
    Object read = Jellies.read(Jellies.write(new PbInstance(PbFailure.TAG, state)));
    return (PbFailure) java.util.Objects.requireNonNull(read);
  }
}
