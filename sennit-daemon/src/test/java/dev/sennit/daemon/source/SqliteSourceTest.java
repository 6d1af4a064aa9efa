package dev.sennit.daemon.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sennit.maps.wire.GetReply;
import dev.sennit.maps.wire.MapsReply.Found;
import dev.sennit.maps.wire.MapsReply.NotFound;
import dev.sennit.maps.wire.MapsReply.Refused;
import dev.sennit.maps.wire.MapsReply.Stored;
import dev.sennit.net.wire.Octets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SqliteSourceTest {
  private static final String QUERY = "SELECT value FROM aliases WHERE name = '%s'";
  private static final String UPDATE =
      "INSERT INTO aliases(name, value) VALUES ('%s', '%v')"
          + " ON CONFLICT(name) DO UPDATE SET value = excluded.value";
  private static final String SLOW =
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
          + " WHERE '%s' = 'slow'";

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void makeDatabase() throws SQLException {
    file = directory.resolve("t.sqlite");
    make(file, "bob@box.test");
  }

  @Test
  void find_row_isFound() throws Exception {
    try (Source source = source(QUERY)) {
      assertThat(find(source, "alice@example.com")).isEqualTo(Found.of("bob@box.test"));
      assertThat(find(source, "nobody@example.com")).isEqualTo(NotFound.INSTANCE);
      assertThat(find(source, "x' OR '1'='1")).isEqualTo(NotFound.INSTANCE);
    }
  }

  @Test
  void find_manyRows_areJoinedAndNullAndEmptyLeftOut() throws Exception {
    String rows =
        "SELECT * FROM (VALUES ('a@x.org', 1), (NULL, 2), ('b@y.org', 3), ('', 4), ('noat', 5))"
            + " WHERE '%s' = 'm@ex.org'";
    try (Source source = source(rows)) {
      assertThat(find(source, "m@ex.org")).isEqualTo(Found.of("a@x.org,b@y.org,noat"));
    }
    try (Source source = source(rows + " AND column1 = ''")) {
      assertThat(find(source, "m@ex.org")).isEqualTo(NotFound.INSTANCE);
    }
  }

  @Test
  void find_moreValuesThanTheLimit_isAnErrorAndNotCut() throws Exception {
    String rows = "SELECT * FROM (VALUES ('a'), ('b'), ('c')) WHERE '%s' <> ''";
    SqlQueries queries = SqlQueries.of(rows, SqlDialect.SQLITE);
    try (Source source = new SqlSource(SqlDatabase.sqlite(file), queries.expansionLimit(3))) {
      assertThat(find(source, "k")).isEqualTo(Found.of("a,b,c"));
    }
    try (Source source = new SqlSource(SqlDatabase.sqlite(file), queries.expansionLimit(2))) {
      assertThatThrownBy(() -> find(source, "k"))
          .isInstanceOf(SQLException.class)
          .hasMessage("key k: 3 values or more (expected: at most 2, the expansion-limit)");
    }
  }

  @Test
  void find_keyThatIsNoText_isNotFound() throws Exception {
    try (Source source = source(QUERY)) {
      assertThat(source.find(Octets.of((byte) 0xff))).isEqualTo(NotFound.INSTANCE);
      assertThat(source.find(Octets.utf8("a\0b"))).isEqualTo(NotFound.INSTANCE);
      assertThat(source.find(Octets.EMPTY)).isEqualTo(NotFound.INSTANCE);
    }
  }

  @Test
  void store_value_isSeenByTheNextFindAndByOthers() throws Exception {
    try (Source source = writable(file);
        Source other = source(QUERY)) {
      Octets key = Octets.utf8("new@example.com");
      assertThat(source.store(key, Octets.utf8("1'%s"))).isEqualTo(Stored.INSTANCE);
      assertThat(source.find(key)).isEqualTo(Found.of("1'%s"));
      assertThat(source.store(key, Octets.utf8("2"))).isEqualTo(Stored.INSTANCE);
      assertThat(source.find(key)).isEqualTo(Found.of("2"));
      assertThat(other.find(key)).isEqualTo(Found.of("2"));
    }
  }

  @Test
  void store_whatCanNotBeStored_isRefused() throws Exception {
    Octets key = Octets.utf8("k");
    try (Source source = writable(file)) {
      assertThat(source.store(key, Octets.EMPTY)).isInstanceOf(Refused.class);
      assertThat(source.store(key, Octets.utf8("a\nb"))).isInstanceOf(Refused.class);
      assertThat(source.store(key, Octets.of((byte) 0xff))).isInstanceOf(Refused.class);
      assertThat(source.store(key, Octets.utf8("forbidden"))).isInstanceOf(Refused.class);
    }
    try (Source source = source(QUERY)) {
      assertThat(source.store(key, key)).isEqualTo(new Refused("this table is read-only"));
    }
  }

  @Test
  void find_fileMissing_isAnErrorUntilItIsThere() throws Exception {
    Path missing = directory.resolve("missing.sqlite");
    for (boolean writes : List.of(false, true)) {
      try (Source source = writes ? writable(missing) : source(missing, QUERY)) {
        assertThatThrownBy(() -> find(source, "alice@example.com"))
            .hasMessage("database: " + missing + " (expected: an SQLite file that exists)");
        assertThat(missing).doesNotExist();
        make(missing, "later");
        assertThat(find(source, "alice@example.com")).isEqualTo(Found.of("later"));
      }
      Files.delete(missing);
      Files.deleteIfExists(Path.of(missing + "-wal"));
      Files.deleteIfExists(Path.of(missing + "-shm"));
    }
  }

  @Test
  void find_fileReplaced_readsTheNewOne() throws Exception {
    try (Source source = source(QUERY)) {
      assertThat(find(source, "alice@example.com")).isEqualTo(Found.of("bob@box.test"));
      Path next = directory.resolve("next.sqlite");
      make(next, "new");
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
      await()
          .untilAsserted(
              () -> assertThat(find(source, "alice@example.com")).isEqualTo(Found.of("new")));
    }
  }

  @Test
  void find_noDatabaseInTheFile_isAnError() throws Exception {
    Path text = Files.writeString(directory.resolve("text"), "no database".repeat(100));
    SqlDatabase hasty = SqlDatabase.sqlite(text).timeout(Duration.ofMillis(300));
    try (Source source = new SqlSource(hasty, SqlQueries.of(QUERY, SqlDialect.SQLITE))) {
      assertThatThrownBy(() -> find(source, "a")).isInstanceOf(SQLException.class);
    }
  }

  @Test
  void find_mistakeInTheStatement_isAnErrorOfEachLookup() throws Exception {
    try (Source source = source("SELECT value FROM nowhere WHERE '%s' = ''")) {
      assertThatThrownBy(() -> find(source, "a")).hasMessageContaining("nowhere");
    }
  }

  @Test
  void find_slowDatabase_failsInTimeAndWorksAgain() throws Exception {
    SqlDatabase hasty = SqlDatabase.sqlite(file).timeout(Duration.ofMillis(300)).pool(1);
    try (Source source = new SqlSource(hasty, SqlQueries.of(SLOW, SqlDialect.SQLITE))) {
      long begun = System.nanoTime();
      assertThatThrownBy(() -> find(source, "slow"))
          .isInstanceOf(SQLTimeoutException.class)
          .hasMessage("database: no answer (expected: one within 300 ms)");
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
      await()
          .ignoreExceptions()
          .untilAsserted(() -> assertThat(find(source, "quick")).isEqualTo(NotFound.INSTANCE));
    }
  }

  @Test
  void find_manyInterrupted_leaveThePoolWhole() throws Exception {
    SqlDatabase database = SqlDatabase.sqlite(file).pool(2);
    try (Source source = new SqlSource(database, SqlQueries.of(SLOW, SqlDialect.SQLITE));
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 20; i++) {
        CompletableFuture<Thread> started = new CompletableFuture<>();
        var lookup =
            threads.submit(() -> {
              started.complete(Thread.currentThread());
              return find(source, "slow");
            });
        started.join().interrupt();
        assertThatThrownBy(lookup::get)
            .isInstanceOf(ExecutionException.class)
            .hasCauseInstanceOf(InterruptedException.class);
      }
      assertThat(find(source, "quick")).isEqualTo(NotFound.INSTANCE);
    }
  }

  @Test
  void store_databaseLocked_isAnErrorInTime() throws Exception {
    SqlDatabase database = SqlDatabase.sqlite(file).timeout(Duration.ofMillis(400));
    SqlQueries queries =
        SqlQueries.of(QUERY, SqlDialect.SQLITE)
            .update(QueryTemplate.update(UPDATE, SqlDialect.SQLITE));
    try (Source source = new SqlSource(database, queries);
        Connection holder = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = holder.createStatement()) {
      assertThat(source.store(Octets.utf8("a"), Octets.utf8("1"))).isEqualTo(Stored.INSTANCE);
      statement.execute("BEGIN IMMEDIATE");
      assertThatThrownBy(() -> source.store(Octets.utf8("a"), Octets.utf8("2")))
          .isInstanceOf(SQLException.class);
      assertThat(find(source, "a")).isEqualTo(Found.of("1"));
      statement.execute("ROLLBACK");
      assertThat(source.store(Octets.utf8("a"), Octets.utf8("3"))).isEqualTo(Stored.INSTANCE);
    }
  }

  @Test
  void find_afterClose_isAnError() {
    Source source = source(QUERY);
    source.close();
    assertThatThrownBy(() -> find(source, "a")).isInstanceOf(SQLException.class);
  }

  @Test
  void settings_wrong_areRefused() {
    assertThatThrownBy(() -> SqlDatabase.sqlite(file).pool(0))
        .hasMessage("pool: 0 (expected: 1..1000)");
    assertThatThrownBy(() -> SqlDatabase.postgresql("jdbc:mariadb://x/y", "", ""))
        .hasMessage("url: jdbc:mariadb://x/y (expected: jdbc:postgresql:...)");
  }

  private Source source(String query) {
    return source(file, query);
  }

  private static Source source(Path file, String query) {
    return new SqlSource(SqlDatabase.sqlite(file), SqlQueries.of(query, SqlDialect.SQLITE));
  }

  private static Source writable(Path file) {
    return new SqlSource(
        SqlDatabase.sqlite(file),
        SqlQueries.of(QUERY, SqlDialect.SQLITE)
            .update(QueryTemplate.update(UPDATE, SqlDialect.SQLITE)));
  }

  private static GetReply find(Source source, String key) throws Exception {
    return source.find(Octets.utf8(key));
  }

  private static void make(Path file, String value) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE aliases(name TEXT PRIMARY KEY, value TEXT CHECK (value <> 'forbidden'))");
      statement.execute("INSERT INTO aliases VALUES ('alice@example.com', '" + value + "')");
    }
  }
}
