package dev.sennit.benchmarks.maps;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What the command line asks for.
///
/// @param quick fewer and shorter rounds, and no part that takes Twisted half a minute
/// @param parts what to measure
/// @param launcher the command before `serve` and `maps`; none: the peers alone, and every
///   requirement fails
public record Choice(boolean quick, Set<Part> parts, List<String> launcher) {
  private static final String USAGE =
      "usage: bench maps [--quick] [--only one-core,all-cores,command] [--sennit COMMAND]"
          + " [--peers-only]";

  /// A part of the comparison.
  public enum Part {
    ONE_CORE,
    ALL_CORES,
    COMMAND;

    /// As on the command line.
    public String title() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Part of(String title) {
      for (Part part : values()) {
        if (part.title().equals(title)) {
          return part;
        }
      }
      throw new IllegalArgumentException("--only: " + title + "\n" + USAGE);
    }
  }

  /// Reads the command line.
  ///
  /// @throws IllegalArgumentException with the usage, for an unknown option
  public static Choice of(String... arguments) {
    boolean quick = false;
    Set<Part> parts = EnumSet.allOf(Part.class);
    List<String> launcher = List.of(System.getProperty("sennit.launcher", "./sennit"));
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--quick" -> quick = true;
        case "--peers-only" -> launcher = List.of();
        case "--only" -> parts = parts(valueAt(arguments, ++i));
        case "--sennit" -> launcher = List.of(valueAt(arguments, ++i).split(" ", -1));
        default -> throw new IllegalArgumentException(arguments[i] + "\n" + USAGE);
      }
    }
    return new Choice(quick, parts, launcher);
  }

  private static String valueAt(String[] arguments, int index) {
    if (index == arguments.length) {
      throw new IllegalArgumentException(arguments[index - 1] + ": no value\n" + USAGE);
    }
    return arguments[index];
  }

  private static Set<Part> parts(String titles) {
    Set<Part> parts = EnumSet.noneOf(Part.class);
    for (String title : titles.split(",", -1)) {
      parts.add(Part.of(title));
    }
    return parts;
  }

  /// Sennit with the keys in a file, and the peers.
  public List<Contender> contenders(Workshop workshop) {
    List<Contender> contenders = new ArrayList<>();
    if (!launcher.isEmpty()) {
      contenders.add(Contender.sennit(workshop, launcher, "file"));
    }
    contenders.add(Contender.limit(workshop));
    contenders.add(Contender.twisted(workshop));
    return contenders;
  }

  /// Sennit with the keys in SQLite, and the C server; none without Sennit.
  public List<Contender> contendersWithSqlite(Workshop workshop) {
    return launcher.isEmpty()
        ? List.of()
        : List.of(Contender.sennit(workshop, launcher, "sqlite"), Contender.limit(workshop));
  }
}
