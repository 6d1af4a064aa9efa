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
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a table in a database server does, whichever server it is.
@Timeout(120)
abstract class SqlServerContract {

  /// Starts the server, which is not running, on its port and data.
  abstract void startServer() throws Exception;

  /// Stops the server as a crash would.
  abstract void crashServer() throws Exception;

  abstract SqlDatabase database();

  abstract String update();

  /// An expression that takes ten seconds.
  abstract String sleep();

  @BeforeEach
  void makeTable() throws Exception {
    startServer();
    try (Connection connection =
            await()
                .ignoreExceptions()
                .atMost(Duration.ofSeconds(40))
                .until(this::connect, c -> c != null);
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS aliases");
      statement.execute(
          "CREATE TABLE aliases(id INTEGER, name VARCHAR(100) PRIMARY KEY, value VARCHAR(40),"
              + " more VARCHAR(40))");
      statement.execute(
          "INSERT INTO aliases VALUES (1, 'alice@example.com', 'bob@box.test', NULL)");
      statement.execute("INSERT INTO aliases VALUES (2, 'm@example.com', 'a@x.org', 'b@y.org')");
      statement.execute("INSERT INTO aliases VALUES (3, 'n@example.com', '', 'c@z.org')");
    }
  }

  @AfterEach
  void crash() throws Exception {
    crashServer();
  }

  private boolean isUp() throws SQLException {
    connect().close();
    return true;
  }

  private Connection connect() throws SQLException {
    SqlDatabase database = database();
    return DriverManager.getConnection(database.url(), database.user(), database.password());
  }

  @Test
  void find_rowsAndColumns_areAllJoined() throws Exception {
    try (Source source =
        source("SELECT value, more FROM aliases WHERE name LIKE '%s' ORDER BY id")) {
      assertThat(find(source, "alice@example.com")).isEqualTo(Found.of("bob@box.test"));
      assertThat(find(source, "%@example.com"))
          .isEqualTo(Found.of("bob@box.test,a@x.org,b@y.org,c@z.org"));
      assertThat(find(source, "x' OR '1'='1")).isEqualTo(NotFound.INSTANCE);
      assertThat(find(source, "ü@example.com")).isEqualTo(NotFound.INSTANCE);
      assertThat(source.find(Octets.utf8("a\0b"))).isEqualTo(NotFound.INSTANCE);
    }
  }

  @Test
  void find_numberColumn_isComparedWithTheText() throws Exception {
    try (Source source = source("SELECT value FROM aliases WHERE id = '%u'")) {
      assertThat(find(source, "1@x")).isEqualTo(Found.of("bob@box.test"));
    }
  }

  @Test
  void store_value_isSeenByTheNextFind() throws Exception {
    SqlDatabase database = database();
    SqlQueries queries =
        SqlQueries.of("SELECT value FROM aliases WHERE name = '%s'", database.dialect())
            .update(QueryTemplate.update(update(), database.dialect()));
    try (Source source = new SqlSource(database, queries)) {
      Octets key = Octets.utf8("ü'\\@example.com");
      assertThat(source.store(key, Octets.utf8("1'\\ü"))).isEqualTo(Stored.INSTANCE);
      assertThat(source.find(key)).isEqualTo(Found.of("1'\\ü"));
      assertThat(source.store(key, Octets.utf8("2"))).isEqualTo(Stored.INSTANCE);
      assertThat(source.store(key, Octets.utf8("2"))).isEqualTo(Stored.INSTANCE);
      assertThat(source.find(key)).isEqualTo(Found.of("2"));
      assertThat(source.store(key, Octets.utf8("x".repeat(41)))).isInstanceOf(Refused.class);
    }
  }

  @Test
  void find_serverDown_failsFastAndWorksWhenItIsBack() throws Exception {
    try (Source source = source("SELECT value FROM aliases WHERE name = '%s'")) {
      assertThat(find(source, "alice@example.com")).isEqualTo(Found.of("bob@box.test"));
      crashServer();
      for (int i = 0; i < 3; i++) {
        long begun = System.nanoTime();
        assertThatThrownBy(() -> find(source, "alice@example.com"))
            .isInstanceOf(SQLException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
      }
      startServer();
      await()
          .atMost(Duration.ofSeconds(40))
          .ignoreExceptions()
          .untilAsserted(() ->
              assertThat(find(source, "alice@example.com")).isEqualTo(Found.of("bob@box.test")));
    }
  }

  @Test
  void find_serverRestartedBetweenTwoLookups_isNotNoticed() throws Exception {
    try (Source source = source("SELECT value FROM aliases WHERE name = '%s'")) {
      assertThat(find(source, "alice@example.com")).isEqualTo(Found.of("bob@box.test"));
      crashServer();
      startServer();
      await().atMost(Duration.ofSeconds(40)).ignoreExceptions().until(this::isUp);
      assertThat(find(source, "alice@example.com")).isEqualTo(Found.of("bob@box.test"));
    }
  }

  @Test
  void find_serverNotUpYet_worksWhenItIs() throws Exception {
    crashServer();
    try (Source source = source("SELECT value FROM aliases WHERE name = '%s'")) {
      assertThatThrownBy(() -> find(source, "alice@example.com"))
          .isInstanceOf(SQLException.class)
          .hasMessageStartingWith("database: unreachable: ");
      startServer();
      await()
          .atMost(Duration.ofSeconds(40))
          .ignoreExceptions()
          .untilAsserted(() ->
              assertThat(find(source, "alice@example.com")).isEqualTo(Found.of("bob@box.test")));
    }
  }

  @Test
  void find_slowStatement_failsInTimeAndThePoolWorksOn() throws Exception {
    SqlDatabase hasty = database().timeout(Duration.ofMillis(600)).pool(1);
    String query = "SELECT CASE WHEN '%s' = 'slow' THEN " + sleep() + " END";
    try (Source source = new SqlSource(hasty, SqlQueries.of(query, hasty.dialect()))) {
      await().ignoreExceptions().until(() -> find(source, "quick").equals(NotFound.INSTANCE));
      assertThatThrownBy(() -> find(source, "slow")).isInstanceOf(SQLTimeoutException.class);
      await().ignoreExceptions().until(() -> find(source, "quick").equals(NotFound.INSTANCE));
    }
  }

  @Test
  void find_manyInterrupted_leaveThePoolWhole() throws Exception {
    SqlDatabase database = database().pool(2);
    String query = "SELECT CASE WHEN '%s' = 'slow' THEN " + sleep() + " END";
    try (Source source = new SqlSource(database, SqlQueries.of(query, database.dialect()));
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 10; i++) {
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

  private Source source(String query) {
    SqlDatabase database = database();
    return new SqlSource(database, SqlQueries.of(query, database.dialect()));
  }

  private static GetReply find(Source source, String key) throws Exception {
    return source.find(Octets.utf8(key));
  }
}
