package dev.sennit.amp.schema;

import dev.sennit.amp.schema.SchemaType.AmpList;
import dev.sennit.amp.schema.SchemaType.ListOf;
import dev.sennit.amp.schema.SchemaType.Other;
import dev.sennit.amp.schema.SchemaType.Plain;
import dev.sennit.amp.wire.AmpBox;
import dev.sennit.amp.wire.AmpDecimal;
import dev.sennit.amp.wire.DateTimeText;
import dev.sennit.amp.wire.FloatText;
import dev.sennit.amp.wire.IntegerText;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.wire.Octets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Values of a schema's types: to bytes, from bytes, and from what a person types.
///
/// | type | decoded as | encoded also from |
/// |---|---|---|
/// | Integer | `BigInteger` | any whole number of Java, its digits |
/// | String, and types of one's own | `Octets` | `byte[]`, a text in UTF-8 |
/// | Unicode | `String` | |
/// | Boolean | `Boolean` | `true`, `True`, `false`, `False` |
/// | Float | `Double` | any number of Java, its text |
/// | Decimal | [AmpDecimal] | any number of Java, its text |
/// | DateTime | `OffsetDateTime` | its text, as `2026-11-26T02:00:00Z` |
/// | Path | `String` | `Path`; a relative one is taken from this process's directory |
/// | ListOf | `List` | |
/// | AmpList | `List` of `Map` | |
/// | Descriptor | its number, a `BigInteger` | not at all |
public final class SchemaValues {
  private SchemaValues() {}

  /// The bytes of a value.
  ///
  /// @throws IllegalArgumentException if it is no value of the type
  public static Octets encode(SchemaType type, Object value) {
    try {
      return switch (type) {
        case Plain plain -> encoded(plain, value);
        case Other _ -> bytes(value);
        case ListOf(SchemaType of) when value instanceof List<?> list -> listed(of, list);
        case AmpList(List<SchemaField> of) when value instanceof List<?> list -> boxed(of, list);
        case ListOf _, AmpList _ -> throw no(type, value);
      };
    } catch (ProtocolException | DateTimeException | ArithmeticException | ClassCastException e) {
      throw no(type, value);
    }
  }

  private static Octets encoded(Plain type, Object value) {
    return switch (type) {
      case INTEGER -> IntegerText.of(integer(value));
      case STRING -> bytes(value);
      case UNICODE -> utf8((String) value);
      case BOOLEAN -> Octets.utf8(truth(value) ? "True" : "False");
      case FLOAT ->
          FloatText.of(
              value instanceof Number number
                  ? number.doubleValue()
                  : FloatText.toDouble(Octets.utf8((String) value)));
      case DECIMAL -> decimal(value).toOctets();
      case DATE_TIME ->
          DateTimeText.of(value instanceof String text ? time(text) : (OffsetDateTime) value);
      case PATH -> path(value);
      case DESCRIPTOR ->
          throw new IllegalArgumentException(
              "Descriptor: " + value + " (expected: a type whose values are bytes)");
    };
  }

  private static IllegalArgumentException no(SchemaType type, Object value) {
    String text = String.valueOf(value);
    String shown = text.length() > 60 ? text.substring(0, 60) + "..." : text;
    return new IllegalArgumentException(
        type.word() + ": " + Octets.utf8(shown).forLog() + " (expected: " + expected(type) + ")");
  }

  private static String expected(SchemaType type) {
    return switch (type) {
      case Plain plain ->
          switch (plain) {
            case INTEGER -> "a whole number";
            case STRING -> "bytes";
            case UNICODE -> "a text";
            case BOOLEAN -> "true or false";
            case FLOAT, DECIMAL -> "a number";
            case DATE_TIME -> "a time with an offset, as 2026-11-26T02:00:00Z";
            case PATH -> "a path";
            case DESCRIPTOR -> "an open file";
          };
      case Other _ -> "bytes";
      case ListOf _ -> "a list";
      case AmpList _ -> "a list of objects";
    };
  }

  private static BigInteger integer(Object value) {
    return switch (value) {
      case BigInteger number -> number;
      case BigDecimal number when number.scale() == 0 -> number.unscaledValue();
      case Byte _, Short _, Integer _, Long _ -> BigInteger.valueOf(((Number) value).longValue());
      case String text -> IntegerText.toBigInteger(Octets.utf8(text));
      default -> throw new ArithmeticException("no integer");
    };
  }

  private static Octets bytes(Object value) {
    return switch (value) {
      case Octets octets -> octets;
      case byte[] array -> Octets.of(array);
      default -> utf8((String) value);
    };
  }

