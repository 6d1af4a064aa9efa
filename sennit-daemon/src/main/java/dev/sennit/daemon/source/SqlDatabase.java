package dev.sennit.daemon.source;

import java.nio.file.Path;
import java.time.Duration;

/// Which database to ask, and how long to wait for it.
///
/// @param dialect which kind it is
/// @param url for JDBC; it may name several hosts as the driver has it, such as
///   `jdbc:postgresql://a,b/mail` or `jdbc:mariadb:sequential://a,b/mail`
/// @param user empty: none
/// @param password empty: none
/// @param pool how many connections at most, 1..1000
/// @param timeout for one lookup in all, 100 ms or more; should be below the time in which the
///   server answers
public record SqlDatabase(
    SqlDialect dialect, String url, String user, String password, int pool, Duration timeout) {
  private static final int POOL = 8;
  private static final Duration TIMEOUT = Duration.ofSeconds(4);

  /// @throws IllegalArgumentException if a number is out of its range or the URL of another kind
  public SqlDatabase {
    String scheme = "jdbc:" + dialect.name().toLowerCase(java.util.Locale.ROOT) + ":";
    if (!url.startsWith(scheme)) {
      throw new IllegalArgumentException("url: " + url + " (expected: " + scheme + "...)");
    }
    if (pool < 1 || pool > 1000) {
      throw new IllegalArgumentException("pool: " + pool + " (expected: 1..1000)");
    }
    if (timeout.toMillis() < 100) {
      throw new IllegalArgumentException("timeout: " + timeout + " (expected: 100 ms or more)");
    }
  }

  /// An SQLite file, 4 connections, 4 s.
  public static SqlDatabase sqlite(Path file) {
    String url = "jdbc:sqlite:" + file.toAbsolutePath();
    return new SqlDatabase(SqlDialect.SQLITE, url, "", "", POOL / 2, TIMEOUT);
  }

  /// A PostgreSQL server, 8 connections, 4 s.
  public static SqlDatabase postgresql(String url, String user, String password) {
    return new SqlDatabase(SqlDialect.POSTGRESQL, url, user, password, POOL, TIMEOUT);
  }

  /// A MariaDB server, 8 connections, 4 s. The driver insists on TLS, unless the URL says
  /// `sslMode=disable`.
  public static SqlDatabase mariadb(String url, String user, String password) {
    return new SqlDatabase(SqlDialect.MARIADB, url, user, password, POOL, TIMEOUT);
  }

  /// The same with another limit of connections.
  public SqlDatabase pool(int connections) {
    return new SqlDatabase(dialect, url, user, password, connections, timeout);
  }

  /// The same with another limit of time.
  public SqlDatabase timeout(Duration limit) {
    return new SqlDatabase(dialect, url, user, password, pool, limit);
  }

  /// Without the password.
  @Override
  public String toString() {
    return dialect + " " + url + " pool=" + pool + " timeout=" + timeout;
  }
}
