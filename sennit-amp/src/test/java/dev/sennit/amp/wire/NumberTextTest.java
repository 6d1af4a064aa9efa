package dev.sennit.amp.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sennit.net.ProtocolException;
import dev.sennit.net.wire.Octets;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumberTextTest {
  private static Octets bytes(String latin1) {
    return Octets.of(latin1.getBytes(StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest
  @CsvSource({"0,0", "1,1", "-20,-20", "9223372036854775807,9223372036854775807"})
  void integer_ofLong_isPlainDecimal(long number, String text) {
    assertThat(IntegerText.of(number)).isEqualTo(bytes(text));
    assertThat(IntegerText.toLong(bytes(text))).isEqualTo(number);
  }

  @Test
  void hex_ofAnId_isLowerCaseWithoutPaddingAndComesBack() {
    long[] numbers = {0, 1, 9, 10, 15, 16, 300, 0xabcdefL};
    String[] texts = {"0", "1", "9", "a", "f", "10", "12c", "abcdef"};
    for (int i = 0; i < numbers.length; i++) {
      assertThat(IntegerText.hex(numbers[i])).isEqualTo(bytes(texts[i]));
      assertThat(IntegerText.ofHex(bytes(texts[i]))).isEqualTo(numbers[i]);
    }
    for (String other : new String[] {"", "A", "01", "0x1", "-1", " 1", "1234567890abcdef"}) {
      assertThat(IntegerText.ofHex(bytes(other))).isEqualTo(-1);
    }
  }

  @Test
  void integer_smallestLong_comesBack() {
    assertThat(IntegerText.toLong(IntegerText.of(Long.MIN_VALUE))).isEqualTo(Long.MIN_VALUE);
  }

  @ParameterizedTest
  @ValueSource(strings = {" 5", "5\n", "+5", "005", "\t+05 ", "0_5"})
  void integer_whatTwistedTakesToo_isRead(String text) {
    assertThat(IntegerText.toInt(bytes(text))).isEqualTo(5);
    assertThat(IntegerText.toBigInteger(bytes(text))).isEqualTo(BigInteger.valueOf(5));
  }

  @Test
  void integer_underscoresAndMinusZero_areRead() {
    assertThat(IntegerText.toInt(bytes("1_000"))).isEqualTo(1000);
    assertThat(IntegerText.toInt(bytes("-0"))).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", " ", "-", "+", "1.0", "1e3", "0x10", "_1", "1_", "1__0", "- 5", "--5", "\u00b2", "5\0",
        "\u0661", "1 2"
      })
  void integer_whatTwistedRefuses_isRefused(String text) {
    Octets bytes = Octets.utf8(text);
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> IntegerText.toBigInteger(bytes));
    assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> IntegerText.toLong(bytes));
  }

  @Test
  void integer_tooLargeForItsType_isRefused() {
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> IntegerText.toInt(bytes("2147483648")));
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> IntegerText.toLong(bytes("9223372036854775808")));
  }

  @Test
  void integer_of116Digits_comesBack() {
    BigInteger number = new BigInteger("9".repeat(116));
    assertThat(IntegerText.toBigInteger(IntegerText.of(number))).isEqualTo(number);
    assertThat(IntegerText.toBigInteger(IntegerText.of(number.negate())))
        .isEqualTo(number.negate());
  }

  @ParameterizedTest
  @CsvSource({
    "1,1.0",
    "0.1,0.1",
    "100,100.0",
    "1e15,1000000000000000.0",
    "0.0001,0.0001",
    "0.00001,1e-05",
    "-0.0,-0.0",
    "0.0,0.0",
    "1e16,1e+16",
    "123456789012345680,1.2345678901234568e+17",
    "1e22,1e+22",
    "2.5e-7,2.5e-07",
    "4.9e-324,5e-324",
    "1.7976931348623157e308,1.7976931348623157e+308",
    "1.234,1.234",
    "9007199254740993,9007199254740992.0",
    "-1e100,-1e+100",
    "1e-10,1e-10"
  })
  void float_text_isPythons(double number, String text) {
    assertThat(FloatText.of(number)).isEqualTo(bytes(text));
    assertThat(FloatText.toDouble(bytes(text))).isEqualTo(number);
  }

  @Test
  void float_whatIsNoNumber_comesBack() {
    assertThat(FloatText.of(Double.NaN)).isEqualTo(bytes("nan"));
    assertThat(FloatText.of(Double.POSITIVE_INFINITY)).isEqualTo(bytes("inf"));
    assertThat(FloatText.of(Double.NEGATIVE_INFINITY)).isEqualTo(bytes("-inf"));
    assertThat(FloatText.toDouble(bytes("-NaN"))).isNaN();
    assertThat(FloatText.toDouble(bytes(" -Infinity"))).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(FloatText.toDouble(bytes("1e400"))).isEqualTo(Double.POSITIVE_INFINITY);
  }

  @ParameterizedTest
  @CsvSource({"1,1", "1.,1", ".5,0.5", "1E5,100000", "+1.5,1.5", "1_0.5,10.5", "' 2 ',2"})
  void float_whatTwistedTakesToo_isRead(String text, double number) {
    assertThat(FloatText.toDouble(bytes(text))).isEqualTo(number);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "0x1p3", "1,5", "1d", "1f", "e5", "1e", "_1", "1._5", "1 2", "na"})
  void float_whatTwistedRefuses_isRefused(String text) {
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> FloatText.toDouble(bytes(text)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "-0.00",
        "-0E+2",
        "1.0",
        "1.5E+2",
        "Infinity",
        "-Infinity",
        "NaN",
        "-NaN",
        "NaN123",
        "sNaN",
        "-sNaN9",
        "0E+6",
        "0E-7",
        "1E+2",
        "1.23E+5",
        "10",
        "0.000001",
        "1E-7",
        "3.141E+5",
        "0.00003141",
        "3.141E-7",
        "-3.141E-7",
        "1.5E-9",
        "1E+1000000",
        "1.1",
        "0.0",
        "-1.50E+3",
        "1E+999999999999999999"
      })
  void decimal_pythonsText_comesBackExactly(String text) {
    assertThat(AmpDecimal.parse(text).toString()).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "' 1',1",
    "+1,1",
    "1e2,1E+2",
    ".5,0.5",
    "5.,5",
    "1_0,10",
    "inf,Infinity",
    "-INFINITY,-Infinity",
    "nan,NaN",
    "SNAN007,sNaN7",
    "123E3,1.23E+5",
    "00.10,0.10"
  })
  void decimal_whatTwistedTakesToo_isRead(String text, String printed) {
    assertThat(AmpDecimal.parse(text).toString()).isEqualTo(printed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "abc",
        "1.2.3",
        "1e",
        "--1",
        "NaNx",
        "\u0661",
        "1E9999999999999999999",
        "Infinit"
      })
  void decimal_nonsense_isRefused(String text) {
    assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> AmpDecimal.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1.50", "-1E+5", "1E-400", "123456789.000"})
  void decimal_bigDecimal_comesBackWithItsScale(String text) {
    BigDecimal number = new BigDecimal(text);
    AmpDecimal decimal = AmpDecimal.of(number);
    assertThat(decimal.toString()).isEqualTo(number.toString());
    assertThat(decimal.toBigDecimal()).isEqualTo(number);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-0", "NaN", "Infinity", "1E+3000000000"})
  void decimal_whatBigDecimalCannotHold_isRefused(String text) {
    AmpDecimal decimal = AmpDecimal.parse(text);
    assertThatExceptionOfType(ArithmeticException.class).isThrownBy(decimal::toBigDecimal);
  }
}
