package dev.sennit.ident.wire;

import dev.sennit.net.wire.Octets;

/// The quoting of RFC 931, which RFC 1413 abolished: a backslash takes the meaning from what
/// follows it.
final class Rfc931 {
  private Rfc931() {}

  /// The text without its quoting; a backslash at the end stays.
  static String unquote(String text) {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\\' && i + 1 < text.length()) {
        i++;
      }
      plain.append(text.charAt(i));
    }
    return plain.toString();
  }

  /// The id without its quoting, and without blanks at its end unless they are quoted.
  static Octets unquoteId(Octets id) {
    byte[] plain = new byte[id.length()];
    int length = 0;
    int kept = 0;
    for (int i = 0; i < id.length(); i++) {
      boolean quoted = id.at(i) == '\\' && i + 1 < id.length();
      byte b = id.at(quoted ? ++i : i);
      plain[length++] = b;
      if (quoted || !IdentLines.isBlank(b)) {
        kept = length;
      }
    }
    return Octets.copyOf(plain, 0, kept);
  }
}
