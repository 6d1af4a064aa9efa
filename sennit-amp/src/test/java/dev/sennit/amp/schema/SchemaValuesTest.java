package dev.sennit.amp.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sennit.amp.schema.SchemaType.AmpList;
import dev.sennit.amp.schema.SchemaType.ListOf;
import dev.sennit.amp.schema.SchemaType.Other;
import dev.sennit.amp.schema.SchemaType.Plain;
import dev.sennit.amp.wire.AmpBox;
import dev.sennit.amp.wire.AmpDecimal;
import dev.sennit.amp.wire.TooLongException;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.wire.Octets;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaValuesTest {
  private static final OffsetDateTime TIME =
      OffsetDateTime.parse("2024-02-29T23:59:58.000001-03:30");
  private static final SchemaType ROWS =
      new AmpList(
          List.of(
              new SchemaField("k", Plain.UNICODE, false),
              new SchemaField("v", Plain.INTEGER, true)));

  static Stream<Arguments> values() {
    return Stream.of(
        Arguments.of(Plain.INTEGER, 7, "7", BigInteger.valueOf(7)),
        Arguments.of(Plain.INTEGER, -7L, "-7", BigInteger.valueOf(-7)),
        Arguments.of(Plain.INTEGER, new BigDecimal("12"), "12", BigInteger.valueOf(12)),
        Arguments.of(Plain.INTEGER, " +1_0", "10", BigInteger.TEN),
        Arguments.of(Plain.STRING, "caf\u00e9", "caf\\xc3\\xa9", Octets.utf8("caf\u00e9")),
        Arguments.of(Plain.STRING, new byte[] {0}, "\\x00", Octets.of((byte) 0)),
        Arguments.of(Plain.UNICODE, "\u2603", "\\xe2\\x98\\x83", "\u2603"),
        Arguments.of(Plain.BOOLEAN, "true", "True", true),
        Arguments.of(Plain.BOOLEAN, "False", "False", false),
        Arguments.of(Plain.BOOLEAN, false, "False", false),
        Arguments.of(Plain.FLOAT, 1, "1.0", 1.0),
        Arguments.of(Plain.FLOAT, "1e-7", "1e-07", 1e-7),
        Arguments.of(Plain.FLOAT, Double.NaN, "nan", Double.NaN),
        Arguments.of(Plain.DECIMAL, "-0.00", "-0.00", AmpDecimal.parse("-0.00")),
        Arguments.of(Plain.DECIMAL, 5, "5", AmpDecimal.parse("5")),
        Arguments.of(Plain.DECIMAL, new BigDecimal("1E+3"), "1E+3", AmpDecimal.parse("1E+3")),
        Arguments.of(Plain.DATE_TIME, TIME, "2024-02-29T23:59:58.000001-03:30", TIME),
        Arguments.of(
            Plain.DATE_TIME,
            "2024-02-29T23:59:58Z",
            "2024-02-29T23:59:58.000000-00:00",
            OffsetDateTime.parse("2024-02-29T23:59:58Z")),
        Arguments.of(Plain.DATE_TIME, TIME.toString(), "2024-02-29T23:59:58.000001-03:30", TIME),
        Arguments.of(Plain.PATH, "/a/../b", "/b", "/b"),
        Arguments.of(Plain.PATH, Path.of("/b"), "/b", "/b"),
        Arguments.of(new Other("Zipped"), "x", "x", Octets.utf8("x")));
  }

  @ParameterizedTest
  @MethodSource("values")
  void encode_value_givesTheWireAndBack(
      SchemaType type, Object value, String wire, Object decoded) {
    Octets bytes = SchemaValues.encode(type, value);
    assertThat(bytes.forLog()).isEqualTo(wire);
    assertThat(SchemaValues.decode(type, bytes)).isEqualTo(decoded);
  }

  @Test
  void encode_lists_giveTheWireAndBack() {
    SchemaType nested = new ListOf(new ListOf(Plain.INTEGER));
    Octets bytes = SchemaValues.encode(nested, List.of(List.of(), List.of(1), List.of("2", 30)));
    assertThat(HexFormat.of().formatHex(bytes.toBytes()))
        .isEqualTo("0000" + "0003000131" + "000700013200023330");
    assertThat(SchemaValues.decode(nested, bytes)).hasToString("[[], [1], [2, 30]]");

    Octets rows =
        SchemaValues.encode(
            ROWS, SchemaValues.parse(ROWS, "[{\"k\": \"\\u2603\", \"v\": 5}, {\"k\": \"\"}]"));
    assertThat(HexFormat.of().formatHex(rows.toBytes()))
        .isEqualTo("00016b0003e29883" + "0001760001350000" + "00016b00000000");
    assertThat(SchemaValues.decode(ROWS, rows)).hasToString("[{k=\u2603, v=5}, {k=}]");
  }

  @Test
  void decode_unfinishedEnd_isDropped() {
    assertThat(SchemaValues.decode(new ListOf(Plain.STRING), Octets.utf8("\0\1a\0\5ab")))
        .isEqualTo(List.of(Octets.utf8("a")));
  }

  @ParameterizedTest
  @CsvSource({
    "INTEGER, 1.0, a whole number",
    "INTEGER, '', a whole number",
    "BOOLEAN, TRUE, true or false",
    "FLOAT, x, a number",
    "DECIMAL, abc, a number",
    "DATE_TIME, 2024-02-29T23:59:58, 'a time with an offset, as 2026-11-26T02:00:00Z'",
  })
  void encode_textThatIsNone_saysWhatIsExpected(Plain type, String text, String expected) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SchemaValues.encode(type, text))
        .withMessage(type.word() + ": " + text + " (expected: " + expected + ")");
  }

  @Test
  void encode_valueOfAnotherType_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SchemaValues.encode(Plain.UNICODE, 7))
        .withMessage("Unicode: 7 (expected: a text)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SchemaValues.encode(Plain.UNICODE, "a\ud800"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SchemaValues.encode(Plain.INTEGER, new BigDecimal("1e999999999")))
        .withMessage("Integer: 1E+999999999 (expected: a whole number)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SchemaValues.encode(new ListOf(Plain.INTEGER), "1"))
        .withMessage("ListOf: 1 (expected: a list)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SchemaValues.encode(ROWS, List.of("x")))
        .withMessage("AmpList: [x] (expected: a list of objects)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SchemaValues.parse(ROWS, "{}"))
        .withMessage("AmpList: {} (expected: a list of objects)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SchemaValues.encode(Plain.DESCRIPTOR, 0))
        .withMessageStartingWith("Descriptor: 0");
  }

  // ---- commands

  private static final SchemaCommand SUM =
      AmpSchema.parse(
              "{\"commands\":{\"Sum\":{\"arguments\":{\"a\":\"Integer\",\"b\":\"Integer\","
                  + "\"note\":{\"type\":\"Unicode\",\"optional\":true}},"
                  + "\"response\":{\"total\":\"Integer\"}}}}")
          .command("Sum")
          .orElseThrow();

  @Test
  void request_values_goAndComeBack() {
    AmpBox box = SUM.request(Map.of("a", 13, "b", "81"));
    assertThat(box).isEqualTo(AmpBox.of("a", "13", "b", "81"));
    assertThat(SUM.readRequest(AmpBox.of("b", "81", "a", "13", "newer", "x")))
        .hasToString("{a=13, b=81}");
    assertThat(SUM.readAnswer(SUM.answer(Map.of("total", 94)))).hasToString("{total=94}");
  }

  @Test
  void request_mistakes_nameTheArgument() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SUM.request(Map.of("a", 1)))
        .withMessage("b: missing (expected: a whole number)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SUM.request(Map.of("a", 1, "b", "x")))
        .withMessage("b: Integer: x (expected: a whole number)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SUM.request(Map.of("a", 1, "b", 2, "c", 3)))
        .withMessage("c: unknown (expected: a, b, note)");
    assertThatExceptionOfType(TooLongException.class)
        .isThrownBy(() -> SUM.request(Map.of("a", 1, "b", 2, "note", "x".repeat(65_536))));
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> SUM.readAnswer(AmpBox.of("x", "1")))
        .withMessage("total: missing (expected: the key total in the box)");
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> SUM.readAnswer(AmpBox.of("total", "x")))
        .withMessageStartingWith("total: ");
  }
}
