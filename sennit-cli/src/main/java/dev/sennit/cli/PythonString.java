package dev.sennit.cli;

import dev.sennit.net.wire.Octets;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/// The escapes in Python's strings and bytes, read.
///
/// @see <a href="https://docs.python.org/3/reference/lexical_analysis.html#escape-sequences">The
///   Python Language Reference, section 2.5.1.1</a>
final class PythonString {
  private final String body;
  private final boolean bytes;
  private final boolean raw;
  private final StringBuilder out = new StringBuilder();
  private int at;

  private PythonString(String body, boolean bytes, boolean raw) {
    this.body = body;
    this.bytes = bytes;
    this.raw = raw;
  }

  /// @param prefix what stands before the quotes, if anything does
  /// @param body what stands between them
  /// @return the characters; those of bytes are below 256
  /// @throws IllegalArgumentException if an escape is not whole, or a character of bytes not ASCII
  static String read(@Nullable String prefix, String body) {
    boolean raw = prefix != null && (prefix.indexOf('r') >= 0 || prefix.indexOf('R') >= 0);
    return new PythonString(body, isBytes(prefix), raw).read();
  }

  /// Whether the prefix makes bytes of a string.
  static boolean isBytes(@Nullable String prefix) {
    return prefix != null && (prefix.indexOf('b') >= 0 || prefix.indexOf('B') >= 0);
  }

  /// The bytes whose values the characters are.
  static Octets octets(CharSequence characters) {
    ByteArrayOutputStream octets = new ByteArrayOutputStream(characters.length());
    characters.chars().forEach(octets::write);
    return Octets.giveUp(octets.toByteArray());
  }

  private String read() {
    while (at < body.length()) {
      char c = body.charAt(at++);
      if (c == '\\' && !raw) {
        escape();
      } else if (bytes && c > 0x7f) {
        throw wrong("ASCII in bytes, others as \\xHH");
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private IllegalArgumentException wrong(String expected) {
    return new IllegalArgumentException(
        "argument: '%s' at %d (expected: %s)".formatted(body, at, expected));
  }

  private void escape() {
    char c = body.charAt(at++); // never the last: it would have escaped the quote
    switch (c) {
      case '\n' -> {}
      case '\\', '\'', '"' -> out.append(c);
      case 'a' -> out.append('\u0007');
      case 'b' -> out.append('\b');
      case 'f' -> out.append('\f');
      case 'n' -> out.append('\n');
      case 'r' -> out.append('\r');
      case 't' -> out.append('\t');
      case 'v' -> out.append('\u000b');
      case 'x' -> out.append((char) hex(2));
      case 'u', 'U' -> unicode(c);
      case '0', '1', '2', '3', '4', '5', '6', '7' -> {
        at--;
        out.append((char) (octal() & (bytes ? 0xff : 0x1ff)));
      }
      default -> out.append('\\').append(c);
    }
  }

  private void unicode(char c) {
    if (bytes) {
      out.append('\\').append(c);
      return;
    }
    int point = hex(c == 'u' ? 4 : 8);
    if (!Character.isValidCodePoint(point)) {
      throw wrong("a code point up to 10ffff");
    }
    out.appendCodePoint(point);
  }

  private int hex(int digits) {
    int value = 0;
    for (int i = 0; i < digits; i++) {
      int digit = at < body.length() ? Character.digit(body.charAt(at), 16) : -1;
      if (digit < 0 || body.charAt(at) > 0x7f) {
        throw wrong(digits + " hexadecimal digits");
      }
      value = value << 4 | digit;
      at++;
    }
    return value;
  }

  private int octal() {
    int value = 0;
    for (int i = 0; i < 3 && at < body.length(); i++) {
      char c = body.charAt(at);
      if (c < '0' || c > '7') {
        break;
      }
      value = value << 3 | (c - '0');
      at++;
    }
    return value;
  }
}
