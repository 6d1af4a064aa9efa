package dev.sennit.amp.wire;

import dev.sennit.net.ProtocolException;
import dev.sennit.net.wire.Octets;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Floating-point numbers as Python prints them: the shortest digits that come back.
///
/// | value | text | value | text |
/// |---|---|---|---|
/// | 1 | `1.0` | 1e16 | `1e+16` |
/// | 0.0001 | `0.0001` | 0.00001 | `1e-05` |
/// | -0 | `-0.0` | NaN, infinities | `nan`, `inf`, `-inf` |
///
/// Read as Twisted reads them: white space around, a sign, `1.`, `.5`, `1E5`, single underscores
/// between digits, and any case of `nan`, `inf` and `infinity` are taken too.
///
/// Source: `Float` in Twisted's `twisted/protocols/amp.py`; Python's `repr(float)` and `float()`.
public final class FloatText {
  private FloatText() {}

  /// The text of a number.
  public static Octets of(double number) {
    return Octets.giveUp(text(number).getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String text(double number) {
    if (Double.isNaN(number)) {
      return "nan";
    }
    if (Double.isInfinite(number)) {
      return number > 0 ? "inf" : "-inf";
    }
    String sign = Math.copySign(1, number) < 0 ? "-" : "";
    if (number == 0) {
      return sign + "0.0";
    }
    BigDecimal shortest = shortest(Math.abs(number));
    String digits = shortest.unscaledValue().toString();
    int exponent = digits.length() - 1 - shortest.scale();
    if (exponent >= -4 && exponent < 16) {
      String plain = shortest.toPlainString();
      return sign + (plain.indexOf('.') < 0 ? plain + ".0" : plain);
    }
    String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
    String power = Integer.toString(Math.abs(exponent));
    return sign
        + digits.charAt(0)
        + fraction
        + (exponent < 0 ? "e-" : "e+")
        + (power.length() < 2 ? "0" : "")
        + power;
  }

  /// Java prints two digits where one would do but two are closer: `4.9E-324` for `5e-324`.
  private static BigDecimal shortest(double number) {
    BigDecimal java = new BigDecimal(Double.toString(number)).stripTrailingZeros();
    if (java.precision() == 2) {
      BigDecimal one = java.round(new MathContext(1, RoundingMode.HALF_EVEN));
      if (one.doubleValue() == number) {
        return one.stripTrailingZeros();
      }
    }
    return java;
  }

  /// Reads a number.
  ///
  /// @throws ProtocolException if it is none
  public static double toDouble(Octets text) {
    String plain = PythonText.withoutUnderscores(PythonText.stripped(text));
    int from = plain.startsWith("-") || plain.startsWith("+") ? 1 : 0;
    double sign = plain.startsWith("-") ? -1 : 1;
    return switch (plain.substring(from).toLowerCase(Locale.ROOT)) {
      case "nan" -> Double.NaN;
      case "inf", "infinity" -> sign * Double.POSITIVE_INFINITY;
      default -> {
        if (!PythonText.isNumber(plain, from)) {
          throw new ProtocolException("float: " + text + " (expected: a decimal number)");
        }
        yield Double.parseDouble(plain);
      }
    };
  }
}
