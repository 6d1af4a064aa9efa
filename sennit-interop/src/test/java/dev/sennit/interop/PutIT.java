package dev.sennit.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.interop.peer.Postmap;
import dev.sennit.interop.peer.Scratch;
import dev.sennit.interop.peer.SennitDaemon;
import dev.sennit.interop.peer.Sqlite;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Values stored over the wire.
@Tag("peer")
@Timeout(300)
class PutIT {
  private static final Scratch SCRATCH = new Scratch();
  private static final Postmap POSTMAP = new Postmap();
  private static SennitDaemon daemon;

  @BeforeAll
  static void start() throws InterruptedException {
    Sqlite.run(
        SCRATCH.path("aliases.sqlite"),
        """
        CREATE TABLE aliases(name TEXT PRIMARY KEY, value TEXT);
        INSERT INTO aliases VALUES('old@example.com', 'before');
        """);
    daemon =
        SennitDaemon.start(
            SCRATCH,
            """
            state = "$D"
            [table.aliases]
            source = "sqlite"
            database = "aliases.sqlite"
            query = "SELECT value FROM aliases WHERE name = '%s'"
            update = "INSERT INTO aliases(name, value) VALUES ('%s', '%v') ON CONFLICT(name) DO UPDATE SET value = excluded.value"
            cache = { size = 1000, positive = "60s", negative = "60s" }
            [table.fixed]
            source = "static"
            entries = { "here" = "there" }
            [[maps]]
            protocol = "tcp_table"
            listen = "tcp:$TCP:interface=127.0.0.1"
            table = "aliases"
            put = true
            [[maps]]
            protocol = "tcp_table"
            listen = "tcp:$SOCKETMAP:interface=127.0.0.1"
            table = "aliases"
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
  void put_newAndOldKey_isSeenAtOnceByEveryConnection() throws IOException, InterruptedException {
    try (var writer = new TcpTableClient(daemon.tcpPort());
        var reader = new TcpTableClient(daemon.tcpPort())) {
      assertThat(reader.ask("get new@example.com")).startsWith("500 ");
      assertThat(reader.ask("get old@example.com")).isEqualTo("200 before");
      assertThat(writer.ask("put new@example.com first%20value")).startsWith("200 ");
      assertThat(reader.ask("get new@example.com")).isEqualTo("200 first%20value");
      assertThat(writer.ask("put old@example.com after")).startsWith("200 ");
      assertThat(reader.ask("get old@example.com")).isEqualTo("200 after");
      assertThat(writer.ask("put New@Example.com second")).startsWith("200 ");
      assertThat(reader.ask("get new@example.com")).isEqualTo("200 second");
    }
    assertThat(POSTMAP.query(daemon.tcp(), "new@example.com").expect(0).text())
        .isEqualTo("second\n");
    assertThat(POSTMAP.query(daemon.tcp(), "old@example.com").expect(0).text())
        .isEqualTo("after\n");
  }

  @Test
  void put_thenPowerCut_isStillThere() throws IOException, InterruptedException {
    try (var writer = new TcpTableClient(daemon.tcpPort())) {
      for (int i = 0; i < 50; i++) {
        assertThat(writer.ask("put kept" + i + "@example.com value" + i)).startsWith("200 ");
      }
    }
    daemon.kill();
    daemon.startAgain();
    for (int i = 0; i < 50; i += 7) {
      assertThat(POSTMAP.query(daemon.tcp(), "kept" + i + "@example.com").expect(0).text())
          .isEqualTo("value" + i + "\n");
    }
  }

  @Test
  void put_whereItIsNotAllowed_isRefusedAndChangesNothing() throws IOException {
    try (var client = new TcpTableClient(daemon.socketmapPort())) {
      assertThat(client.ask("put forbidden@example.com value")).startsWith("500 ");
      assertThat(client.ask("get forbidden@example.com")).startsWith("500 ");
    }
  }

  @Test
  void put_emptyValue_isRefused() throws IOException {
    try (var client = new TcpTableClient(daemon.tcpPort())) {
      assertThat(client.ask("put empty@example.com ")).matches("[45]00 .*");
      assertThat(client.ask("get empty@example.com")).startsWith("500 ");
    }
  }

  @Test
  void put_whileTheDatabaseFails_isTryLaterAndStoresNothing()
      throws IOException, InterruptedException {
    try (var client = new TcpTableClient(daemon.tcpPort())) {
      Sqlite.run(SCRATCH.path("aliases.sqlite"), "ALTER TABLE aliases RENAME TO gone;\n");
      try {
        assertThat(client.ask("put failing@example.com value")).startsWith("400 ");
      } finally {
        Sqlite.run(SCRATCH.path("aliases.sqlite"), "ALTER TABLE gone RENAME TO aliases;\n");
      }
      assertThat(client.ask("get failing@example.com")).startsWith("500 ");
      assertThat(client.ask("put failing@example.com value")).startsWith("200 ");
      assertThat(client.ask("get failing@example.com")).isEqualTo("200 value");
    }
  }
}
