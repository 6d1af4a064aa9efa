package dev.sennit.net;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// An endpoint string, taken apart: `kind:positional:name=value`, with `\` before a `:`, `=` or `\`
/// that means itself.
///
/// Square brackets keep the colons of an IPv6 address together, so `[::1]` needs no backslashes.
///
/// @see <a href="https://docs.twisted.org/en/stable/core/howto/endpoints.html">Twisted, "Getting
///   connected with endpoints"</a>
final class EndpointText {
  record Part(String text, int offset) {}

  private static final Pattern BRACKETED = Pattern.compile("^\\[([^\\[\\]]*:[^\\[\\]]*)]$");

  private final String whole;
  private final Part kind;
  private final List<Part> positional = new ArrayList<>();
  private final Map<String, Part> named = new LinkedHashMap<>();
  private final Map<String, Integer> nameOffsets = new LinkedHashMap<>();

  EndpointText(String whole) {
    this.whole = whole;
    List<@Nullable String> names = new ArrayList<>();
    List<Part> parts = split(whole, names);
    if (names.getFirst() != null || parts.getFirst().text().isEmpty()) {
      throw new EndpointSyntaxException(whole, 0, whole, "tcp:, unix:, tls:, systemd: or inetd");
    }
    kind = parts.getFirst();
    for (int i = 1; i < parts.size(); i++) {
      @Nullable String name = names.get(i);
      if (name == null) {
        positional.add(parts.get(i));
      } else if (named.put(name, parts.get(i)) != null) {
        throw wrong(parts.get(i), "each name once, but " + name + " stands twice");
      } else {
        nameOffsets.put(name, parts.get(i).offset() - name.length() - 1);
      }
    }
  }

  /// Walks the string once; a part begins after each bare colon, its name ends at its first bare
  /// equals sign.
  private static List<Part> split(String whole, List<@Nullable String> names) {
    List<Part> parts = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    @Nullable String name = null;
    int begin = 0;
    boolean inBrackets = false;
    for (int i = 0; i < whole.length(); i++) {
      char c = whole.charAt(i);
      if (c == '\\' && i + 1 < whole.length()) {
        text.append(whole.charAt(++i));
      } else if (c == ':' && !inBrackets) {
        parts.add(new Part(text.toString(), begin));
        names.add(name);
        text.setLength(0);
        name = null;
        begin = i + 1;
      } else if (c == '=' && name == null) {
        name = text.toString();
        text.setLength(0);
        begin = i + 1;
      } else if (c == '[' && text.isEmpty()) {
        inBrackets = whole.indexOf(']', i) > 0;
        text.append(c);
      } else {
        inBrackets &= c != ']';
        text.append(c);
      }
    }
    parts.add(new Part(text.toString(), begin));
    names.add(name);
    return parts;
  }

  String kind() {
    return kind.text();
  }

  EndpointSyntaxException unknownKind(String expected) {
    return wrong(kind, expected);
  }

  /// Takes the argument that may stand at this position or under this name.
  @Nullable Part take(int position, String name) {
    Part byName = named.remove(name);
    Part byPosition =
        position < 0 || position >= positional.size() ? null : positional.get(position);
    if (byName != null && byPosition != null) {
      throw wrong(byName, name + " once, but it stands before as " + byPosition.text());
    }
    return byName != null ? byName : byPosition;
  }

  Part need(int position, String name, String expected) {
    Part part = take(position, name);
    if (part == null || part.text().isEmpty()) {
      int offset = part == null ? whole.length() : part.offset();
      throw new EndpointSyntaxException(whole, offset, "", name + "=" + expected);
    }
    return part;
  }

  /// Call last: complains about whatever no one took.
  void finish(int positionsKnown, String names) {
    if (positional.size() > positionsKnown) {
      throw wrong(positional.get(positionsKnown), "nothing more, or one of " + names);
    }
    named.forEach((name, part) -> {
      throw new EndpointSyntaxException(
          whole, nameOffsets.getOrDefault(name, part.offset()), name, "one of " + names);
    });
  }

  int number(Part part, int least, int most, String what) {
    if (part.text().matches("[0-9]{1,10}")) {
      long value = Long.parseLong(part.text());
      if (value >= least && value <= most) {
        return (int) value;
      }
    }
    throw wrong(part, what + ", " + least + " to " + most);
  }

  EndpointSyntaxException wrong(Part part, String expected) {
    return new EndpointSyntaxException(whole, part.offset(), part.text(), expected);
  }

  /// The file that the part names.
  Path path(Part part) {
    try {
      return Path.of(part.text());
    } catch (InvalidPathException e) {
      throw wrong(part, "the name of a file");
    }
  }

  /// An address; an IPv6 address without its brackets.
  static String host(Part part) {
    return BRACKETED.matcher(part.text()).replaceFirst("$1");
  }

  /// Writes a value so that it reads back as one part.
  static String quote(String value) {
    String quoted = value.replace("\\", "\\\\").replace(":", "\\:").replace("=", "\\=");
    return quoted.startsWith("[") ? "\\" + quoted : quoted;
  }
}
