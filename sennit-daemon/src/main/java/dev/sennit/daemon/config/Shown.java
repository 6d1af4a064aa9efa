package dev.sennit.daemon.config;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlArray;
import org.tomlj.TomlTable;

/// How values and choices are written in fault messages.
final class Shown {
  private static final int MAX_CHARS = 60;

  private Shown() {}

  /// A value as a person wrote it, on one line, cut after 60 characters.
  static String value(@Nullable Object value) {
    return switch (value) {
      case null -> "nothing";
      case String text -> quoted(text);
      case TomlArray array -> "an array of " + array.size();
      case TomlTable _ -> "a table";
      default -> cut(oneLine(value.toString()));
    };
  }

  static String quoted(String text) {
    return '"' + cut(oneLine(text)) + '"';
  }

  /// Escapes what would break a line or a terminal.
  static String oneLine(String text) {
    StringBuilder shown = new StringBuilder(text.length());
    text.chars()
        .forEach(c -> {
          if (Character.isISOControl(c)) {
            shown.append(String.format(Locale.ROOT, "\\u%04x", c));
          } else {
            shown.append((char) c);
          }
        });
    return shown.toString();
  }

  private static String cut(String text) {
    return text.length() > MAX_CHARS ? text.substring(0, MAX_CHARS) + "..." : text;
  }

  /// `a, b or c`.
  static String choices(Collection<String> words) {
    var sorted = words.stream().sorted().toList();
    return switch (sorted.size()) {
      case 0 -> "none";
      case 1 -> sorted.getFirst();
      default ->
          sorted.stream().limit(sorted.size() - 1L).collect(Collectors.joining(", "))
              + " or "
              + sorted.getLast();
    };
  }

  /// The word that was probably meant: at most two letters away, and less than half of the word.
  static Optional<String> meant(String word, Collection<String> known) {
    String best = null;
    int bestDistance = Math.min(3, word.length() / 2 + 1);
    for (String candidate : known.stream().sorted().toList()) {
      int distance = distance(word.toLowerCase(Locale.ROOT), candidate);
      if (distance < bestDistance) {
        best = candidate;
        bestDistance = distance;
      }
    }
    return Optional.ofNullable(best);
  }

  /// Edit distance with swaps of neighbours (optimal string alignment).
  private static int distance(String a, String b) {
    if (Math.abs(a.length() - b.length()) > 2) {
      return Integer.MAX_VALUE;
    }
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(cost, a, b, i, j);
      }
    }
    return cost[a.length()][b.length()];
  }

  private static int cheapest(int[][] cost, String a, String b, int i, int j) {
    int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
    int least = Math.min(cost[i - 1][j - 1] + same, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
  }
}
