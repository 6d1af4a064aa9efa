package dev.sennit.amp.schema;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads JSON (RFC 8259), and keeps the place of each value. Small and strict: a schema is all that
/// it is for.
final class JsonReader {
  static final int MAX_CHARACTERS = 1 << 20;
  static final int MAX_DEPTH = 32;
  private static final int MAX_NUMBER_CHARACTERS = 70_000;

  private final String text;
  private int at;
  private int depth;

  /// A value and where it begins.
  ///
  /// @param value null, a Boolean, a String, a BigDecimal, a List of these, or a Map of these
  /// @param line from 1
  /// @param column from 1, in characters
  record Json(@Nullable Object value, int line, int column) {
    /// The value without places, all the way down.
    @Nullable Object plain() {
      if (value instanceof List<?> list) {
        List<@Nullable Object> all = new ArrayList<>();
        list.forEach(one -> all.add(one instanceof Json inner ? inner.plain() : one));
        return all;
      }
      if (value instanceof Map<?, ?> map) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        map.forEach((key, one) ->
            all.put(String.valueOf(key), one instanceof Json inner ? inner.plain() : one));
        return all;
      }
      return value;
    }

    /// For messages: on one line, and short.
    String shown() {
      return switch (value) {
        case null -> "null";
        case String string -> shown(string);
        case List<?> list -> "a list of " + list.size();
        case Map<?, ?> map -> "an object of " + map.size();
        default -> value.toString();
      };
    }

    static String shown(String text) {
      String cut = text.length() > 60 ? text.substring(0, 60) + "..." : text;
      return SchemaWriter.quoted(cut);
    }
  }

  private JsonReader(String text) {
    this.text = text;
  }

  /// Reads one value and nothing behind it.
  ///
  /// @throws SchemaException if there is something else; one mistake, with its place
  static Json read(String text) {
    if (text.length() > MAX_CHARACTERS) {
      throw new SchemaException(
          List.of(
              "1:1: " + text.length() + " characters (expected: at most " + MAX_CHARACTERS + ")"));
    }
    JsonReader reader = new JsonReader(text);
    Json value = reader.value();
    reader.blanks();
    if (reader.at < text.length()) {
      throw reader.fault("the end");
    }
    return value;
  }

  private Json value() {
    blanks();
    int start = at;
    Object value =
        switch (peek()) {
          case '{' -> object();
          case '[' -> list();
          case '"' -> string();
          case 't' -> word("true", true);
          case 'f' -> word("false", false);
          case 'n' -> word("null", null);
          default -> number();
        };
    return placed(value, start);
  }

  private Json placed(@Nullable Object value, int start) {
    return new Json(value, lineOf(start), start - lineStart(start) + 1);
  }

  private Map<String, Json> object() {
    Map<String, Json> map = new LinkedHashMap<>();
    enter();
    blanks();
    if (peek() == '}') {
      return leave(map);
    }
    while (true) {
      blanks();
      int start = at;
      if (peek() != '"') {
        throw fault("a key in double quotes");
      }
      String key = string();
      blanks();
      take(':');
      if (map.put(key, value()) != null) {
        at = start;
        throw fault("each key once");
      }
      blanks();
      if (peek() == '}') {
        return leave(map);
      }
      take(',');
    }
  }

  private List<Json> list() {
    List<Json> all = new ArrayList<>();
    enter();
    blanks();
    if (peek() == ']') {
      return leave(all);
    }
    while (true) {
      all.add(value());
      blanks();
      if (peek() == ']') {
        return leave(all);
      }
      take(',');
    }
  }

  private void enter() {
    if (++depth > MAX_DEPTH) {
      throw fault("at most " + MAX_DEPTH + " values inside each other");
    }
    at++;
  }

  private <T> T leave(T value) {
    depth--;
    at++;
    return value;
  }

  private String string() {
    StringBuilder out = new StringBuilder();
    at++;
    while (true) {
      char c = peek();
      if (c < ' ') {
        throw fault("the end of a text, with its double quote");
      }
      at++;
      if (c == '"') {
        return out.toString();
      }
      out.append(c == '\\' ? escaped() : c);
    }
  }

  private char escaped() {
    char c = peek();
    int special = "\"\\/bfnrt".indexOf(c);
    if (special >= 0) {
      at++;
      return "\"\\/\b\f\n\r\t".charAt(special);
    }
    if (c != 'u'
        || at + 5 > text.length()
        || !text.substring(at + 1, at + 5).matches("[0-9a-fA-F]{4}")) {
      throw fault("an escape of JSON");
    }
    char code = (char) Integer.parseInt(text.substring(at + 1, at + 5), 16);
    at += 5;
    return code;
  }

  private @Nullable Object word(String word, @Nullable Object value) {
    if (!text.startsWith(word, at)) {
      throw fault("a value of JSON");
    }
    at += word.length();
    return value;
  }

  private BigDecimal number() {
    int end = at;
    while (end < text.length() && "+-.eE0123456789".indexOf(text.charAt(end)) >= 0) {
      end++;
    }
    String number = text.substring(at, end);
    if (number.length() > MAX_NUMBER_CHARACTERS
        || !number.matches("-?(0|[1-9][0-9]*+)(\\.[0-9]++)?([eE][+-]?[0-9]{1,9})?")) {
      throw fault("a value of JSON");
    }
    at = end;
    return new BigDecimal(number);
  }

  private void take(char wanted) {
    if (peek() != wanted) {
      throw fault("'" + wanted + "'");
    }
    at++;
  }

  /// The next character; 0 at the end, and for a NUL, which has no place outside of texts either.
  private char peek() {
    return at < text.length() ? text.charAt(at) : 0;
  }

  private void blanks() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private int lineOf(int position) {
    int line = 1;
    for (int i = text.indexOf('\n'); i >= 0 && i < position; i = text.indexOf('\n', i + 1)) {
      line++;
    }
    return line;
  }

  private int lineStart(int position) {
    return text.lastIndexOf('\n', position - 1) + 1;
  }

  private SchemaException fault(String expected) {
    String found =
        at < text.length()
            ? Json.shown(text.substring(at, Math.min(text.length(), at + 20)))
            : "the end";
    return new SchemaException(
        List.of(
            lineOf(at)
                + ":"
                + (at - lineStart(at) + 1)
                + ": "
                + found
                + " (expected: "
                + expected
                + ")"));
  }
}
