package dev.sennit.daemon.config;

import java.util.List;

/// The file as text, to find the value behind a key: the TOML parser remembers where keys are, and
/// a message should point at the value, or at the bad part of it.
final class Text {
  private final List<String> lines;

  Text(String text) {
    this.lines = text.lines().toList();
  }

  /// The place of the value of the key that starts at `key`; the key's own place where that cannot
  /// be told.
  Place valueOf(Place key) {
    String line = line(key.line());
    int at = afterKey(line, key.column() - 1);
    if (at < 0 || at >= line.length() || line.charAt(at) != '=') {
      return key;
    }
    at = skipBlanks(line, at + 1);
    return at < line.length() ? new Place(key.line(), at + 1) : key;
  }

  /// The place of the character `offset` of a string value that starts at `value`, quote included;
  /// the value's own place if the string is not written as it reads.
  Place inside(Place value, String content, int offset) {
    String line = line(value.line());
    int start = value.column();
    boolean quoted = start >= 1 && start <= line.length() && isQuote(line.charAt(start - 1));
    return quoted && line.startsWith(content, start)
        ? new Place(value.line(), start + 1 + offset)
        : value;
  }

  private String line(int number) {
    return number >= 1 && number <= lines.size() ? lines.get(number - 1) : "";
  }

  /// Skips a key, dotted or not, and the blanks behind it.
  private static int afterKey(String line, int from) {
    int at = from;
    while (at >= 0 && at < line.length()) {
      char c = line.charAt(at);
      if (isQuote(c)) {
        at = afterQuoted(line, at);
      } else if (c == '.' || c == ' ' || c == '\t' || isBare(c)) {
        at++;
      } else {
        return at;
      }
    }
    return -1;
  }

  private static int afterQuoted(String line, int from) {
    char quote = line.charAt(from);
    for (int at = from + 1; at < line.length(); at++) {
      char c = line.charAt(at);
      if (c == '\\' && quote == '"') {
        at++;
      } else if (c == quote) {
        return at + 1;
      }
    }
    return -1;
  }

  private static int skipBlanks(String line, int from) {
    int at = from;
    while (at < line.length() && (line.charAt(at) == ' ' || line.charAt(at) == '\t')) {
      at++;
    }
    return at;
  }

  private static boolean isQuote(char c) {
    return c == '"' || c == '\'';
  }

  private static boolean isBare(char c) {
    return Character.isLetterOrDigit(c) || c == '-' || c == '_';
  }
}
