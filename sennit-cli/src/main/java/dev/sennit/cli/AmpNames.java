package dev.sennit.cli;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/// Names for generated code: whatever stands on the wire becomes an identifier, and no two are the
/// same.
final class AmpNames {
  private final Set<String> taken;

  /// @param taken names that are not to be had
  AmpNames(Set<String> taken) {
    this.taken = new HashSet<>(taken);
  }

  /// The name itself if it is free, else with a number behind it.
  ///
  /// @param name an identifier
  String free(String name) {
    String free = name;
    for (int i = 2; !taken.add(free); i++) {
      free = name + i;
    }
    return free;
  }

  /// Takes a name that may be taken already.
  ///
  /// @return whether it was free
  boolean take(String name) {
    return taken.add(name);
  }

  /// An identifier of ASCII, each word of the text with a capital: `dash-arg` is `DashArg`.
  static String capitals(String text) {
    StringBuilder name = new StringBuilder();
    boolean word = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isPart(c)) {
        word = true;
      } else {
        name.append(word ? Character.toUpperCase(c) : c);
        word = false;
      }
    }
    return startingWell(name.toString(), "Unnamed");
  }

  /// The same with a small letter in front: `dash-arg` is `dashArg`.
  static String small(String text) {
    String name = capitals(text);
    boolean abbreviation =
        name.length() > 1 && Character.isUpperCase(name.charAt(1)) && text.equals(name);
    return abbreviation
        ? name.toLowerCase(Locale.ROOT)
        : Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }

  /// The same for a constant: `DashArg` is `DASH_ARG`.
  static String constant(String text) {
    return capitals(text).replaceAll("([a-z0-9])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT);
  }

  private static boolean isPart(char c) {
    return c < 0x80 && Character.isLetterOrDigit(c);
  }

  private static String startingWell(String name, String otherwise) {
    if (name.isEmpty()) {
      return otherwise;
    }
    return Character.isDigit(name.charAt(0)) ? "N" + name : name;
  }
}
