package dev.sennit.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sennit.interop.peer.Postfix;
import dev.sennit.interop.peer.Scratch;
import dev.sennit.interop.peer.SennitDaemon;
import dev.sennit.testkit.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The other ways in which a Postfix asks a map: through its proxy, in a pipe or a union, as an
/// access list, over a socket in its chroot, from a process that it starts itself.
@Tag("peer")
@Timeout(300)
class PostfixWiringIT {
  private static final Scratch SCRATCH = new Scratch();
  private static final String ALIASES =
      """
      [table.aliases]
      source = "static"
      entries = { "info@alias.test" = "bob@box.test", "piped@alias.test" = "step", "step" = "carol@box.test" }
      """;
  private static final String CONFIG =
      """
      state = "$D"
      """
          + ALIASES
          + """
          [table.access]
          source = "static"
          entries = { "banned@alias.test" = "REJECT not with us", "bad@alias.test" = "no such word" }
          [table.patterns]
          source = "regexp"
          file = "patterns"
          [table.senders]
          source = "static"
          entries = { "spam.test" = "REJECT not from there" }
          walk = "access-address"
          [table.routes]
          source = "static"
          entries = { "catch@box.test" = "error:one address only" }
          [table.everything]
          source = "static"
          entries = { "*" = "discard:caught" }
          [[maps]]
          protocol = "tcp_table"
          listen = "tcp:$TCP:interface=127.0.0.1"
          table = "aliases"
          [[maps]]
          protocol = "socketmap"
          listen = "tcp:$SOCKETMAP:interface=127.0.0.1"
          """;

