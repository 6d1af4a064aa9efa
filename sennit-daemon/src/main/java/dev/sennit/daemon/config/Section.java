package dev.sennit.daemon.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlArray;
import org.tomlj.TomlTable;

/// One table of the TOML file while it is read: gives typed values, and reports what has the wrong
/// type, lies outside its range or is not known, at its place. A value that is reported is replaced
/// by its fallback, so that reading goes on and finds the next mistake.
final class Section {
  private final Faults faults;
  private final String path;
  private final TomlTable toml;
  private final Place place;

  /// @param path the section's name for messages; empty at the top
  /// @param known all keys that it may have; others are reported here
  Section(Faults faults, String path, TomlTable toml, Place place, Set<String> known) {
    this.faults = faults;
    this.path = path;
    this.toml = toml;
    this.place = place;
    for (String key : toml.keySet()) {
      if (!known.contains(key)) {
        String hint =
            Shown.meant(key, known)
                .map(word -> "did you mean " + Shown.quoted(word) + "?")
                .orElse("expected: " + Shown.choices(known));
        faults.add(keyPlace(key), pathOf(key), "unknown key (" + hint + ")");
      }
    }
  }

  /// A section whose keys are names, chosen by who wrote the file.
  static Section ofNames(Faults faults, String path, TomlTable toml, Place place) {
    return new Section(faults, path, toml, place, toml.keySet());
  }

  boolean has(String key) {
    return value(key) != null;
  }

  Set<String> keys() {
    return toml.keySet();
  }

  Faults faults() {
    return faults;
  }

  Place place() {
    return place;
  }

  String pathOf(String key) {
    String shown = key.matches("[A-Za-z0-9_-]+") ? key : Shown.quoted(key);
    return path.isEmpty() ? shown : path + "." + shown;
  }

  @Nullable String string(String key) {
    Object value = value(key);
    if (value != null && !(value instanceof String)) {
      wrong(key, "a string in quotes");
    }
    return value instanceof String text ? text : null;
  }

  String string(String key, String fallback) {
    String value = string(key);
    return value == null ? fallback : value;
  }

  /// A string that must be there and not be empty.
  @Nullable String required(String key, String expected) {
    if (!has(key)) {
      missing(key, expected);
      return null;
    }
    String value = string(key);
    if (value != null && value.isBlank()) {
      wrong(key, expected);
      return null;
    }
    return value;
  }

  int integer(String key, int least, int most, int fallback) {
    Object value = value(key);
    if (value == null) {
      return fallback;
    }
    if (value instanceof Long number && number >= least && number <= most) {
      return number.intValue();
    }
    wrong(key, "a whole number from " + least + " to " + most);
    return fallback;
  }

  boolean flag(String key, boolean fallback) {
    Object value = value(key);
    if (value != null && !(value instanceof Boolean)) {
      wrong(key, "true or false");
    }
    return value instanceof Boolean flag ? flag : fallback;
  }

  Duration duration(String key, Duration least, Duration most, Duration fallback) {
    Object value = value(key);
    if (value == null) {
      return fallback;
    }
    Optional<Duration> duration =
        value instanceof String text ? Durations.parse(text) : Optional.empty();
    if (duration.isPresent()
        && duration.get().compareTo(least) >= 0
        && duration.get().compareTo(most) <= 0) {
      return duration.get();
    }
    wrong(
        key,
        "a time from %s to %s, such as \"500ms\", \"5s\", \"10m\" or \"1h\""
            .formatted(Durations.format(least), Durations.format(most)));
    return fallback;
  }

  /// One constant of an enum, written in lower case with hyphens or underscores as the enum's own
  /// [Object#toString] says.
  <E extends Enum<E>> E choice(String key, Class<E> type, E fallback) {
    String text = string(key);
    if (text == null) {
      return fallback;
    }
    for (E constant : type.getEnumConstants()) {
      if (constant.toString().equals(text)) {
        return constant;
      }
    }
    List<String> words = Stream.of(type.getEnumConstants()).map(Enum::toString).toList();
    fault(
        key, Shown.quoted(text) + " (expected: " + Shown.choices(words) + hint(text, words) + ")");
    return fallback;
  }

