package dev.sennit.daemon.config;

import dev.sennit.daemon.config.SourceConfig.Chain;
import dev.sennit.daemon.config.SourceConfig.ChainMode;
import dev.sennit.daemon.config.SourceConfig.Inline;
import dev.sennit.daemon.config.SourceConfig.OtherServer;
import dev.sennit.daemon.config.SourceConfig.Patterns;
import dev.sennit.daemon.config.SourceConfig.Remote;
import dev.sennit.daemon.config.SourceConfig.Sqlite;
import dev.sennit.daemon.config.SourceConfig.Statements;
import dev.sennit.daemon.config.SourceConfig.TextFile;
import dev.sennit.daemon.source.QueryTemplate;
import dev.sennit.daemon.source.ResultFormat;
import dev.sennit.daemon.source.SqlDialect;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads the keys of a table that depend on its `source`.
final class SourceReader {
  private static final Set<String> STATEMENT_KEYS =
      Set.of("query", "update", "result-format", "domains", "expansion-limit");

  /// What each kind of source may say, apart from what every table may.
  static final Map<String, Set<String>> KEYS =
      Map.of(
          "static", Set.of("entries"),
          "file", Set.of("file"),
          "regexp", Set.of("file"),
          "sqlite", plus(STATEMENT_KEYS, "database"),
          "postgresql", plus(STATEMENT_KEYS, "url", "user", "password-file", "pool"),
          "mariadb", plus(STATEMENT_KEYS, "url", "user", "password-file", "pool"),
          "remote", Set.of("endpoint", "connections"),
          "chain", Set.of("tables", "mode"));

  private final Path directory;
  private final Path state;

  SourceReader(Path directory, Path state) {
    this.directory = directory;
    this.state = state;
  }

  private static Set<String> plus(Set<String> keys, String... more) {
    Set<String> all = new TreeSet<>(keys);
    all.addAll(List.of(more));
    return Set.copyOf(all);
  }

  /// The source, or nothing if it is unknown or lacks what it cannot do without; that is reported.
  Optional<SourceConfig> read(Section section, Set<String> commonKeys) {
    String kind = section.required("source", Shown.choices(KEYS.keySet()));
    if (kind == null) {
      return Optional.empty();
    }
    if (!KEYS.containsKey(kind)) {
      String hint =
          Shown.meant(kind, KEYS.keySet()).map(w -> "; did you mean \"" + w + "\"?").orElse("");
      section.wrong("source", Shown.choices(KEYS.keySet()) + hint);
      return Optional.empty();
    }
    rejectForeignKeys(section, kind, commonKeys);
    return switch (kind) {
      case "static" -> inline(section);
      case "file" ->
          NamedFiles.existing(section, "file", directory, "a file of lines `key value`")
              .map(TextFile::new);
      case "regexp" ->
          NamedFiles.existing(section, "file", directory, "a file of patterns").map(Patterns::new);
      case "sqlite" -> sqlite(section);
      case "remote" -> otherServer(section);
      case "chain" -> chain(section);
      default -> remote(section, kind);
    };
  }

  private static void rejectForeignKeys(Section section, String kind, Set<String> commonKeys) {
    Set<String> mine = KEYS.getOrDefault(kind, Set.of());
    for (String key : section.keys()) {
      List<String> owners =
          KEYS.entrySet().stream()
              .filter(entry -> entry.getValue().contains(key))
              .map(Map.Entry::getKey)
              .toList();
      if (!mine.contains(key) && !commonKeys.contains(key) && !owners.isEmpty()) {
        section
            .faults()
            .add(
                section.keyPlace(key),
                section.pathOf(key),
                "not for source = %s, only for %s (expected: %s)"
                    .formatted(Shown.quoted(kind), Shown.choices(owners), Shown.choices(mine)));
      }
    }
  }

