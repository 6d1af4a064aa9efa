package dev.sennit.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.interop.peer.Postfix;
import dev.sennit.interop.peer.Scratch;
import dev.sennit.interop.peer.SennitDaemon;
import dev.sennit.interop.peer.Sqlite;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A living Postfix whose aliases come over tcp_table and whose routes come over socketmap.
///
/// Addresses are used once each: a Postfix worker remembers what it could not resolve.
@Tag("peer")
@Timeout(300)
class PostfixDeliveryIT {
  private static final String SENDER = "me@test.invalid";
  private static final Scratch SCRATCH = new Scratch();
  private static final Path ALIASES = SCRATCH.path("aliases.sqlite");
  private static SennitDaemon daemon;
  private static Postfix postfix;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    Sqlite.run(
        ALIASES,
        """
        CREATE TABLE aliases(name TEXT PRIMARY KEY, value TEXT);
        INSERT INTO aliases VALUES('info@alias.test', 'bob@box.test');
        INSERT INTO aliases VALUES('both@alias.test', 'bob@box.test, carol@box.test');
        INSERT INTO aliases VALUES('late@alias.test', 'carol@box.test');
        INSERT INTO aliases VALUES('routed@alias.test', 'someone@routed.test');
        INSERT INTO aliases VALUES('stopped@alias.test', 'carol@box.test');
        INSERT INTO aliases VALUES('grün@alias.test', 'bob@box.test');
        INSERT INTO aliases VALUES('"a b"@alias.test', 'carol@box.test');
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
            [table.transport]
            source = "static"
            entries = { "someone@routed.test" = "discard:routed by a table" }
            [[maps]]
            protocol = "tcp_table"
            listen = "tcp:$TCP:interface=127.0.0.1"
            table = "aliases"
            [[maps]]
            protocol = "socketmap"
            listen = "tcp:$SOCKETMAP:interface=127.0.0.1"
            """);
    postfix =
        Postfix.start(
            Map.of(
                "virtual_alias_maps", daemon.tcp(),
                "transport_maps", daemon.socketmap("transport")));
  }

  @AfterAll
  static void stop() {
    try (SCRATCH;
        var _ = daemon;
        var _ = postfix) {
      // closing is all, also of what a failed start has left
    }
  }

  @Test
  void smtp_aliasInTheTable_isDelivered() throws IOException, InterruptedException {
    int mark = postfix.log().mark();
    try (var smtp = postfix.smtp().from(SENDER)) {
      assertThat(smtp.to("info@alias.test")).startsWith("250 ");
      assertThat(smtp.content("greeting")).startsWith("250 ");
    }
    assertThat(postfix.awaitMail(mark, "info@alias.test", "bob")).contains("Subject: greeting");
  }

  @Test
  void smtp_aliasInOtherCase_isDeliveredNotBounced() throws IOException, InterruptedException {
    int mark = postfix.log().mark();
    try (var smtp = postfix.smtp().from(SENDER)) {
      assertThat(smtp.to("Both@ALIAS.test")).startsWith("250 ");
      assertThat(smtp.content("for two")).startsWith("250 ");
    }
    postfix.awaitMail(mark, "Both@ALIAS.test", "bob");
    postfix.awaitMail(mark, "Both@ALIAS.test", "carol");
  }

  @Test
  void smtp_quotedLocalPartWithBlank_isDelivered() throws IOException, InterruptedException {
    int mark = postfix.log().mark();
    try (var smtp = postfix.smtp().from(SENDER)) {
      assertThat(smtp.to("\"a b\"@alias.test")).startsWith("250 ");
      assertThat(smtp.content("quoted")).startsWith("250 ");
    }
    postfix.awaitMail(mark, "\"a b\"@alias.test", "carol");
  }

  @Test
  void smtp_addressInUtf8_isDelivered() throws IOException, InterruptedException {
    int mark = postfix.log().mark();
    try (var smtp = postfix.smtp()) {
      assertThat(smtp.say("MAIL FROM:<" + SENDER + "> SMTPUTF8")).startsWith("250 ");
      assertThat(smtp.to("Grün@alias.test")).startsWith("250 ");
      assertThat(smtp.content("umlaut")).startsWith("250 ");
    }
    postfix.awaitMail(mark, "Grün@alias.test", "bob");
  }

  @Test
  void smtp_unknownAlias_isRefusedForGood() throws IOException {
    try (var smtp = postfix.smtp().from(SENDER)) {
      assertThat(smtp.to("nobody@alias.test"))
          .startsWith("550 5.1.1 ")
          .contains("User unknown in virtual alias table");
    }
  }

  @Test
  void smtp_routeInTheTable_isTakenAndStarIsNot() throws IOException, InterruptedException {
    int mark = postfix.log().mark();
    try (var smtp = postfix.smtp().from(SENDER)) {
      assertThat(smtp.to("routed@alias.test")).startsWith("250 ");
      assertThat(smtp.content("routed")).startsWith("250 ");
    }
    assertThat(postfix.log().await(mark, "to=<someone@routed.test>"))
        .contains("relay=none")
        .contains("status=sent (routed by a table)");
  }

  @Test
  void outage_ofTheDatabase_defersThenDelivers() throws IOException, InterruptedException {
    int mark = postfix.log().mark();
    Sqlite.run(ALIASES, "ALTER TABLE aliases RENAME TO gone;\n");
    try (var smtp = postfix.smtp().from(SENDER)) {
      assertThat(smtp.to("unlucky@alias.test"))
          .startsWith("451 4.3.0 ")
          .contains("Temporary lookup failure");
      postfix.sendmail(SENDER, "late@alias.test", "late");
      postfix.log().await(mark, "message not accepted, try again later");
    } finally {
      Sqlite.run(ALIASES, "ALTER TABLE gone RENAME TO aliases;\n");
    }
    assertThat(postfix.log().from(mark)).noneMatch(line -> line.contains("status=bounced"));
    postfix.flush();
    assertThat(postfix.awaitMail(mark, "late@alias.test", "carol")).contains("Subject: late");
  }

  @Test
  void outage_ofTheDaemon_keepsTheMailThenDelivers() throws IOException, InterruptedException {
    int mark = postfix.log().mark();
    assertThat(daemon.terminate()).isZero();
    try {
      postfix.sendmail(SENDER, "stopped@alias.test", "stopped");
      postfix.log().await(mark, "Connection refused");
      assertThat(postfix.log().from(mark)).noneMatch(line -> line.contains("status=bounced"));
    } finally {
      daemon.startAgain();
    }
    postfix.flush();
    assertThat(postfix.awaitMail(mark, "stopped@alias.test", "carol")).contains("Subject: stopped");
  }
}
