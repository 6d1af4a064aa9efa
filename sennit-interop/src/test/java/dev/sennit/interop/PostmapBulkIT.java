package dev.sennit.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.interop.peer.Postmap;
import dev.sennit.interop.peer.Scratch;
import dev.sennit.interop.peer.SennitDaemon;
import dev.sennit.interop.peer.Sqlite;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// 100,000 keys, half of them missing, through `postmap -q -`.
@Tag("peer")
@Timeout(300)
class PostmapBulkIT {
  private static final int KEYS = 100_000;
  private static final List<Integer> NUMBERS = Users.shuffled(KEYS);
  private static final Scratch SCRATCH = new Scratch();
  private static final Postmap POSTMAP = new Postmap();
  private static SennitDaemon daemon;

  @BeforeAll
  static void start() throws InterruptedException {
    SCRATCH.write("users", Users.table(KEYS));
    Sqlite.run(SCRATCH.path("users.sqlite"), Users.sql(KEYS));
    daemon =
        SennitDaemon.start(
            SCRATCH,
            """
            state = "$D"
            [table.users]
            source = "file"
            file = "users"
            [table.stored]
            source = "sqlite"
            database = "users.sqlite"
            query = "SELECT value FROM aliases WHERE name = '%s'"
            [[maps]]
            protocol = "tcp_table"
            listen = "tcp:$TCP:interface=127.0.0.1"
            table = "users"
            [[maps]]
            protocol = "socketmap"
            listen = "tcp:$SOCKETMAP:interface=127.0.0.1"
            tables = ["users", "stored"]
            [[maps]]
            protocol = "socketmap"
            listen = "unix:$D/maps.sock:mode=660"
            """);
  }

  @AfterAll
  static void stop() {
    try (SCRATCH;
        POSTMAP;
        var _ = daemon) {
      // closing is all, also of what a failed start has left
    }
  }

  @Test
  void bulk_tcpTable_answersAsTheTableSays() throws InterruptedException {
    ask(daemon.tcp());
  }

  @Test
  void bulk_socketmapOverTcp_answersAsTheTableSays() throws InterruptedException {
    ask(daemon.socketmap("users"));
  }

  @Test
  void bulk_socketmapFromSqlite_answersAsTheTableSays() throws InterruptedException {
    ask(daemon.socketmap("stored"));
  }

  @Test
  void bulk_socketmapOverUnix_answersAsTheTableSays() throws InterruptedException {
    ask("socketmap:unix:" + SCRATCH.path("maps.sock") + ":users");
  }

  @Test
  void query_oneKey_printsItsValue() throws InterruptedException {
    for (var table : List.of(daemon.tcp(), daemon.socketmap("users"), daemon.socketmap("stored"))) {
      var found = POSTMAP.query(table, Users.key(42)).expect(0);
      assertThat(found.text()).as(table).isEqualTo(Users.value(42) + "\n");
      var missing = POSTMAP.query(table, Users.key(43)).expect(1);
      assertThat(missing.err().utf8()).as(table).isEmpty();
      assertThat(missing.text()).as(table).isEmpty();
    }
  }

  private static void ask(String table) throws InterruptedException {
    var finished = POSTMAP.bulk(table, Users.keys(NUMBERS)).expect(0);
    var lines = finished.text().lines().toList();
    assertThat(Users.difference(Users.output(NUMBERS), lines)).isEmpty();
    assertThat(finished.err().utf8()).isEmpty();
  }
}
