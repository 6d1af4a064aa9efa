package dev.sennit.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.interop.peer.Finished;
import dev.sennit.interop.peer.Program;
import dev.sennit.interop.peer.Scratch;
import dev.sennit.interop.peer.SennitDaemon;
import dev.sennit.interop.peer.Sqlite;
import dev.sennit.interop.peer.TwistedMapServer;
import dev.sennit.interop.peer.TwistedMapServer.Mode;
import dev.sennit.net.wire.Octets;
import dev.sennit.testkit.FreePort;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// `sennit maps` against our daemon and against Twisted's server: what it prints and how it exits.
@Tag("peer")
@Timeout(300)
class CommandLineIT {
  private static final int FOUND = 0;
  private static final int NOT_FOUND = 1;
  private static final int TRY_LATER = 75;

  private static final Scratch SCRATCH = new Scratch();
  private static SennitDaemon daemon;

  @BeforeAll
  static void start() throws InterruptedException {
    Sqlite.run(SCRATCH.path("broken.sqlite"), "CREATE TABLE somewhere(name TEXT);\n");
    daemon =
        SennitDaemon.start(
            SCRATCH,
            """
            state = "$D"
            [table.fixed]
            source = "static"
            entries = { "alice@example.com" = "alice@box.test", "bob" = "two  blanks" }
            [table.broken]
            source = "sqlite"
            database = "broken.sqlite"
            query = "SELECT value FROM nowhere WHERE name = '%s'"
            [[maps]]
            protocol = "tcp_table"
            listen = "tcp:$TCP:interface=127.0.0.1"
            table = "fixed"
            [[maps]]
            protocol = "socketmap"
            listen = "tcp:$SOCKETMAP:interface=127.0.0.1"
            [[maps]]
            protocol = "socketmap"
            listen = "unix:$D/maps.sock:mode=600"
            """);
  }

  @AfterAll
  static void stop() {
    try (SCRATCH;
        var _ = daemon) {
      // closing is all, also of what a failed start has left
    }
  }

  private static Finished sennit(String... arguments) throws InterruptedException {
    return sennit(Octets.EMPTY, arguments);
  }

  private static Finished sennit(Octets input, String... arguments) throws InterruptedException {
    return Program.run(input, SennitDaemon.command(arguments));
  }

  @Test
  void get_ofOurDaemon_printsTheValueAndExitsAsPostmap() throws InterruptedException {
    for (String endpoint :
        new String[] {
          daemon.tcp(),
          daemon.socketmap("fixed"),
          "socketmap:unix:" + SCRATCH.path("maps.sock") + ":fixed"
        }) {
      var found = sennit("maps", "get", endpoint, "alice@example.com").expect(FOUND);
      assertThat(found.text()).as(endpoint).isEqualTo("alice@box.test\n");
      var missing = sennit("maps", "get", endpoint, "nobody@example.com").expect(NOT_FOUND);
      assertThat(missing.text()).as(endpoint).isEmpty();
    }
  }

  @Test
  void get_keysFromStandardInput_printsTabSeparatedHits() throws InterruptedException {
    var input = Octets.utf8("nobody\nalice@example.com\n\nbob\n");
    for (String endpoint : new String[] {daemon.tcp(), daemon.socketmap("fixed")}) {
      assertThat(sennit(input, "maps", "get", endpoint, "-").expect(FOUND).text())
          .isEqualTo("alice@example.com\talice@box.test\nbob\ttwo  blanks\n");
    }
    sennit(Octets.utf8("nobody\n"), "maps", "get", daemon.tcp(), "-").expect(NOT_FOUND);
  }

  @Test
  void get_ofABrokenTable_exitsAsTemporary() throws InterruptedException {
    var finished = sennit("maps", "get", daemon.socketmap("broken"), "alice").expect(TRY_LATER);
    assertThat(finished.text()).isEmpty();
    assertThat(finished.err().utf8()).isNotBlank();
  }

  @Test
  void get_whereNobodyListens_exitsAsTemporary() throws InterruptedException {
    var finished = sennit("maps", "get", "tcp:127.0.0.1:" + FreePort.tcp(), "alice");
    assertThat(finished.expect(TRY_LATER).err().utf8()).isNotBlank();
  }

  @Test
  void put_intoAReadOnlyTable_isRefused() throws InterruptedException {
    var finished = sennit("maps", "put", daemon.tcp(), "alice@example.com", "x");
    assertThat(finished.status()).isNotIn(FOUND, TRY_LATER);
    assertThat(finished.err().utf8()).isNotBlank();
  }

  @Test
  void stat_ofOurDaemon_succeeds() throws InterruptedException {
    assertThat(sennit("maps", "stat", daemon.tcp(), "alice@example.com").expect(FOUND).text())
        .isNotBlank();
  }

  @Test
  void get_ofTwistedsServer_exitsTheSameWay() throws IOException, InterruptedException {
    var entries = Map.of(Octets.utf8("foo"), Octets.utf8("ThisIs Foo"));
    for (Mode mode : new Mode[] {Mode.SYNC, Mode.DEFERRED}) {
      try (var twisted = TwistedMapServer.start(mode, entries)) {
        assertThat(sennit("maps", "get", twisted.table(), "foo").expect(FOUND).text())
            .isEqualTo("ThisIs Foo\n");
        sennit("maps", "get", twisted.table(), "bar").expect(NOT_FOUND);
        var many = sennit(Octets.utf8("bar\nfoo\nbaz\n"), "maps", "get", twisted.table(), "-");
        assertThat(many.expect(FOUND).text()).isEqualTo("foo\tThisIs Foo\n");
      }
    }
    try (var twisted = TwistedMapServer.start(Mode.FAILING, Map.of())) {
      var finished = sennit("maps", "get", twisted.table(), "foo").expect(TRY_LATER);
      assertThat(finished.err().utf8()).contains("This is a test error");
    }
  }
}
