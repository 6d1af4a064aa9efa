package dev.sennit.daemon.config;

import dev.sennit.daemon.source.SqlDialect;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Where the values of a table come from: the keys of its section that `source = "..."` decides.
public sealed interface SourceConfig {

  /// Whether values can be stored.
  default boolean isWritable() {
    return false;
  }

  /// `source = "static"`: entries in the configuration file itself.
  ///
  /// @param entries values by key, none of them empty
  record Inline(Map<String, String> entries) implements SourceConfig {
    /// Copies the map.
    public Inline {
      entries = Map.copyOf(entries);
    }
  }

  /// `source = "file"`: a text file as for postmap.
  ///
  /// @param file the file, absolute
  record TextFile(Path file) implements SourceConfig {}

  /// `source = "regexp"`: a file of patterns as in regexp_table(5).
  ///
  /// @param file the file, absolute
  record Patterns(Path file) implements SourceConfig {}

  /// What the three databases have in common.
  ///
  /// @param query the template of the lookup
  /// @param update the statement that stores a value; nothing makes the table read-only
  /// @param resultFormat the template of each value
  /// @param domains only keys in these domains are looked up; empty for all keys
  /// @param expansionLimit how many values a lookup may give, 0 for any number
  record Statements(
      String query,
      Optional<String> update,
      String resultFormat,
      List<String> domains,
      int expansionLimit) {
    /// Copies the list.
    public Statements {
      domains = List.copyOf(domains);
    }
  }

  /// Any of the databases.
  sealed interface Sql extends SourceConfig {
    /// What is asked.
    Statements statements();

    /// In whose SQL.
    SqlDialect dialect();

    @Override
    default boolean isWritable() {
      return statements().update().isPresent();
    }
  }

  /// `source = "sqlite"`.
  ///
  /// @param database the file, absolute
  /// @param statements what is asked
  record Sqlite(Path database, Statements statements) implements Sql {
    @Override
    public SqlDialect dialect() {
      return SqlDialect.SQLITE;
    }
  }

  /// `source = "postgresql"` or `"mariadb"`.
  ///
  /// @param dialect which of the two
  /// @param url the JDBC address, without a password
  /// @param user the database user; empty for the driver's own choice
  /// @param passwordFile a file that holds the password, if one is needed
  /// @param pool connections at most
  /// @param statements what is asked
  record Remote(
      SqlDialect dialect,
      String url,
      String user,
      Optional<Path> passwordFile,
      int pool,
      Statements statements)
      implements Sql {}

  /// `source = "remote"`: a table of another map server.
  ///
  /// @param endpoint in Postfix's notation, as [MapsEndpoint] reads it
  /// @param connections at most
  record OtherServer(String endpoint, int connections) implements SourceConfig {
    /// Whether its protocol carries changes; whether it takes them is for it to say.
    @Override
    public boolean isWritable() {
      return endpoint.startsWith("tcp:");
    }
  }

  /// How the tables of a chain work together.
  enum ChainMode {
    /// The first table that has the key wins.
    FIRST,
    /// The next table is asked if one fails.
    FAILOVER,
    /// The values of all tables, joined by commas.
    UNION;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// `source = "chain"`: several tables asked as one.
  ///
  /// @param tables names of other tables, at least one
  /// @param mode how they work together
  record Chain(List<String> tables, ChainMode mode) implements SourceConfig {
    /// Copies the list.
    public Chain {
      tables = List.copyOf(tables);
    }
  }
}
