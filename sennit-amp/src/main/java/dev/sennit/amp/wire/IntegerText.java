package dev.sennit.amp.wire;

import dev.sennit.net.ProtocolException;
import dev.sennit.net.wire.Octets;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/// Whole numbers as decimal text of any length.
///
/// Written without plus and padding. Read as Twisted reads them: white space around, a sign,
/// leading zeros and single underscores between digits are taken too.
///
/// A peer in Python takes and sends no more than 4 300 digits.
///
/// Source: `Integer` in Twisted's `twisted/protocols/amp.py`; Python's `int()`.
public final class IntegerText {
  private IntegerText() {}

  /// The text of a number.
  public static Octets of(long number) {
    return Octets.giveUp(Long.toString(number).getBytes(StandardCharsets.ISO_8859_1));
  }

  /// The text of a number.
  public static Octets of(BigInteger number) {
    return Octets.giveUp(number.toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  /// Reads a number of at most 64 bits.
  ///
  /// @throws ProtocolException if it is none, or does not fit
  public static long toLong(Octets text) {
    int length = text.length();
    boolean negative = length > 0 && text.at(0) == '-';
    int at = negative ? 1 : 0;
    if (length > at && length - at <= 18) {
      long value = 0;
      int i = at;
      for (; i < length && text.at(i) >= '0' && text.at(i) <= '9'; i++) {
        value = value * 10 + text.at(i) - '0';
      }
      if (i == length) {
        return negative ? -value : value;
      }
    }
    try {
      return toBigInteger(text).longValueExact();
    } catch (ArithmeticException e) {
      throw new ProtocolException("integer: " + text + " (expected: at most 64 bits)", e);
    }
  }

  /// Reads a number of at most 32 bits.
  ///
  /// @throws ProtocolException if it is none, or does not fit
  public static int toInt(Octets text) {
    long value = toLong(text);
    if (value != (int) value) {
      throw new ProtocolException("integer: " + text + " (expected: at most 32 bits)");
    }
    return (int) value;
  }

  /// Reads a number.
  ///
  /// @throws ProtocolException if it is none
  public static BigInteger toBigInteger(Octets text) {
    String plain = PythonText.stripped(text);
    int from = plain.startsWith("-") || plain.startsWith("+") ? 1 : 0;
    String digits = PythonText.withoutUnderscores(plain.substring(from));
    if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new ProtocolException("integer: " + text + " (expected: decimal digits)");
    }
    BigInteger value = new BigInteger(digits);
    return plain.startsWith("-") ? value.negate() : value;
  }
}