  private static Optional<SourceConfig> inline(Section section) {
    if (!section.has("entries")) {
      section.missing("entries", "a table such as { \"key\" = \"value\" }");
      return Optional.empty();
    }
    Map<String, String> entries = section.stringMap("entries");
    entries.forEach((key, value) -> {
      if (key.isEmpty() || value.isEmpty()) {
        section.fault(
            "entries",
            Shown.quoted(key)
                + " = "
                + Shown.quoted(value)
                + " (expected: neither key nor value empty)");
      }
    });
    return Optional.of(new Inline(entries));
  }

  private Optional<SourceConfig> sqlite(Section section) {
    Optional<Path> database = NamedFiles.existing(section, "database", state, "an SQLite database");
    Optional<Statements> statements = statements(section, SqlDialect.SQLITE);
    return database.flatMap(file -> statements.map(asked -> new Sqlite(file, asked)));
  }

  private Optional<SourceConfig> remote(Section section, String kind) {
    String prefix = "jdbc:" + kind + ":";
    @Nullable String url =
        section.required("url", "an address such as " + prefix + "//127.0.0.1/mail");
    if (url != null && !url.startsWith(prefix)) {
      section.wrong("url", "an address that begins with " + prefix);
    } else if (url != null && url.toLowerCase(Locale.ROOT).contains("password=")) {
      section.fault("url", "holds a password (expected: password-file = \"FILE\" instead)");
    }
    String user = section.string("user", "");
    Optional<Path> password = NamedFiles.secret(section, "password-file", directory);
    int pool = section.integer("pool", 1, 1000, 8);
    SqlDialect dialect = kind.equals("mariadb") ? SqlDialect.MARIADB : SqlDialect.POSTGRESQL;
    Optional<Statements> statements = statements(section, dialect);
    return url == null
        ? Optional.empty()
        : statements.map(asked -> new Remote(dialect, url, user, password, pool, asked));
  }

  private static Optional<Statements> statements(Section section, SqlDialect dialect) {
    @Nullable String query =
        section.required("query", "an SQL query such as \"SELECT value FROM t WHERE name = '%s'\"");
    @Nullable String update = section.string("update");
    String resultFormat = section.string("result-format", "%s");
    List<String> domains = section.strings("domains");
    checked(section, "query", query, text -> QueryTemplate.query(text, dialect));
    checked(section, "update", update, text -> QueryTemplate.update(text, dialect));
    checked(section, "result-format", resultFormat, ResultFormat::parse);
    int expansionLimit = section.integer("expansion-limit", 0, 1_000_000, 0);
    return Optional.ofNullable(query)
        .map(asked ->
            new Statements(
                asked, Optional.ofNullable(update), resultFormat, domains, expansionLimit));
  }

  private static void checked(
      Section section, String key, @Nullable String text, Function<String, Object> parser) {
    if (text == null || !section.has(key)) {
      return;
    }
    try {
      Object _ = parser.apply(text);
    } catch (IllegalArgumentException e) {
      section.fault(key, Shown.oneLine(String.valueOf(e.getMessage())));
    }
  }

  private static Optional<SourceConfig> otherServer(Section section) {
    @Nullable String endpoint =
        section.required("endpoint", "a map in Postfix's notation, such as tcp:10.0.0.5:4242");
    if (endpoint != null) {
      try {
        Object _ = MapsEndpoint.parse(endpoint);
      } catch (IllegalArgumentException e) {
        section.fault("endpoint", String.valueOf(e.getMessage()).replaceFirst("^endpoint: ", ""));
      }
    }
    int connections = section.integer("connections", 1, 1000, 8);
    return Optional.ofNullable(endpoint).map(at -> new OtherServer(at, connections));
  }

  private static Optional<SourceConfig> chain(Section section) {
    List<String> tables = section.strings("tables");
    if (!section.has("tables")) {
      section.missing("tables", "names of tables, such as [\"a\", \"b\"]");
    } else if (tables.isEmpty()) {
      section.wrong("tables", "at least one name of a table");
    }
    return Optional.of(new Chain(tables, section.choice("mode", ChainMode.class, ChainMode.FIRST)));
  }
}
