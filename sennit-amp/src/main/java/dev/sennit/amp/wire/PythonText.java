package dev.sennit.amp.wire;

import dev.sennit.net.wire.Octets;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// How Python reads numbers, and prints bytes.
final class PythonText {
  private PythonText() {}

  /// The text without ASCII white space around it; a byte a character.
  static String stripped(Octets text) {
    int from = 0;
    int to = text.length();
    while (from < to && isSpace(text.at(from))) {
      from++;
    }
    while (to > from && isSpace(text.at(to - 1))) {
      to--;
    }
    return new String(text.slice(from, to).toBytes(), StandardCharsets.ISO_8859_1);
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || (b >= '\t' && b <= '\r');
  }

  /// The text without underscores, if each stands alone between two digits; else as it is, so that
  /// it is refused.
  static String withoutUnderscores(String digits) {
    if (digits.indexOf('_') < 0) {
      return digits;
    }
    for (int i = 0; i < digits.length(); i++) {
      if (digits.charAt(i) == '_' && !(isDigit(digits, i - 1) && isDigit(digits, i + 1))) {
        return digits;
      }
    }
    return digits.replace("_", "");
  }

  /// Whether the text from there on is digits, with a point and an exponent perhaps: `1`, `1.`,
  /// `.5`, `1.5e-7`.
  static boolean isNumber(String text, int from) {
    int at = digits(text, from);
    int count = at - from;
    if (at < text.length() && text.charAt(at) == '.') {
      int behind = digits(text, at + 1);
      count += behind - at - 1;
      at = behind;
    }
    if (count == 0) {
      return false;
    }
    if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
      int power = at + 1;
      if (power < text.length() && (text.charAt(power) == '-' || text.charAt(power) == '+')) {
        power++;
      }
      at = digits(text, power);
      if (at == power) {
        return false;
      }
    }
    return at == text.length();
  }

  private static int digits(String text, int from) {
    int at = from;
    while (isDigit(text, at)) {
      at++;
    }
    return at;
  }

  private static boolean isDigit(String text, int at) {
    return at >= 0 && at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
  }

  /// As Python prints bytes: `b'it\'s'`.
  static String repr(Octets bytes) {
    char quote =
        bytes.indexOf((byte) '\'', 0) >= 0 && bytes.indexOf((byte) '"', 0) < 0 ? '"' : '\'';
    StringBuilder text = new StringBuilder("b").append(quote);
    for (int i = 0; i < bytes.length(); i++) {
      byte b = bytes.at(i);
      switch (b) {
        case '\\' -> text.append("\\\\");
        case '\t' -> text.append("\\t");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        default -> {
          if (b == quote) {
            text.append('\\').append(quote);
          } else if (b >= 0x20 && b < 0x7f) {
            text.append((char) b);
          } else {
            text.append("\\x").append(HexFormat.of().toHexDigits(b));
          }
        }
      }
    }
    return text.append(quote).toString();
  }
}
