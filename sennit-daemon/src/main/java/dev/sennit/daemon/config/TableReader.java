package dev.sennit.daemon.config;

import dev.sennit.daemon.config.TableConfig.Cache;
import dev.sennit.daemon.config.TableConfig.Values;
import dev.sennit.daemon.config.TableConfig.Walk;
import dev.sennit.maps.keys.CaseFold;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads the `[table.NAME]` sections.
final class TableReader {
  static final Set<String> CACHE_KEYS = Set.of("size", "positive", "negative", "stale");

  private static final Set<String> COMMON_KEYS =
      Set.of(
          "source",
          "fold",
          "walk",
          "delimiters",
          "local-domains",
          "prefix",
          "suffix",
          "default",
          "cache");
  private static final String NAME_FORM = "[A-Za-z0-9_.-]{1,64}";
  private static final Duration DAY = Duration.ofDays(1);

  private final SourceReader sources;

  TableReader(Path directory, Path state) {
    this.sources = new SourceReader(directory, state);
  }

  /// A table as far as it could be read.
  ///
  /// @param section where it stands
  /// @param config nothing if its source is unknown
  record Placed(Section section, Optional<TableConfig> config) {

    /// Whether nothing can be stored here. A chain stores in its first table.
    boolean isReadOnly(Map<String, Placed> tables) {
      @Nullable Placed placed = this;
      for (int depth = 0; depth <= tables.size() && placed != null; depth++) {
        if (placed.config.isEmpty()) {
          return false; // its mistake is told already
        }
        SourceConfig source = placed.config.get().source();
        if (!(source instanceof SourceConfig.Chain(List<String> names, var mode))) {
          return !source.isWritable();
        }
        if (names.isEmpty() || mode != SourceConfig.ChainMode.FIRST) {
          return true;
        }
        placed = tables.get(names.getFirst());
      }
      return false;
    }
  }

  static Set<String> allKeys() {
    Set<String> keys = new HashSet<>(COMMON_KEYS);
    SourceReader.KEYS.values().forEach(keys::addAll);
    return Set.copyOf(keys);
  }

  /// All tables by name, in the order of the file, those with mistakes included: so that a listener
  /// that names one is not told that it does not exist.
  Map<String, Placed> readAll(Section top) {
    Map<String, Placed> tables = new LinkedHashMap<>();
    Section names = top.names("table");
    if (names == null) {
      return tables;
    }
    for (String name : names.keys()) {
      Section section = names.section(name, allKeys());
      if (section == null) {
        continue;
      }
      if (!name.matches(NAME_FORM)) {
        section
            .faults()
            .add(
                section.place(),
                names.pathOf(name),
                Shown.quoted(name) + " (expected: a name of letters, digits, '.', '_' and '-')");
      }
      tables.put(name, new Placed(section, table(name, section)));
    }
    ChainCheck.check(tables);
    return tables;
  }

  private Optional<TableConfig> table(String name, Section section) {
    Optional<SourceConfig> source = sources.read(section, COMMON_KEYS);
    // Postfix asks tables of patterns with the key as it came, and patterns ignore case by
    // themselves.
    boolean patterns = source.filter(SourceConfig.Patterns.class::isInstance).isPresent();
    boolean fold = section.flag("fold", !patterns);
    if (source.isPresent() && source.get() instanceof SourceConfig.Inline(var entries)) {
      checkEntries(section, entries, fold);
    }
    Walk walk = section.choice("walk", Walk.class, Walk.NONE);
    String delimiters = section.string("delimiters", "+");
    if (!delimiters.matches("[\\p{Graph}&&[^@]]*")) {
      section.wrong("delimiters", "printable ASCII characters other than '@'");
    }
    List<String> localDomains = section.strings("local-domains");
    Values values = values(section);
    Optional<Cache> cache = cache(section);
    return source.map(
        from -> new TableConfig(name, from, fold, walk, delimiters, localDomains, values, cache));
  }

  private static Values values(Section section) {
    String prefix = oneLine(section, "prefix").orElse("");
    String suffix = oneLine(section, "suffix").orElse("");
    Optional<String> fallback = oneLine(section, "default");
    if (fallback.filter(String::isEmpty).isPresent()) {
      section.wrong("default", "a value that is not empty");
    }
    return new Values(prefix, suffix, fallback);
  }

  private static Optional<String> oneLine(Section section, String key) {
    Optional<String> text = Optional.ofNullable(section.string(key));
    if (text.filter(TableReader::hasLineEnd).isPresent()) {
      section.wrong(key, "a text without line ends and NUL");
    }
    return text;
  }

  private static boolean hasLineEnd(String text) {
    return text.chars().anyMatch(c -> c == '\n' || c == '\r' || c == 0);
  }

  private static void checkEntries(Section section, Map<String, String> entries, boolean fold) {
    Map<String, String> seen = new HashMap<>();
    new TreeMap<>(entries)
        .forEach((key, value) -> { // the parser keeps no order
          if (hasLineEnd(value)) {
            section.fault(
                "entries",
                Shown.quoted(key)
                    + " = "
                    + Shown.quoted(value)
                    + " (expected: a value without line ends and NUL)");
          }
          @Nullable String other = seen.put(fold ? CaseFold.fold(key) : key, key);
          if (other != null) {
            section.fault(
                "entries",
                Shown.quoted(other)
                    + " and "
                    + Shown.quoted(key)
                    + " are the same key (expected: keys that differ not only in case, or fold ="
                    + " false)");
          }
        });
  }

  private static Optional<Cache> cache(Section section) {
    @Nullable Section cache = section.section("cache", CACHE_KEYS);
    if (cache == null) {
      return Optional.empty();
    }
    return Optional.of(
        new Cache(
            cache.integer("size", 1, 10_000_000, 10_000),
            cache.duration("positive", Duration.ZERO, DAY, Duration.ofSeconds(60)),
            cache.duration("negative", Duration.ZERO, DAY, Duration.ofSeconds(10)),
            cache.duration("stale", Duration.ZERO, DAY, Duration.ZERO)));
  }
}
