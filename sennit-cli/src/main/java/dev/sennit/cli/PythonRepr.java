package dev.sennit.cli;

import dev.sennit.net.wire.Octets;
import dev.sennit.pb.PbCached;
import dev.sennit.pb.jelly.PbFailure;
import dev.sennit.pb.jelly.PbFrozenSet;
import dev.sennit.pb.jelly.PbInstance;
import dev.sennit.pb.jelly.PbName;
import dev.sennit.pb.jelly.PbTuple;
import dev.sennit.pb.jelly.PbUnpersistable;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Writes values as Python's `repr` does. What has no literal in Python stands in angle brackets.
///
/// A value of a few bytes whose parts are shared can be longer than memory: beyond what the largest
/// message can hold, what is left stands as `...`.
final class PythonRepr {
  private static final int MOST_CHARACTERS = 100_000_000;

  private final StringBuilder out = new StringBuilder();
  private final Set<Object> open = Collections.newSetFromMap(new IdentityHashMap<>());

  private final int most;
  private boolean cut;

  private PythonRepr(int most) {
    this.most = most;
  }

  /// The value on one line, of printable characters only.
  static String of(@Nullable Object value) {
    return of(value, MOST_CHARACTERS);
  }

  /// The same, cut after about so many characters.
  static String of(@Nullable Object value, int most) {
    PythonRepr repr = new PythonRepr(most);
    repr.write(value);
    return repr.out.toString();
  }

  /// A call of a method: `tick(5, why='so')`.
  static String call(String method, List<?> arguments, Map<String, ?> keywords) {
    PythonRepr repr = new PythonRepr(MOST_CHARACTERS);
    repr.out.append(method).append('(');
    repr.items(arguments);
    keywords.forEach((name, value) -> {
      boolean first = arguments.isEmpty() && name.equals(keywords.keySet().iterator().next());
      repr.out.append(first ? "" : ", ").append(name).append('=');
      repr.write(value);
    });
    return repr.out.append(')').toString();
  }

  private void write(@Nullable Object value) {
    switch (value) {
      case null -> out.append("None");
      case Boolean truth -> out.append(truth ? "True" : "False");
      case Double real -> out.append(real(real));
      case String text -> text(text);
      case Octets bytes -> bytes(bytes);
      case BigDecimal decimal -> out.append("Decimal('").append(decimal).append("')");
      case LocalDate date ->
          out.append(
              "datetime.date(%d, %d, %d)"
                  .formatted(date.getYear(), date.getMonthValue(), date.getDayOfMonth()));
      case LocalTime time -> out.append("datetime.time(").append(clock(time)).append(')');
      case LocalDateTime moment ->
          out.append(
              "datetime.datetime(%d, %d, %d, %s)"
                  .formatted(
                      moment.getYear(),
                      moment.getMonthValue(),
                      moment.getDayOfMonth(),
                      clock(moment.toLocalTime())));
      case Duration duration -> out.append(timedelta(duration));
      case List<?> list -> inside(list, "[", "]", () -> items(list));
      case PbTuple tuple ->
          inside(tuple, "(", tuple.size() == 1 ? ",)" : ")", () -> items(tuple.asList()));
      case Set<?> set when set.isEmpty() -> out.append("set()");
      case Set<?> set -> inside(set, "{", "}", () -> items(set));
      case PbFrozenSet set when set.size() == 0 -> out.append("frozenset()");
      case PbFrozenSet set -> inside(set, "frozenset({", "})", () -> items(set.asSet()));
      case Map<?, ?> map -> inside(map, "{", "}", () -> entries(map));
      case PbInstance instance ->
          inside(instance, "<" + instance.type() + " ", ">", () -> write(instance.state()));
      case PbCached cached -> inside(cached, "<cache ", ">", () -> write(cached.cache()));
      case PbName name -> out.append('<').append(name.name()).append('>');
      case PbFailure failure -> {
        out.append("<failure ").append(oneLine(failure.type())).append(": ");
        out.append(oneLine(failure.value())).append('>');
      }
      case PbUnpersistable lost ->
          out.append("<unpersistable ").append(oneLine(lost.reason())).append('>');
      default -> out.append(value instanceof Number ? value : "<" + oneLine("" + value) + ">");
    }
  }

  private void inside(Object container, String begin, String end, Runnable content) {
    out.append(begin);
    if (open.add(container)) {
      content.run();
      open.remove(container);
    } else {
      out.append("...");
    }
    out.append(end);
  }

  private boolean isFull() {
    if (out.length() < most) {
      return false;
    }
    if (!cut) {
      cut = true;
      out.append("...");
    }
    return true;
  }

