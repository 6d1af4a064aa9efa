package dev.sennit.daemon.config;

import java.util.Comparator;

/// One mistake in a configuration file: where it is, what was found, what was expected.
///
/// @param line line of the file, from 1
/// @param column character of the line, from 1
/// @param path the key with its sections, for example `table.aliases.fold`, or `maps[2].listen` for
///   the second `[[maps]]`; empty where the text is no TOML at all
/// @param message what is wrong, mostly as `value (expected: ...)`; one line
public record ConfigFault(int line, int column, String path, String message)
    implements Comparable<ConfigFault> {
  private static final Comparator<ConfigFault> BY_POSITION =
      Comparator.comparingInt(ConfigFault::line)
          .thenComparingInt(ConfigFault::column)
          .thenComparing(ConfigFault::path)
          .thenComparing(ConfigFault::message);

  @Override
  public int compareTo(ConfigFault other) {
    return BY_POSITION.compare(this, other);
  }

  /// As compilers write it, so that editors find the place: `line:column: path: message`.
  @Override
  public String toString() {
    return line + ":" + column + ": " + (path.isEmpty() ? "" : path + ": ") + message;
  }
}
