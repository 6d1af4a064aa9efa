package dev.sennit.daemon;

import dev.sennit.daemon.host.StateDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;

/// What is served without a configuration file, on loopback: one table of mail aliases in an SQLite
/// file, in both protocols for maps; ident; the demonstration commands of AMP; and objects of
/// Perspective Broker.
final class Demo {
  /// The key to try.
  static final String KEY = "alice@example.com";

  private static final String DATABASE = "aliases.sqlite";
  private static final Map<String, String> ENTRIES =
      new TreeMap<>(
          Map.of(
              KEY,
              "alice@mail.example.net",
              "bob@example.com",
              "bob@mail.example.net",
              "postmaster@example.com",
              "alice@example.com",
              "team@example.com",
              "alice@example.com, bob@example.com"));

  private Demo() {}

  /// The configuration file that it would have.
  static String toml() throws IOException {
    try (InputStream in = Demo.class.getResourceAsStream("demo.toml")) {
      if (in == null) {
        throw new IOException("demo.toml: not in the program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /// Makes the database, unless it is there: then it is the user's, and kept.
  ///
  /// @param state the directory for it, made if absent
  static void prepare(Path state) throws IOException {
    StateDirectory.create(state);
    Path database = state.resolve(DATABASE);
    if (Files.exists(database)) {
      return;
    }
    Path half = Files.createTempFile(state, DATABASE, ".new");
    try {
      fill(half);
      Files.move(half, database, StandardCopyOption.ATOMIC_MOVE);
    } catch (SQLException e) {
      throw new IOException(half + ": " + e.getMessage(), e);
    } finally {
      Files.deleteIfExists(half);
    }
  }

  private static void fill(Path file) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE aliases (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID");
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO aliases (name, value) VALUES (?, ?)")) {
        for (Map.Entry<String, String> entry : ENTRIES.entrySet()) {
          insert.setString(1, entry.getKey());
          insert.setString(2, entry.getValue());
          insert.executeUpdate();
        }
      }
    }
  }
}
