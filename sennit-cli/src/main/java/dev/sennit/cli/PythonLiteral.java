package dev.sennit.cli;

import dev.sennit.pb.jelly.PbFrozenSet;
import dev.sennit.pb.jelly.PbTuple;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads values as Python writes them, into what stands for them in `dev.sennit.pb.jelly`.
///
/// ```
/// None True False 1 -2 0x1f 1_000 1.5 1e-3 inf nan 'text' "text" b'bytes' r'raw' '''long'''
/// [1, 2] (1, 2) (1,) () {1, 2} set() {'a': 1} {} frozenset({1}) Decimal('1.50')
/// datetime.date(2024, 2, 29) datetime.timedelta(days=1)
/// ```
///
/// @see <a href="https://docs.python.org/3/reference/lexical_analysis.html">The Python Language
///   Reference, section 2: strings, bytes, numbers</a>
final class PythonLiteral {
  private static final int DEEPEST = 200;

  private static final Pattern BEGINNING =
      Pattern.compile("(?s)[\\[({].*|(?:set|frozenset|Decimal|datetime\\.[a-z]+)\\(.*");
  private static final Pattern QUOTED =
      Pattern.compile("(?<prefix>[rRuU]|[bB][rR]?|[rR][bB])?(?<quote>'''|\"\"\"|'|\")");
  private static final Pattern NAMED = Pattern.compile("\\s*(?<name>[a-z]+)\\s*=");
  private static final Pattern TIME = Pattern.compile("datetime\\.(?<type>[a-z]+)\\(");

  private static final String DIGITS = "[0-9]++(?:_[0-9]++)*+";
  private static final Pattern NUMBER =
      Pattern.compile(
          "[+-]?(?:0[xX](?<hex>[0-9a-fA-F]++(?:_[0-9a-fA-F]++)*+)"
              + "|0[oO](?<octal>[0-7]++(?:_[0-7]++)*+)"
              + "|0[bB](?<binary>[01]++(?:_[01]++)*+)"
              + "|(?<real>(?:N\\.N?+|\\.N)(?:[eE][+-]?N)?+|N[eE][+-]?N|inf|nan)"
                  .replace("N", "(?:" + DIGITS + ")")
              + "|(?<whole>0|[1-9][0-9]*+(?:_[0-9]++)*+))(?![0-9A-Za-z_.])");

  private final String text;
  private int at;

  private PythonLiteral(String text) {
    this.text = text;
  }

