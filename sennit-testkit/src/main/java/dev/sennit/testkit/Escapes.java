package dev.sennit.testkit;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;

/// Bytes as a person can read them: printable ASCII stands for itself, the rest is escaped.
///
/// | written | means                  |
/// |---------|------------------------|
/// | `\r`    | carriage return, 13    |
/// | `\n`    | line feed, 10          |
/// | `\t`    | tab, 9                 |
/// | `\0`    | zero                   |
/// | `\\`    | one backslash          |
/// | `\xHH`  | the byte of two digits |
public final class Escapes {
  private Escapes() {}

  /// The bytes that the text stands for; characters above ASCII are taken as Latin-1.
  ///
  /// @throws IllegalArgumentException if an escape is unknown or cut off, or a character does not
  ///   fit into a byte
  public static byte[] bytes(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length());
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c == '\\') {
        i = unescape(text, i + 1, out);
      } else if (c > 0xff) {
        throw new IllegalArgumentException("character: " + c + " (expected: at most U+00FF)");
      } else {
        out.write(c);
        i++;
      }
    }
    return out.toByteArray();
  }

  private static int unescape(String text, int at, ByteArrayOutputStream out) {
    char c = at < text.length() ? text.charAt(at) : ' ';
    switch (c) {
      case 'r' -> out.write('\r');
      case 'n' -> out.write('\n');
      case 't' -> out.write('\t');
      case '0' -> out.write(0);
      case '\\' -> out.write('\\');
      case 'x' -> {
        if (at + 3 > text.length()) {
          throw new IllegalArgumentException(
              "escape: " + text.substring(at - 1) + " (expected: \\xHH)");
        }
        out.write(HexFormat.fromHexDigits(text, at + 1, at + 3));
        return at + 3;
      }
      default ->
          throw new IllegalArgumentException(
              "escape: " + text.substring(at - 1) + " (expected: \\r \\n \\t \\0 \\\\ or \\xHH)");
    }
    return at + 1;
  }

  /// The readable form of the bytes; [#bytes(String)] turns it back.
  public static String text(byte[] bytes) {
    StringBuilder text = new StringBuilder(bytes.length + 8);
    for (byte b : bytes) {
      switch (b) {
        case '\r' -> text.append("\\r");
        case '\n' -> text.append("\\n");
        case '\t' -> text.append("\\t");
        case 0 -> text.append("\\0");
        case '\\' -> text.append("\\\\");
        default -> {
          if (b >= 0x20 && b < 0x7f) {
            text.append((char) b);
          } else {
            text.append("\\x").append(HexFormat.of().toHexDigits(b));
          }
        }
      }
    }
    return text.toString();
  }
}
