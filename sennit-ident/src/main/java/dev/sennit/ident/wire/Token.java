package dev.sennit.ident.wire;

/// A token of RFC 1413: the name of a system, of a charset, of an error.
final class Token {
  static final int MAX_CHARACTERS = 64;
  static final String EXPECTED =
      "1 to " + MAX_CHARACTERS + " printable ASCII characters, no blank and no colon";

  private Token() {}

  static boolean isToken(String text) {
    if (text.isEmpty() || text.length() > MAX_CHARACTERS) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == ':') {
        return false;
      }
    }
    return true;
  }
}
