package dev.sennit.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.interop.peer.Postfix;
import dev.sennit.interop.peer.PostgresServer;
import dev.sennit.interop.peer.Postmap;
import dev.sennit.interop.peer.Scratch;
import dev.sennit.interop.peer.SennitDaemon;
import dev.sennit.net.wire.Octets;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The database server behind the daemon goes away and comes back while Postfix works.
@Tag("peer")
@Timeout(300)
class PostgresOutageIT {
  private static final Duration RECOVERY_LIMIT = Duration.ofSeconds(15);

  private static final String CONFIG =
      """
      state = "$D"
      [timeouts]
      answer = "3s"
      [table.aliases]
      source = "postgresql"
      url = "$URL"
      user = "postgres"
      query = "SELECT value FROM aliases WHERE name = '%s'"
      [[maps]]
      protocol = "tcp_table"
      listen = "tcp:$TCP:interface=127.0.0.1"
      table = "aliases"
      [[maps]]
      protocol = "socketmap"
      listen = "tcp:$SOCKETMAP:interface=127.0.0.1"
      """;

  @Test
  void outage_ofTheDatabaseServer_defersThenDelivers() throws IOException, InterruptedException {
    try (var scratch = new Scratch();
        var postgres = PostgresServer.start()) {
      postgres.sql("CREATE TABLE aliases(name text PRIMARY KEY, value text)");
      for (String name : new String[] {"before", "during", "after"}) {
        postgres.sql("INSERT INTO aliases VALUES('" + name + "@alias.test', 'bob@box.test')");
      }
      try (var daemon = SennitDaemon.start(scratch, CONFIG.replace("$URL", postgres.url()));
          var postmap = new Postmap();
          var postfix = Postfix.start(Map.of("virtual_alias_maps", daemon.tcp()))) {
        accepts(postfix, "before@alias.test");

        postgres.stop();
        refusesForNow(postfix, "unlucky@alias.test");
        answersInTime(postmap, daemon.tcp());
        answersInTime(postmap, daemon.socketmap("aliases"));
        int mark = postfix.log().mark();
        postfix.sendmail("me@test.invalid", "during@alias.test", "patience");
        postfix.log().await(mark, "message not accepted, try again later");

        postgres.startAgain();
        recovers(daemon);
        postfix.flush();
        assertThat(postfix.awaitMail(mark, "during@alias.test", "bob")).contains("patience");
        accepts(postfix, "after@alias.test");
        assertThat(postmap.query(daemon.tcp(), "nobody@alias.test").expect(1).err().utf8())
            .isEmpty();
        assertThat(postfix.log().all()).noneMatch(line -> line.contains("status=bounced"));
      }
    }
  }

  private static void accepts(Postfix postfix, String recipient)
      throws IOException, InterruptedException {
    int mark = postfix.log().mark();
    try (var smtp = postfix.smtp().from("me@test.invalid")) {
      assertThat(smtp.to(recipient)).startsWith("250 ");
      assertThat(smtp.content("plain")).startsWith("250 ");
    }
    postfix.awaitMail(mark, recipient, "bob");
  }

  /// Without a restart, and without one wrong answer meanwhile.
  private static void recovers(SennitDaemon daemon) throws IOException {
    try (var client = new TcpTableClient(daemon.tcpPort())) {
      long begin = System.nanoTime();
      String answer;
      do {
        answer = client.ask("get after@alias.test");
        assertThat(answer).matches("200 bob@box.test|400 .*");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(RECOVERY_LIMIT);
      } while (answer == null || !answer.startsWith("200 "));
    }
  }

  private static void refusesForNow(Postfix postfix, String recipient) throws IOException {
    try (var smtp = postfix.smtp().from("me@test.invalid")) {
      assertThat(smtp.to(recipient)).startsWith("451 4.3.0 ");
    }
  }

  /// The answer deadline is 3 s, and postmap itself pauses for one before it gives up.
  private static void answersInTime(Postmap postmap, String table) throws InterruptedException {
    long begin = System.nanoTime();
    var finished = postmap.query(table, "before@alias.test").expect(1);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(7));
    assertThat(finished.err().utf8()).contains("fatal");
  }

  @Test
  void lock_thatIsHeld_isTryLaterInTimeAndOverWhenReleased()
      throws IOException, InterruptedException {
    try (var scratch = new Scratch();
        var postgres = PostgresServer.start();
        var postmap = new Postmap()) {
      postgres.sql("CREATE TABLE aliases(name text PRIMARY KEY, value text)");
      postgres.sql("INSERT INTO aliases VALUES('before@alias.test', 'bob@box.test')");
      try (var daemon = SennitDaemon.start(scratch, CONFIG.replace("$URL", postgres.url()))) {
        try (var holder = postgres.session()) {
          holder.write(Octets.utf8("BEGIN; LOCK TABLE aliases; SELECT 'held';\n"));
          holder.out().await("held");
          answersInTime(postmap, daemon.tcp());
          answersInTime(postmap, daemon.socketmap("aliases"));
          holder.write(Octets.utf8("COMMIT; SELECT 'released';\n"));
          holder.out().await("released");
        }
        var found = postmap.query(daemon.tcp(), "before@alias.test").expect(0);
        assertThat(found.text()).isEqualTo("bob@box.test\n");
      }
    }
  }
}
