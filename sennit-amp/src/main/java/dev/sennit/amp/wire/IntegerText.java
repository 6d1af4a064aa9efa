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
  private static final Octets[] SMALL = new Octets[256];

  static {
    for (int i = 0; i < SMALL.length; i++) {
      SMALL[i] = text(i);
    }
  }

  private IntegerText() {}

  /// The text of a number.
  public static Octets of(long number) {
    if (number >= 0 && number < SMALL.length) {
      return SMALL[(int) number];
    }
    return text(number);
  }

  private static Octets text(long number) {
    if (number == Long.MIN_VALUE) {
      return Octets.utf8(Long.toString(number));
    }
    long left = Math.abs(number);
    int length = number < 0 ? 2 : 1;
    for (long rest = left / 10; rest > 0; rest /= 10) {
      length++;
    }
    byte[] text = new byte[length];
    for (int at = length - 1; at >= (number < 0 ? 1 : 0); at--) {
      text[at] = (byte) ('0' + left % 10);
      left /= 10;
    }
    if (number < 0) {
      text[0] = '-';
    }
    return Octets.giveUp(text);
  }

  /// A number in lower-case hexadecimal, as ids are.
  ///
  /// @param number 0 or more
  public static Octets hex(long number) {
    byte[] text = new byte[Math.max(1, (67 - Long.numberOfLeadingZeros(number)) / 4)];
    long left = number;
    for (int at = text.length - 1; at >= 0; at--) {
      text[at] = (byte) Character.forDigit((int) (left & 0xf), 16);
      left >>>= 4;
    }
    return Octets.giveUp(text);
  }

  /// The number of such a text, exactly as [#hex] writes it; -1 of any other.
  public static long ofHex(Octets text) {
    if (text.isEmpty() || text.length() > 15 || (text.at(0) == '0' && text.length() > 1)) {
      return -1;
    }
    long number = 0;
    for (int i = 0; i < text.length(); i++) {
      byte c = text.at(i);
      int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
      if (digit < 0) {
        return -1;
      }
      number = number << 4 | digit;
    }
    return number;
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