  private static Postfix postfix;
  private static SennitDaemon daemon;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    SCRATCH.write("patterns", "/^spam-(.+)@/  REJECT no $1 here\n");
    postfix = Postfix.start(Map.of());
    daemon =
        SennitDaemon.start(
            SCRATCH,
            CONFIG
                + """
                [[maps]]
                protocol = "socketmap"
                listen = "unix:$Q/private/maps:mode=666"
                """
                    .replace("$Q", postfix.queueDirectory().toString()));
  }

  @AfterAll
  static void stop() {
    try (SCRATCH;
        var _ = postfix;
        var _ = daemon) {
      // closing is all, also of what a failed start has left
    }
  }

  /// Sets these and takes back what another test has set.
  private static void settings(Map<String, String> settings) throws InterruptedException {
    for (String name :
        List.of("virtual_alias_maps", "transport_maps", "smtpd_recipient_restrictions")) {
      postfix.set(name, settings.getOrDefault(name, ""));
    }
    postfix.reload();
  }

  private static void delivers(String recipient, String mailbox)
      throws IOException, InterruptedException {
    int mark = postfix.log().mark();
    try (var smtp = postfix.smtp().from("me@test.invalid")) {
      assertThat(smtp.to(recipient)).startsWith("250 ");
      assertThat(smtp.to("nobody@alias.test")).startsWith("550 5.1.1 ");
      assertThat(smtp.content("wired")).startsWith("250 ");
    }
    postfix.awaitMail(mark, recipient, mailbox);
  }

  @Test
  void proxy_ofTcpTable_delivers() throws IOException, InterruptedException {
    settings(Map.of("virtual_alias_maps", "proxy:" + daemon.tcp()));
    delivers("info@alias.test", "bob");
  }

  @Test
  void pipemap_ofBothProtocols_delivers() throws IOException, InterruptedException {
    settings(
        Map.of(
            "virtual_alias_maps",
            "pipemap:{" + daemon.tcp() + "," + daemon.socketmap("aliases") + "}"));
    delivers("piped@alias.test", "carol");
  }

  @Test
  void unionmap_withAnInlineTable_delivers() throws IOException, InterruptedException {
    settings(
        Map.of(
            "virtual_alias_maps",
            "unionmap:{" + daemon.tcp() + ",inline:{info@alias.test=carol@box.test}}"));
    int mark = postfix.log().mark();
    delivers("info@alias.test", "bob");
    postfix.awaitMail(mark, "info@alias.test", "carol");
  }

  @Test
  void socket_inTheQueueDirectory_delivers() throws IOException, InterruptedException {
    settings(Map.of("virtual_alias_maps", "socketmap:unix:private/maps:aliases"));
    delivers("info@alias.test", "bob");
  }

  @Test
  void access_rejectWithText_reachesTheClient() throws IOException, InterruptedException {
    settings(
        Map.of(
            "virtual_alias_maps",
            daemon.tcp(),
            "smtpd_recipient_restrictions",
            "check_recipient_access " + daemon.socketmap("access") + ", permit_mynetworks"));
    try (var smtp = postfix.smtp().from("me@test.invalid")) {
      assertThat(smtp.to("banned@alias.test")).startsWith("554 5.7.1 ").endsWith("not with us");
      assertThat(smtp.to("bad@alias.test")).startsWith("451 4.3.5 ");
      assertThat(smtp.to("info@alias.test")).startsWith("250 ");
    }
  }

  @Test
  void access_patternsAndPartialKeys_refuseWithTheirTexts()
      throws IOException, InterruptedException {
    settings(
        Map.of(
            "smtpd_recipient_restrictions",
            "check_sender_access "
                + daemon.socketmap("senders")
                + ", check_recipient_access "
                + daemon.socketmap("patterns")
                + ", permit_mynetworks"));
    try (var smtp = postfix.smtp().from("me@test.invalid")) {
      assertThat(smtp.to("Spam-offers@box.test"))
          .startsWith("554 5.7.1 ")
          .endsWith("no offers here");
      assertThat(smtp.to("bob@box.test")).startsWith("250 ");
    }
    try (var smtp = postfix.smtp().from("me@sub.spam.test")) {
      assertThat(smtp.to("bob@box.test")).startsWith("554 5.7.1 ").endsWith("not from there");
    }
  }

  @Test
  void spawn_ofACommandOnStandardInput_delivers() throws IOException, InterruptedException {
    assumeThat(unreadable(SennitDaemon.launcher())).as("closed to the user nobody").isEmpty();
    Path tables = SCRATCH.write("tables.toml", ALIASES);
    Path log = Files.createFile(SCRATCH.path("stdio.log"));
    Files.setPosixFilePermissions(log, PosixFilePermissions.fromString("rw-rw-rw-"));
    String at = "127.0.0.1:" + FreePort.tcp();
    String command =
        String.join(
            " ",
            SennitDaemon.command(
                "maps", "stdio", "-c", tables.toString(), "--log", log.toString()));
    postfix.service(at, "inet", "n n n - - spawn user=nobody argv=" + command);
    settings(Map.of("virtual_alias_maps", "tcp:" + at));
    delivers("info@alias.test", "bob");
    assertThat(log).isEmptyFile();
  }

  /// The directories on the way that others may not pass.
  private static List<Path> unreadable(Path launcher) throws IOException {
    List<Path> closed = new ArrayList<>();
    for (Path at = launcher.getParent(); at != null; at = at.getParent()) {
      if (!Files.getPosixFilePermissions(at).contains(PosixFilePermission.OTHERS_EXECUTE)) {
        closed.add(at);
      }
    }
    return closed;
  }

  @Test
  void access_tableThatDoesNotExist_isNeverAFinalRefusal()
      throws IOException, InterruptedException {
    settings(
        Map.of(
            "smtpd_recipient_restrictions",
            "check_recipient_access " + daemon.socketmap("nowhere") + ", permit_mynetworks"));
    try (var smtp = postfix.smtp().from("me@test.invalid")) {
      assertThat(smtp.to("bob@box.test")).startsWith("451 4.3.5 ");
    }
  }

  @Test
  void transport_star_isAnsweredOnlyWhereTheTableHasIt() throws IOException, InterruptedException {
    settings(Map.of("transport_maps", daemon.socketmap("routes")));
    int mark = postfix.log().mark();
    try (var smtp = postfix.smtp().from("me@test.invalid")) {
      assertThat(smtp.to("bob@box.test")).startsWith("250 ");
      assertThat(smtp.content("no star")).startsWith("250 ");
    }
    assertThat(postfix.log().await(mark, "to=<bob@box.test>")).contains("delivered to maildir");

    settings(Map.of("transport_maps", daemon.socketmap("everything")));
    mark = postfix.log().mark();
    try (var smtp = postfix.smtp().from("me@test.invalid")) {
      assertThat(smtp.to("carol@far.test")).startsWith("250 ");
      assertThat(smtp.content("star")).startsWith("250 ");
    }
    assertThat(postfix.log().await(mark, "to=<carol@far.test>")).contains("status=sent (caught)");
  }
}
