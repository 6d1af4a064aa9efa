package dev.sennit.daemon.source;

import com.google.re2j.Matcher;
import java.util.ArrayList;
import java.util.List;

/// The right side of a rule: literal text, and groups of the pattern.
///
/// @param parts what to put together
/// @param groups the highest group that is used; 0 where none is
record Replacement(List<Part> parts, int groups) {

  /// A piece of text, or where `group` is above 0, that group of the match.
  record Part(String text, int group) {}

  /// @throws IllegalArgumentException if the text is not in this form; says what was expected
  static Replacement parse(String text) {
    List<Part> parts = new ArrayList<>();
    StringBuilder literal = new StringBuilder();
    int highest = 0;
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c != '$') {
        literal.append(c);
        continue;
      }
      if (at < text.length() && text.charAt(at) == '$') {
        literal.append('$');
        at++;
        continue;
      }
      int open = at < text.length() ? "{(".indexOf(text.charAt(at)) : -1;
      int start = open < 0 ? at : at + 1;
      int end = open < 0 ? wordEnd(text, at) : text.indexOf("})".charAt(open), start);
      if (end < 0) {
        throw new IllegalArgumentException(
            "a " + "})".charAt(open) + " after $" + "{(".charAt(open));
      }
      int group = groupNumber(text.substring(start, end));
      highest = Math.max(highest, group);
      flush(literal, parts);
      parts.add(new Part("", group));
      at = open < 0 ? end : end + 1;
    }
    flush(literal, parts);
    return new Replacement(List.copyOf(parts), highest);
  }

  private static void flush(StringBuilder literal, List<Part> parts) {
    if (!literal.isEmpty()) {
      parts.add(new Part(literal.toString(), 0));
      literal.setLength(0);
    }
  }

  private static int wordEnd(String text, int from) {
    int at = from;
    while (at < text.length() && isWord(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static boolean isWord(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  private static int groupNumber(String name) {
    if (name.isEmpty() || name.length() > 4 || !name.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new IllegalArgumentException("the number of a group after $, or $$ for a dollar sign");
    }
    int group = Integer.parseInt(name);
    if (group < 1) {
      throw new IllegalArgumentException("a group from 1 after $");
    }
    return group;
  }

  /// The value for this match. A group that took no part is empty.
  String of(Matcher match) {
    if (groups == 0) {
      return parts.isEmpty() ? "" : parts.getFirst().text();
    }
    StringBuilder value = new StringBuilder();
    for (Part part : parts) {
      String text = part.group() == 0 ? part.text() : match.group(part.group());
      if (text != null) {
        value.append(text);
      }
    }
    return value.toString();
  }
}
