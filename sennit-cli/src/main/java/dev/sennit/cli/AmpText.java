package dev.sennit.cli;

import dev.sennit.amp.wire.AmpDecimal;
import dev.sennit.net.wire.Octets;
import java.math.BigInteger;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How values of AMP are written for people and as JSON.
///
/// | value | as JSON |
/// |---|---|
/// | bytes in UTF-8, texts, decimals, times | a text |
/// | other bytes | `{"hex": "00ff"}` |
/// | whole numbers | digits, however many |
/// | doubles | a number; `"nan"`, `"inf"`, `"-inf"` |
final class AmpText {
  private AmpText() {}

  /// A key or code.
  static String key(Octets bytes) {
    return bytes.strictUtf8().orElseGet(bytes::forLog);
  }

  /// One `key=value` a line, without control characters.
  static String lines(Map<String, Object> values) {
    return values.entrySet().stream()
        .map(field -> plain(field.getKey()) + "=" + shown(field.getValue()))
        .collect(Collectors.joining("\n"));
  }

  /// As one line: `a=13 b=81`.
  static String line(Map<String, Object> values) {
    return lines(values).replace('\n', ' ');
  }

  private static String shown(Object value) {
    return switch (value) {
      case Octets bytes -> bytes.strictUtf8().map(AmpText::plain).orElseGet(() -> all(bytes));
      case List<?> list -> Json.value(json(list));
      case Double number -> real(number).toString();
      default -> plain(value.toString());
    };
  }

  /// As [Octets#forLog], but not cut.
  private static String all(Octets bytes) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < bytes.length(); i += 200) {
      text.append(bytes.slice(i, Math.min(i + 200, bytes.length())).forLog());
    }
    return text.toString();
  }

  private static String plain(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(c -> {
          if (c == '\\') {
            out.append("\\\\");
          } else if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
            out.append(c > 0xff ? "\\u{%x}".formatted(c) : "\\x%02x".formatted(c));
          } else {
            out.appendCodePoint(c);
          }
        });
    return out.toString();
  }

  private static Object real(double number) {
    if (Double.isNaN(number)) {
      return "nan";
    }
    return Double.isInfinite(number) ? (number > 0 ? "inf" : "-inf") : (Object) number;
  }

  /// The value in types that [Json] writes.
  static @Nullable Object json(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Octets bytes ->
          bytes
              .strictUtf8()
              .<Object>map(text -> text)
              .orElseGet(() -> Map.of("hex", HexFormat.of().formatHex(bytes.toBytes())));
      case AmpDecimal decimal -> decimal.toString();
      case OffsetDateTime time -> time.toString();
      case Double number -> real(number);
      case BigInteger number -> number;
      case List<?> list -> list.stream().map(AmpText::json).toList();
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        map.forEach((key, one) -> all.put(String.valueOf(key), json(one)));
        yield all;
      }
      default -> value;
    };
  }
}
