package dev.sennit.daemon.config;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.tomlj.TomlParseResult;

/// Collects what is wrong with one file while its parts are read.
final class Faults {
  private final TreeSet<ConfigFault> found = new TreeSet<>();
  private final Text text;
  private boolean torn;

  Faults(Text text) {
    this.text = text;
  }

  /// Takes over what the TOML parser found. From here on absences are not reported: what is missing
  /// may sit in a line that could not be read.
  void syntax(TomlParseResult parsed) {
    for (var error : parsed.errors()) {
      torn = true;
      String message = error.getMessage() == null ? "not TOML" : error.getMessage();
      found.add(
          new ConfigFault(
              error.position().line(), error.position().column(), "", Shown.oneLine(message)));
    }
  }

  void add(Place place, String path, String message) {
    found.add(new ConfigFault(place.line(), place.column(), path, message));
  }

  /// Reports something that is not there.
  void addMissing(Place place, String path, String message) {
    if (!torn) {
      add(place, path, message);
    }
  }

  Text text() {
    return text;
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  /// All of them, by position.
  List<ConfigFault> sorted() {
    return List.copyOf(new ArrayList<>(found));
  }
}