  private void items(Collection<?> items) {
    int from = out.length();
    for (Object item : items) {
      if (isFull()) {
        return;
      }
      out.append(out.length() == from ? "" : ", ");
      write(item);
    }
  }

  private void entries(Map<?, ?> map) {
    int from = out.length();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (isFull()) {
        return;
      }
      out.append(out.length() == from ? "" : ", ");
      write(entry.getKey());
      out.append(": ");
      write(entry.getValue());
    }
  }

  // ---- strings

  private void text(String text) {
    char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    out.append(quote);
    text.codePoints().forEach(point -> point(point, quote));
    out.append(quote);
  }

  private void bytes(Octets bytes) {
    String latin = new String(bytes.toBytes(), java.nio.charset.StandardCharsets.ISO_8859_1);
    char quote = latin.indexOf('\'') >= 0 && latin.indexOf('"') < 0 ? '"' : '\'';
    out.append('b').append(quote);
    latin
        .chars()
        .forEach(c -> {
          if (c > 0x7e) {
            out.append("\\x%02x".formatted(c));
          } else {
            point(c, quote);
          }
        });
    out.append(quote);
  }

  /// Text for a person, without what would break a line or a terminal.
  static String oneLine(String text) {
    PythonRepr repr = new PythonRepr(MOST_CHARACTERS);
    text.codePoints().forEach(point -> repr.point(point, '\0'));
    return repr.out.toString();
  }

  private void point(int point, char quote) {
    switch (point) {
      case '\\' -> out.append(quote == '\0' ? "\\" : "\\\\");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        if (point == quote && quote != '\0') {
          out.append('\\').append(quote);
        } else if (isPrintable(point)) {
          out.appendCodePoint(point);
        } else {
          out.append(
              (point < 0x100 ? "\\x%02x" : point < 0x10000 ? "\\u%04x" : "\\U%08x")
                  .formatted(point));
        }
      }
    }
  }

  private static boolean isPrintable(int point) {
    return point == ' '
        || switch (Character.getType(point)) {
          case Character.CONTROL,
              Character.FORMAT,
              Character.SURROGATE,
              Character.PRIVATE_USE,
              Character.UNASSIGNED,
              Character.LINE_SEPARATOR,
              Character.PARAGRAPH_SEPARATOR,
              Character.SPACE_SEPARATOR ->
              false;
          default -> true;
        };
  }

  // ---- numbers and times

  /// The shortest digits that mean this number, as Python puts them.
  static String real(double real) {
    if (Double.isNaN(real)) {
      return "nan";
    }
    if (Double.isInfinite(real)) {
      return real > 0 ? "inf" : "-inf";
    }
    if (real == 0) {
      return 1 / real < 0 ? "-0.0" : "0.0";
    }
    BigDecimal decimal = new BigDecimal(Double.toString(Math.abs(real))).stripTrailingZeros();
    BigDecimal digit = decimal.round(new MathContext(1)); // Java has two at least
    if (digit.doubleValue() == Math.abs(real)) {
      decimal = digit.stripTrailingZeros();
    }
    String digits = decimal.unscaledValue().toString();
    int exponent = digits.length() - decimal.scale() - 1; // of the first digit
    String text;
    if (exponent < -4 || exponent >= 16) {
      String rest = digits.length() > 1 ? "." + digits.substring(1) : "";
      text =
          digits.charAt(0)
              + rest
              + "e%c%02d".formatted(exponent < 0 ? '-' : '+', Math.abs(exponent));
    } else {
      text = decimal.toPlainString();
      text += text.indexOf('.') < 0 ? ".0" : "";
    }
    return (real < 0 ? "-" : "") + text;
  }

  private static String clock(LocalTime time) {
    int micros = time.getNano() / 1000;
    String text = time.getHour() + ", " + time.getMinute();
    if (micros != 0) {
      return text + ", " + time.getSecond() + ", " + micros;
    }
    return time.getSecond() == 0 ? text : text + ", " + time.getSecond();
  }

  private static String timedelta(Duration duration) {
    long days = Math.floorDiv(duration.getSeconds(), 86_400L);
    long seconds = Math.floorMod(duration.getSeconds(), 86_400L);
    int micros = duration.getNano() / 1000;
    StringBuilder text = new StringBuilder();
    text.append(days == 0 ? "" : ", days=" + days);
    text.append(seconds == 0 ? "" : ", seconds=" + seconds);
    text.append(micros == 0 ? "" : ", microseconds=" + micros);
    return "datetime.timedelta(" + (text.isEmpty() ? "0" : text.substring(2)) + ")";
  }
}
