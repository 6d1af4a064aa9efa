package dev.sennit.amp.wire;

import dev.sennit.net.ProtocolException;
import dev.sennit.net.wire.Octets;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// A decimal number with all that the General Decimal Arithmetic has and `BigDecimal` lacks: a
/// signed zero, infinities, and NaNs that are quiet or signal and carry a payload.
///
/// Trailing zeros count: `1.0` and `1.00` are two values, as they are two texts.
///
/// | value | text |
/// |---|---|
/// | 1.50E+3 | `1.50E+3` |
/// | 0.000001 | `0.000001` |
/// | 0.0000001 | `1E-7` |
/// | minus zero with two places | `-0.00` |
/// | infinities | `Infinity`, `-Infinity` |
/// | NaNs | `NaN`, `-NaN`, `NaN123`, `sNaN`, `-sNaN9` |
///
/// @param kind which of the four
/// @param negative the sign, which zeros and NaNs have too
/// @param digits the coefficient, not negative; of a NaN the payload; zero of an infinity
/// @param exponent the power of ten behind the digits; 0 but for numbers
/// @see <a href="https://speleotrove.com/decimal/daconvs.html#reftostr">to-scientific-string</a>
public record AmpDecimal(Kind kind, boolean negative, BigInteger digits, long exponent) {
  /// The greatest exponent, in both directions, that is read.
  public static final long MAX_EXPONENT = 999_999_999_999_999_999L;

  /// The four kinds of decimals.
  public enum Kind {
    /// A number, zero among them.
    FINITE,
    /// Beyond all numbers.
    INFINITE,
    /// Not a number.
    QUIET_NAN,
    /// Not a number, and whoever calculates with it shall hear of it.
    SIGNALLING_NAN
  }

  /// @throws IllegalArgumentException if the digits are negative, or what is no number has an
  ///   exponent
  public AmpDecimal {
    if (digits.signum() < 0) {
      throw new IllegalArgumentException("digits: " + digits + " (expected: 0 or more)");
    }
    if (Math.abs(exponent) > MAX_EXPONENT || (kind != Kind.FINITE && exponent != 0)) {
      throw new IllegalArgumentException(
          "exponent: " + exponent + " (expected: at most 18 digits, and 0 but for numbers)");
    }
    if (kind == Kind.INFINITE && digits.signum() != 0) {
      throw new IllegalArgumentException("digits: " + digits + " (expected: 0 of an infinity)");
    }
  }

  /// A number. Its zeros are positive.
  public static AmpDecimal of(BigDecimal number) {
    return new AmpDecimal(
        Kind.FINITE, number.signum() < 0, number.unscaledValue().abs(), -(long) number.scale());
  }

  /// Reads a decimal as Python writes it: `-1.50E+3`. White space around, `+`, `e`, `.5`, `5.`,
  /// underscores, and any case of the words are taken too.
  ///
  /// @throws ProtocolException if it is none
  public static AmpDecimal parse(String text) {
    return parse(Octets.utf8(text));
  }

  /// As [#parse(String)].
  ///
  /// @throws ProtocolException if it is none
  public static AmpDecimal parse(Octets text) {
    String plain = PythonText.stripped(text).replace("_", "");
    boolean negative = plain.startsWith("-");
    String rest = plain.substring(negative || plain.startsWith("+") ? 1 : 0);
    String word = rest.toLowerCase(Locale.ROOT);
    if (word.equals("inf") || word.equals("infinity")) {
      return new AmpDecimal(Kind.INFINITE, negative, BigInteger.ZERO, 0);
    }
    if (word.startsWith("nan") || word.startsWith("snan")) {
      boolean quiet = word.startsWith("n");
      String payload = rest.substring(quiet ? 3 : 4);
      if (!payload.isEmpty() && !payload.chars().allMatch(c -> c >= '0' && c <= '9')) {
        throw none(text);
      }
      return new AmpDecimal(
          quiet ? Kind.QUIET_NAN : Kind.SIGNALLING_NAN,
          negative,
          payload.isEmpty() ? BigInteger.ZERO : new BigInteger(payload),
          0);
    }
    if (!PythonText.isNumber(rest, 0)) {
      throw none(text);
    }
    return number(text, negative, rest);
  }

  private static AmpDecimal number(Octets text, boolean negative, String number) {
    int e = Math.max(number.indexOf('e'), number.indexOf('E'));
    String mantissa = e < 0 ? number : number.substring(0, e);
    int point = mantissa.indexOf('.');
    int places = point < 0 ? 0 : mantissa.length() - point - 1;
    try {
      long power = e < 0 ? 0 : Long.parseLong(number.substring(e + 1));
      return new AmpDecimal(
          Kind.FINITE,
          negative,
          new BigInteger(mantissa.replace(".", "")),
          Math.subtractExact(power, places));
    } catch (ArithmeticException | IllegalArgumentException tooLarge) {
      throw new ProtocolException(
          "decimal: " + text + " (expected: an exponent of at most 18 digits)", tooLarge);
    }
  }

  private static ProtocolException none(Octets text) {
    return new ProtocolException("decimal: " + text + " (expected: a decimal number)");
  }

  /// The number.
  ///
  /// @throws ArithmeticException if it is none, is minus zero, or its exponent has more than 32
  ///   bits
  public BigDecimal toBigDecimal() {
    if (kind != Kind.FINITE || (negative && digits.signum() == 0)) {
      throw new ArithmeticException("decimal: " + this + " (expected: what BigDecimal can hold)");
    }
    return new BigDecimal(
        negative ? digits.negate() : digits, Math.toIntExact(Math.negateExact(exponent)));
  }

  /// The bytes on the wire.
  public Octets toOctets() {
    return Octets.giveUp(toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  /// The text on the wire.
  @Override
  public String toString() {
    String sign = negative ? "-" : "";
    return switch (kind) {
      case INFINITE -> sign + "Infinity";
      case QUIET_NAN -> sign + "NaN" + payload();
      case SIGNALLING_NAN -> sign + "sNaN" + payload();
      case FINITE -> sign + scientific(digits.toString());
    };
  }

  private String payload() {
    return digits.signum() == 0 ? "" : digits.toString();
  }

  private String scientific(String text) {
    long adjusted = exponent + text.length() - 1;
    if (exponent <= 0 && adjusted >= -6) {
      int places = (int) -exponent;
      if (places == 0) {
        return text;
      }
      String padded = "0".repeat(Math.max(0, places + 1 - text.length())) + text;
      int point = padded.length() - places;
      return padded.substring(0, point) + "." + padded.substring(point);
    }
    String fraction = text.length() == 1 ? "" : "." + text.substring(1);
    return text.charAt(0) + fraction + (adjusted < 0 ? "E" : "E+") + adjusted;
  }
}
