package dev.sennit.daemon.config;

import dev.sennit.daemon.config.SourceConfig.Chain;
import dev.sennit.daemon.config.TableReader.Placed;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Sees that chains name tables that exist, and that none leads back to itself.
final class ChainCheck {
  private ChainCheck() {}

  static void check(Map<String, Placed> tables) {
    tables.forEach((name, placed) -> {
      List<String> links = linksOf(placed);
      for (int i = 0; i < links.size(); i++) {
        String link = links.get(i);
        if (!tables.containsKey(link)) {
          placed.section().faultAt("tables", i, unknownTable(link, tables.keySet()));
        } else if (leadsTo(name, link, tables)) {
          placed
              .section()
              .faultAt(
                  "tables",
                  i,
                  Shown.quoted(link)
                      + " leads back to "
                      + Shown.quoted(name)
                      + " (expected: no circle of chains)");
        }
      }
    });
  }

  static String unknownTable(String name, Set<String> known) {
    return Shown.quoted(name)
        + " (expected: "
        + (known.isEmpty() ? "a table, but the file has none" : Shown.choices(known))
        + Shown.meant(name, known).map(w -> "; did you mean \"" + w + "\"?").orElse("")
        + ")";
  }

  /// Whether `target` can be reached from `from` over chains, or is it.
  private static boolean leadsTo(String target, String from, Map<String, Placed> tables) {
    Deque<String> open = new ArrayDeque<>(List.of(from));
    Set<String> seen = new HashSet<>();
    while (!open.isEmpty()) {
      String name = open.pop();
      if (name.equals(target)) {
        return true;
      }
      Placed placed = tables.get(name);
      if (placed != null && seen.add(name)) {
        open.addAll(linksOf(placed));
      }
    }
    return false;
  }

  private static List<String> linksOf(Placed placed) {
    return placed
        .config()
        .map(TableConfig::source)
        .filter(Chain.class::isInstance)
        .map(Chain.class::cast)
        .map(Chain::tables)
        .orElse(List.of());
  }
}
