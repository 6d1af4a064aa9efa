package dev.sennit.daemon.source;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.Map;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteOpenMode;

/* How a pool of each kind of database is set up. All waits of the drivers end soon after the
 * lookup's own, so that a server that fell silent sets its threads free again. */
final class SqlConnections {
  private static final long MOST_CONNECT_MILLIS = 1000;
  private static final long LEAST_CONNECT_MILLIS = 250;

  private SqlConnections() {}

  /// A pool that connects when it is asked, also if the database is down now.
  static HikariDataSource pool(SqlDatabase database, boolean writes) {
    HikariConfig config = new HikariConfig();
    long connectMillis = connectMillis(database);
    config.setPoolName("sennit-" + database.dialect().name().toLowerCase(java.util.Locale.ROOT));
    config.setMaximumPoolSize(database.pool());
    config.setMinimumIdle(0);
    config.setIdleTimeout(Duration.ofMinutes(1).toMillis());
    config.setConnectionTimeout(connectMillis);
    config.setValidationTimeout(connectMillis);
    config.setInitializationFailTimeout(-1);
    config.setReadOnly(!writes);
    if (database.dialect() == SqlDialect.SQLITE) {
      config.setDataSource(sqlite(database, writes));
    } else {
      config.setJdbcUrl(database.url());
      config.setUsername(database.user().isEmpty() ? null : database.user());
      config.setPassword(database.password().isEmpty() ? null : database.password());
      properties(database, connectMillis)
          .forEach((name, value) -> addUnlessInUrl(config, database.url(), name, value));
    }
    return new HikariDataSource(config);
  }

  /* A server that does not answer soon is down. A file is always there, but the first lookup has to
   * load SQLite itself, which takes more than a second on a busy machine. */
  private static long connectMillis(SqlDatabase database) {
    long millis = database.timeout().toMillis();
    return database.dialect() == SqlDialect.SQLITE
        ? Math.max(millis, LEAST_CONNECT_MILLIS)
        : Math.clamp(millis / 2, LEAST_CONNECT_MILLIS, MOST_CONNECT_MILLIS);
  }

  private static void addUnlessInUrl(HikariConfig config, String url, String name, String value) {
    if (!url.contains(name + "=")) {
      config.addDataSourceProperty(name, value);
    }
  }

  private static Map<String, String> properties(SqlDatabase database, long connectMillis) {
    long millis = database.timeout().toMillis() + 500;
    String seconds = Long.toString((millis + 999) / 1000);
    String connectSeconds = Long.toString((connectMillis + 999) / 1000);
    return database.dialect() == SqlDialect.POSTGRESQL
        ? Map.of(
            "connectTimeout", connectSeconds,
            "loginTimeout", connectSeconds,
            "socketTimeout", seconds,
            "cancelSignalTimeout", connectSeconds,
            // a parameter has no type of its own, as a text in quotes has none
            "stringtype", "unspecified",
            "tcpKeepAlive", "true",
            "ApplicationName", "sennit")
        : Map.of(
            "connectTimeout", Long.toString(connectMillis),
            "socketTimeout", Long.toString(millis),
            "tcpKeepAlive", "true");
  }

  private static SQLiteDataSource sqlite(SqlDatabase database, boolean writes) {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout((int) Math.min(database.timeout().toMillis() / 2, 60_000));
    if (writes) {
      config.resetOpenMode(SQLiteOpenMode.CREATE);
      config.setJournalMode(JournalMode.WAL);
      config.setSynchronous(SynchronousMode.FULL);
    } else {
      config.setReadOnly(true);
    }
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl(database.url());
    return source;
  }
}