  /// An argument of a command line: a literal, or else the text as it is. What begins as a list,
  /// tuple, set, dictionary, string or bytes, or as a call of what is known, has to be one.
  ///
  /// @throws IllegalArgumentException if it is not; says where
  static @Nullable Object argument(String text) {
    if (BEGINNING.matcher(text).matches() || QUOTED.matcher(text).lookingAt()) {
      return parse(text);
    }
    try {
      return parse(text);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  /// One literal and nothing else but blanks.
  ///
  /// @throws IllegalArgumentException if it is none; says where
  static @Nullable Object parse(String text) {
    PythonLiteral literal = new PythonLiteral(text);
    @Nullable Object value = literal.value(0);
    literal.blanks();
    if (literal.at < text.length()) {
      throw literal.wrong("nothing more");
    }
    return value;
  }

  private IllegalArgumentException wrong(String expected) {
    return new IllegalArgumentException(
        "argument: %s at %d (expected: %s)".formatted(text, at + 1, expected));
  }

  private void blanks() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  /// Passes over the word, if it is next.
  private boolean take(String word) {
    blanks();
    if (!text.startsWith(word, at)) {
      return false;
    }
    at += word.length();
    return true;
  }

  private void expect(String word) {
    if (!take(word)) {
      throw wrong(word);
    }
  }

  private @Nullable Object value(int depth) {
    if (depth > DEEPEST) {
      throw wrong("no more than " + DEEPEST + " inside each other");
    }
    blanks();
    if (at == text.length()) {
      throw wrong("a value");
    }
    return switch (text.charAt(at)) {
      case '[' -> {
        at++;
        yield items("]", depth);
      }
      case '(' -> {
        at++;
        yield tuple(depth);
      }
      case '{' -> {
        at++;
        yield braces(depth);
      }
      default -> word(depth);
    };
  }

  private @Nullable Object word(int depth) {
    Matcher number = NUMBER.matcher(text).region(at, text.length());
    if (number.lookingAt()) {
      at = number.end();
      return number(number);
    }
    Matcher quoted = QUOTED.matcher(text).region(at, text.length());
    if (quoted.lookingAt()) {
      return strings(quoted);
    }
    if (takeName("None")) {
      return null;
    }
    if (takeName("True")) {
      return true;
    }
    if (takeName("False")) {
      return false;
    }
    if (take("set(")) {
      expect(")");
      return new LinkedHashSet<>();
    }
    if (take("frozenset(")) {
      return frozenSet(depth);
    }
    if (take("Decimal(")) {
      return decimal(depth);
    }
    Matcher time = TIME.matcher(text).region(at, text.length());
    if (time.lookingAt() && !PythonTimes.fields(time.group("type")).isEmpty()) {
      at = time.end();
      return time(time.group("type"), depth);
    }
    throw wrong("a value");
  }

  private boolean takeName(String name) {
    int end = at + name.length();
    return (end >= text.length() || !Character.isJavaIdentifierPart(text.charAt(end)))
        && take(name);
  }

  private static Object number(Matcher number) {
    boolean negative = number.group().startsWith("-");
    String real = number.group("real");
    if (real != null) {
      double value =
          switch (real) {
            case "inf" -> Double.POSITIVE_INFINITY;
            case "nan" -> Double.NaN;
            default -> Double.parseDouble(real.replace("_", ""));
          };
      return negative ? -value : value;
    }
    BigInteger whole =
        number.group("hex") != null
            ? new BigInteger(number.group("hex").replace("_", ""), 16)
            : number.group("octal") != null
                ? new BigInteger(number.group("octal").replace("_", ""), 8)
                : number.group("binary") != null
                    ? new BigInteger(number.group("binary").replace("_", ""), 2)
                    : new BigInteger(number.group("whole").replace("_", ""));
    BigInteger value = negative ? whole.negate() : whole;
    return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
  }

  /// One string, or several that stand side by side and are one.
  private Object strings(Matcher quoted) {
    boolean bytes = PythonString.isBytes(quoted.group("prefix"));
    StringBuilder characters = new StringBuilder();
    do {
      if (PythonString.isBytes(quoted.group("prefix")) != bytes) {
        throw wrong("bytes or text, and not both");
      }
      at = quoted.end();
      characters.append(PythonString.read(quoted.group("prefix"), body(quoted.group("quote"))));
      blanks();
      quoted.region(at, text.length());
    } while (quoted.lookingAt());
    return bytes ? PythonString.octets(characters) : characters.toString();
  }

  /// What stands up to the quote, not unescaped.
  private String body(String quote) {
    int from = at;
    while (at < text.length() && !text.startsWith(quote, at)) {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    if (at >= text.length()) {
      at = text.length();
      throw wrong(quote);
    }
    at += quote.length();
    return text.substring(from, at - quote.length());
  }

  private Object time(String type, int depth) {
    List<String> fields = PythonTimes.fields(type);
    Map<String, Long> given = new LinkedHashMap<>();
    while (!take(")")) {
      Matcher named = NAMED.matcher(text).region(at, text.length());
      boolean isNamed = named.lookingAt();
      at = isNamed ? named.end() : at;
      String field =
          isNamed
              ? named.group("name")
              : given.size() < fields.size() ? fields.get(given.size()) : "";
      if (!fields.contains(field)
          || !(value(depth + 1) instanceof Long number)
          || given.put(field, number) != null) {
        throw wrong("whole numbers for " + String.join(", ", fields));
      }
      if (!take(",")) {
        expect(")");
        break;
      }
    }
    try {
      return PythonTimes.of(type, given);
    } catch (DateTimeException | ArithmeticException e) {
      throw wrong(type + " in its range: " + e.getMessage());
    }
  }

  private List<@Nullable Object> items(String end, int depth) {
    List<@Nullable Object> items = new ArrayList<>();
    while (!take(end)) {
      items.add(value(depth + 1));
      if (!take(",")) {
        expect(end);
        break;
      }
    }
    return items;
  }

  private @Nullable Object tuple(int depth) {
    if (take(")")) {
      return PbTuple.of();
    }
    @Nullable Object first = value(depth + 1);
    if (take(")")) {
      return first; // brackets around a value
    }
    expect(",");
    List<@Nullable Object> items = items(")", depth);
    items.addFirst(first);
    return PbTuple.copyOf(items);
  }

  private Object braces(int depth) {
    if (take("}")) {
      return new LinkedHashMap<>();
    }
    @Nullable Object first = key(value(depth + 1));
    if (!take(":")) {
      Set<@Nullable Object> set = new LinkedHashSet<>();
      set.add(first);
      if (!take("}")) {
        expect(",");
        items("}", depth).forEach(each -> set.add(key(each)));
      }
      return set;
    }
    Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
    map.put(first, value(depth + 1));
    while (!take("}")) {
      expect(",");
      if (take("}")) {
        break;
      }
      @Nullable Object key = key(value(depth + 1));
      expect(":");
      map.put(key, value(depth + 1));
    }
    return map;
  }

  /// A value that can be a key, or a member of a set.
  private @Nullable Object key(@Nullable Object value) {
    boolean changes = value instanceof List || value instanceof Map || value instanceof Set;
    if (changes) {
      throw wrong("a key that cannot change, as a tuple or a frozenset");
    }
    if (value instanceof PbTuple tuple) {
      tuple.forEach(this::key);
    }
    return value;
  }

  private PbFrozenSet frozenSet(int depth) {
    if (take(")")) {
      return PbFrozenSet.of();
    }
    @Nullable Object members = value(depth + 1);
    expect(")");
    return switch (members) {
      case Set<?> set -> PbFrozenSet.copyOf(set);
      case List<?> list -> PbFrozenSet.copyOf(keys(list));
      case PbTuple tuple -> PbFrozenSet.copyOf(keys(tuple.asList()));
      case null, default -> throw wrong("frozenset of a set, a list or a tuple");
    };
  }

  private List<?> keys(List<?> values) {
    values.forEach(this::key);
    return values;
  }

  private BigDecimal decimal(int depth) {
    @Nullable Object digits = value(depth + 1);
    expect(")");
    try {
      return switch (digits) {
        case String number -> new BigDecimal(number);
        case Long number -> BigDecimal.valueOf(number);
        case BigInteger number -> new BigDecimal(number);
        case null, default -> throw wrong("Decimal of a number in quotes");
      };
    } catch (NumberFormatException e) {
      throw wrong("Decimal of a number in quotes");
    }
  }
}
