package dev.sennit.cli;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Writes JSON (RFC 8259), all in ASCII and on one line; reads none.
final class Json {
  private Json() {}

  /// @param fields written in the order of the map; a value is null, a text, a number, a boolean, a
  ///   list or a map of such
  /// @throws IllegalArgumentException if a value is something else
  static String object(Map<String, ?> fields) {
    return fields.entrySet().stream()
        .map(field -> string(field.getKey()) + ":" + value(field.getValue()))
        .collect(Collectors.joining(",", "{", "}"));
  }

  static String value(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case Boolean flag -> flag.toString();
      case Integer number -> number.toString();
      case Long number -> number.toString();
      case BigInteger number -> number.toString();
      case Double number when Double.isFinite(number) -> number.toString();
      case CharSequence text -> string(text);
      case List<?> list ->
          list.stream().map(Json::value).collect(Collectors.joining(",", "[", "]"));
      case Map<?, ?> map ->
          map.entrySet().stream()
              .map(field -> string(String.valueOf(field.getKey())) + ":" + value(field.getValue()))
              .collect(Collectors.joining(",", "{", "}"));
      default ->
          throw new IllegalArgumentException("value: " + value + " (expected: a value of JSON)");
    };
  }

  static String string(CharSequence text) {
    StringBuilder out = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c >= 0x20 && c < 0x7f) {
            out.append(c);
          } else {
            out.append("\\u%04x".formatted((int) c));
          }
        }
      }
    }
    return out.append('"').toString();
  }
}