  private static Octets utf8(String text) {
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int code = text.codePointAt(i);
      if (code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE) {
        throw new ArithmeticException("half a surrogate pair");
      }
    }
    return Octets.utf8(text);
  }

  private static boolean truth(Object value) {
    return switch (value) {
      case Boolean flag -> flag;
      case String text when text.equals("true") || text.equals("True") -> true;
      case String text when text.equals("false") || text.equals("False") -> false;
      default -> throw new ArithmeticException("no boolean");
    };
  }

  private static AmpDecimal decimal(Object value) {
    return switch (value) {
      case AmpDecimal decimal -> decimal;
      case BigDecimal number -> AmpDecimal.of(number);
      case Number number -> AmpDecimal.parse(number.toString());
      default -> AmpDecimal.parse((String) value);
    };
  }

  private static OffsetDateTime time(String text) {
    return text.length() == 32 && !text.contains("Z")
        ? DateTimeText.toTime(Octets.utf8(text))
        : OffsetDateTime.parse(text);
  }

  private static Octets path(Object value) {
    try {
      Path path = value instanceof String text ? Path.of(text) : (Path) value;
      return utf8(path.toAbsolutePath().normalize().toString());
    } catch (InvalidPathException e) {
      throw new ArithmeticException("no path");
    }
  }

  private static Octets listed(SchemaType of, List<?> list) {
    ByteBuf out = Unpooled.buffer();
    for (Object value : list) {
      Octets part = encode(of, present(of, value));
      if (part.length() > AmpBox.MAX_VALUE_BYTES) {
        throw new IllegalArgumentException(
            "element: " + part.length() + " bytes (expected: at most 65535)");
      }
      out.writeShort(part.length());
      part.writeTo(out);
    }
    return Octets.take(out, out.readableBytes());
  }

  private static Octets boxed(List<SchemaField> of, List<?> list) {
    ByteBuf out = Unpooled.buffer();
    for (Object value : list) {
      Map<String, Object> values = new LinkedHashMap<>();
      ((Map<?, ?>) value).forEach((key, one) -> values.put((String) key, one));
      write(of, values).toOctets().writeTo(out);
    }
    return Octets.take(out, out.readableBytes());
  }

  private static Object present(SchemaType type, @Nullable Object value) {
    if (value == null) {
      throw new IllegalArgumentException("null (expected: " + expected(type) + ")");
    }
    return value;
  }

  /// The value of the bytes, as in the table above.
  ///
  /// @throws ProtocolException if they are none
  public static Object decode(SchemaType type, Octets bytes) {
    return switch (type) {
      case Plain plain ->
          switch (plain) {
            case INTEGER, DESCRIPTOR -> IntegerText.toBigInteger(bytes);
            case STRING -> bytes;
            case UNICODE, PATH ->
                bytes
                    .strictUtf8()
                    .orElseThrow(
                        () -> new ProtocolException("text: " + bytes + " (expected: UTF-8)"));
            case BOOLEAN -> truth(bytes);
            case FLOAT -> FloatText.toDouble(bytes);
            case DECIMAL -> AmpDecimal.parse(bytes);
            case DATE_TIME -> DateTimeText.toTime(bytes);
          };
      case Other _ -> bytes;
      case ListOf(SchemaType of) -> list(of, bytes);
      case AmpList(List<SchemaField> of) ->
          AmpBox.parse(bytes).stream().map(box -> read(of, box)).toList();
    };
  }

  private static boolean truth(Octets bytes) {
    return switch (bytes.utf8()) {
      case "True" -> true;
      case "False" -> false;
      default -> throw new ProtocolException("boolean: " + bytes + " (expected: True or False)");
    };
  }

  /// What is unfinished at the end is dropped, as Twisted does.
  private static List<Object> list(SchemaType of, Octets bytes) {
    List<Object> values = new ArrayList<>();
    int at = 0;
    while (at + 2 <= bytes.length()) {
      int next = at + 2 + ((bytes.at(at) & 0xff) << 8 | (bytes.at(at + 1) & 0xff));
      if (next > bytes.length()) {
        break;
      }
      values.add(decode(of, bytes.slice(at + 2, next)));
      at = next;
    }
    return List.copyOf(values);
  }

  /// A value as a person types it: the text itself, and for lists JSON, `[1, 2, 3]` or `[{"name":
  /// "a"}]`.
  ///
  /// @return what [#encode] takes
  /// @throws IllegalArgumentException if the text is no JSON
  public static Object parse(SchemaType type, String text) {
    if (!(type instanceof ListOf || type instanceof AmpList)) {
      return text;
    }
    Object value = JsonReader.read(text).plain();
    if (value instanceof List<?> list) {
      return list;
    }
    throw no(type, text);
  }

  // ---- boxes

  static AmpBox write(List<SchemaField> fields, Map<String, ?> values) {
    AmpBox.Builder box = AmpBox.builder();
    for (SchemaField field : fields) {
      Object value = values.get(field.key());
      if (value != null) {
        try {
          box.put(Octets.utf8(field.key()), encode(field.type(), value));
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException(field.key() + ": " + e.getMessage(), e);
        }
      } else if (!field.optional()) {
        throw new IllegalArgumentException(
            field.key() + ": missing (expected: " + expected(field.type()) + ")");
      }
    }
    for (String key : values.keySet()) {
      if (fields.stream().noneMatch(field -> field.key().equals(key))) {
        String known =
            fields.isEmpty()
                ? "nothing"
                : String.join(", ", fields.stream().map(SchemaField::key).toList());
        throw new IllegalArgumentException(key + ": unknown (expected: " + known + ")");
      }
    }
    return box.build();
  }

  static Map<String, Object> read(List<SchemaField> fields, AmpBox box) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (SchemaField field : fields) {
      Octets bytes = box.get(field.key());
      if (bytes != null) {
        try {
          values.put(field.key(), decode(field.type(), bytes));
        } catch (ProtocolException e) {
          throw new ProtocolException(field.key() + ": " + e.getMessage(), e);
        }
      } else if (!field.optional()) {
        throw new ProtocolException(
            field.key() + ": missing (expected: the key " + field.key() + " in the box)");
      }
    }
    return values;
  }
}