  private static String hint(String text, List<String> words) {
    return Shown.meant(text.toLowerCase(Locale.ROOT), words)
        .map(word -> "; did you mean " + Shown.quoted(word) + "?")
        .orElse("");
  }

  boolean isArray(String key) {
    return value(key) instanceof TomlArray;
  }

  /// An array of strings; elements of another type are reported and left out.
  List<String> strings(String key) {
    Object value = value(key);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof TomlArray array)) {
      wrong(key, "an array of strings, such as [\"a\", \"b\"]");
      return List.of();
    }
    List<String> strings = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      if (array.get(i) instanceof String text) {
        strings.add(text);
      } else {
        faults.add(
            elementPlace(key, i),
            pathOf(key),
            Shown.value(array.get(i)) + " (expected: a string in quotes)");
      }
    }
    return List.copyOf(strings);
  }

  /// A table of names and strings, in the order of the file.
  Map<String, String> stringMap(String key) {
    Object value = value(key);
    if (!(value instanceof TomlTable table)) {
      if (value != null) {
        wrong(key, "a table of names and strings, such as { \"key\" = \"value\" }");
      }
      return Map.of();
    }
    Section entries = ofNames(faults, pathOf(key), table, keyPlace(key));
    Map<String, String> map = new LinkedHashMap<>();
    for (String name : table.keySet()) {
      String text = entries.string(name);
      if (text != null) {
        map.put(name, text);
      }
    }
    return map;
  }

  /// A table inside this one, or nothing.
  @Nullable Section section(String key, Set<String> known) {
    Object value = value(key);
    if (value instanceof TomlTable table) {
      return new Section(faults, pathOf(key), table, keyPlace(key), known);
    }
    if (value != null) {
      wrong(key, "a table");
    }
    return null;
  }

  /// A table whose keys are names, or nothing.
  @Nullable Section names(String key) {
    return value(key) instanceof TomlTable table
        ? section(key, table.keySet())
        : section(key, Set.of());
  }

  /// The elements of an array of tables, `[[key]]`.
  List<Section> sections(String key, Set<String> known) {
    Object value = value(key);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof TomlArray array)) {
      wrong(key, "[[" + key + "]]: each in double brackets");
      return List.of();
    }
    List<Section> sections = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      String name = pathOf(key) + "[" + (i + 1) + "]";
      if (array.get(i) instanceof TomlTable table) {
        sections.add(new Section(faults, name, table, elementPlace(key, i), known));
      } else {
        faults.add(elementPlace(key, i), name, Shown.value(array.get(i)) + " (expected: a table)");
      }
    }
    return sections;
  }

  /// Reports the value of the key.
  void wrong(String key, String expected) {
    fault(key, Shown.value(value(key)) + " (expected: " + expected + ")");
  }

  void fault(String key, String message) {
    faults.add(valuePlace(key), pathOf(key), message);
  }

  /// Reports one character of a string.
  void faultInside(String key, String content, int offset, String message) {
    faults.add(faults.text().inside(valuePlace(key), content, offset), pathOf(key), message);
  }

  /// Reports one element of an array.
  void faultAt(String key, int index, String message) {
    faults.add(elementPlace(key, index), pathOf(key), message);
  }

  void missing(String key, String expected) {
    faults.addMissing(place, pathOf(key), "missing (expected: " + expected + ")");
  }

  private @Nullable Object value(String key) {
    return toml.get(List.of(key));
  }

  Place keyPlace(String key) {
    return Place.of(toml.inputPositionOf(List.of(key)), place);
  }

  private Place valuePlace(String key) {
    return has(key) ? faults.text().valueOf(keyPlace(key)) : place;
  }

  private Place elementPlace(String key, int index) {
    return value(key) instanceof TomlArray array && index < array.size()
        ? Place.of(array.inputPositionOf(index), keyPlace(key))
        : keyPlace(key);
  }

  @Override
  public String toString() {
    return toml.keySet().stream().collect(Collectors.joining(", ", path + " {", "}"));
  }
}
