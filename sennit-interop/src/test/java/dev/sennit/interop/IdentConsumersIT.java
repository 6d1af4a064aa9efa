package dev.sennit.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.interop.peer.Child;
import dev.sennit.interop.peer.Finished;
import dev.sennit.interop.peer.Namespace;
import dev.sennit.interop.peer.PostgresServer;
import dev.sennit.interop.peer.Scratch;
import dev.sennit.interop.peer.SennitDaemon;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Programs that ask for ident at port 113, and get their answers from the daemon; in a network of
/// the test's own. Needs root.
@Tag("peer")
@Timeout(300)
class IdentConsumersIT {
  private static final String USER = "games";
  private static final Scratch SCRATCH = new Scratch();
  private static Namespace namespace;
  private static SennitDaemon daemon;

  @BeforeAll
  static void start() throws InterruptedException {
    namespace = Namespace.start();
    daemon =
        SennitDaemon.start(
            SCRATCH,
            """
            [ident]
            listen = "tcp:113:interface=127.0.0.1"
            """,
            namespace);
  }

  @AfterAll
  static void stop() {
    try (SCRATCH;
        var _ = namespace;
        var _ = daemon) {
      // closing is all, also of what a failed start has left
    }
  }

  private static List<String> perl(String script) throws InterruptedException {
    String file = SCRATCH.peer(script).toString();
    return namespace.run("/usr/bin/perl", file, USER).expect(0).text().lines().toList();
  }

  @Test
  void poe_asksTheDaemon_getsReplyAndErrorEvents() throws InterruptedException {
    assertThat(perl("ident_poe.pl"))
        .containsExactly(
            "socket: reply UNIX " + USER + " about the connection",
            "addresses: reply UNIX " + USER + " about the connection",
            "nobody: error NO-USER",
            "refused: error UKNOWN-ERROR");
  }

  @Test
  void netIdent_asksTheDaemon_getsUserAndError() throws InterruptedException {
    assertThat(perl("ident_net.pl"))
        .containsExactly("socket: " + USER + " UNIX -", "nobody: - ERROR NO-USER");
  }

  private static List<String> program(String... words) {
    return namespace.command(List.of(words));
  }

  @Test
  void ngircd_looksUpAUser_putsTheIdentIntoTheMask() throws InterruptedException {
    Path config =
        SCRATCH.write(
            "ngircd.conf",
            """
            [Global]
            Name = irc.test.invalid
            Info = test
            Listen = 127.0.0.1
            Ports = 6667
            MotdPhrase = hello
            ServerUID = irc
            ServerGID = irc
            [Limits]
            ConnectRetry = 60
            [Options]
            DNS = yes
            Ident = yes
            PAM = no
            """);
    var command = program("/usr/sbin/ngircd", "--nodaemon", "--config", config.toString());
    try (var ngircd = Child.start("ngircd", Path.of("/"), Map.of(), command)) {
      ngircd
          .out()
          .await(0, line -> line.contains("Now listening"), "a port", Duration.ofSeconds(60));
      String script = SCRATCH.peer("irc_user.py").toString();
      for (String user : List.of(USER, "www-data")) {
        Finished asked = namespace.run("/usr/bin/python3", script, user, "6667").expect(0);
        // a name with anything but letters and digits is no ident to ngircd
        String ident = user.equals(USER) ? USER : "~claimed";
        assertThat(asked.text()).startsWith("tester!" + ident + "@").hasLineCount(1);
      }
    }
  }

  @Test
  void postgres_identAuthentication_letsTheRightUserIn() throws InterruptedException {
    try (var postgres = PostgresServer.trustingIdent(namespace)) {
      postgres.sql("CREATE ROLE " + USER + " LOGIN");
      assertThat(postgres.sql(USER, USER, "SELECT current_user").expect(0).text())
          .isEqualTo(USER + "\n");
      assertThat(postgres.sql(USER, "postgres", "SELECT current_user").expect(2).err().utf8())
          .contains("Ident authentication failed for user \"postgres\"");
    }
  }
}
