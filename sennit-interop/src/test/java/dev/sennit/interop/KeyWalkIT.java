package dev.sennit.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.interop.peer.Postfix;
import dev.sennit.interop.peer.Program;
import dev.sennit.interop.peer.Scratch;
import dev.sennit.interop.peer.SennitDaemon;
import dev.sennit.interop.peer.SmtpDialogue;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// One text, twice: as Postfix's own indexed table, where Postfix derives the partial keys, and
/// behind our daemon, where we derive them. SMTP shows no difference.
@Tag("peer")
@Timeout(300)
class KeyWalkIT {
  /// Each value names its key, so that a reply tells which key was hit.
  private static final Map<String, List<String>> ACCESS =
      Map.of(
          "address",
              List.of(
                  "whole+ext@a.test",
                  "base@a.test",
                  "b.test",
                  "sub.c.test",
                  "d.test",
                  "user@",
                  "user+tag@",
                  "x@y@f.test",
                  "\u00fc@a.test"),
          "client",
              List.of(
                  "mail.sub.example.com",
                  "example.org",
                  "test",
                  "192.0.2.7",
                  "198.51.100",
                  "203.0",
                  "10"),
          "helo", List.of("mail.helo.test", "sub.helo.org", "example"));

  private static final List<String> RECIPIENTS =
      List.of(
          "whole+ext@a.test",
          "WHOLE+EXT@A.test",
          "whole@a.test",
          "whole+other@a.test",
          "base+ext@a.test",
          "base@a.test",
          "Base+a+b@a.test",
          "any+x@b.test",
          "any@B.TEST",
          "any@sub.b.test",
          "any@deep.sub.b.test",
          "any@sub.c.test",
          "any@c.test",
          "any@x.sub.c.test",
          "any@d.test",
          "any@d.test.org",
          "any@xd.test",
          "user@else.org",
          "user+tag@else.org",
          "user+other@else.org",
          "other@else.org",
          "+x@else.org",
          "user+@else.org",
          "base+@a.test");

  private static final List<String> CLIENTS =
      List.of(
          "NAME=mail.sub.example.com ADDR=192.0.2.1", "NAME=sub.example.com ADDR=192.0.2.1",
          "NAME=deep.example.org ADDR=192.0.2.1", "NAME=a.b.test ADDR=192.0.2.1",
          "NAME=no.hit.net ADDR=192.0.2.7", "NAME=no.hit.net ADDR=192.0.2.70",
          "NAME=no.hit.net ADDR=198.51.100.9", "NAME=no.hit.net ADDR=198.51.10.9",
          "NAME=no.hit.net ADDR=203.0.113.5", "NAME=no.hit.net ADDR=10.1.2.3",
          "NAME=no.hit.net ADDR=110.1.2.3", "NAME=no.hit.net ADDR=192.0.3.1");

  private static final List<String> HELOS =
      List.of(
          "mail.helo.test",
          "x.mail.helo.test",
          "helo.test",
          "a.sub.helo.org",
          "SUB.HELO.ORG",
          "helo.org",
          "www.example",
          "anexample");

  private static final Map<String, String> ALIASES = aliases();

  private static Map<String, String> aliases() {
    var aliases = new LinkedHashMap<String, String>();
    aliases.put("exact+ext@alias.test", "bob@box.test");
    aliases.put("exact@alias.test", "carol@box.test");
    aliases.put("plain@alias.test", "bob@box.test");
    aliases.put("@all.test", "carol@box.test");
    aliases.put("known@all.test", "bob@box.test");
    aliases.put("bare", "bob@box.test");
    aliases.put("bare+long", "carol@box.test");
    aliases.put("bare@full.test", "carol@box.test");
    aliases.put("exact", "carol@box.test");
    return aliases;
  }

  private static final List<String> ALIAS_RECIPIENTS =
      List.of(
          "exact+ext@alias.test",
          "exact@alias.test",
          "exact+y@alias.test",
          "EXACT+Ext@alias.test",
          "plain@alias.test",
          "plain+z@alias.test",
          "other@alias.test",
          "x@all.test",
          "x+y@all.test",
          "known@all.test",
          "known+q@all.test",
          "x@sub.all.test",
          "+@alias.test",
          "bare@alias.test",
          "bare@local.test",
          "Bare+x@local.test",
          "bare+long@local.test",
          "bare@LOCAL.test",
          "bare@full.test",
          "bare+x@full.test",
          "exact@local.test");

  private static final List<String> ROUTES =
      List.of("whole+e@r.test", "base@r.test", "r.test", ".s.test", "t.test", ".u", "v.u");

  private static final List<String> ROUTED =
      List.of(
          "whole+e@r.test",
          "whole@r.test",
          "base+e@r.test",
          "base@r.test",
          "any@r.test",
          "any@x.r.test",
          "any@s.test",
          "any@x.s.test",
          "any@y.x.s.test",
          "any@t.test",
          "any@x.t.test",
          "any@w.u",
          "any@v.u",
          "any@x.v.u",
          "ANY@R.TEST");

  private static final Scratch SCRATCH = new Scratch();
  private static SennitDaemon daemon;
  private static Postfix postfix;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    for (var list : ACCESS.entrySet()) {
      write(list.getKey(), lines(list.getValue(), "REJECT hit "));
    }
    write("routes", lines(ROUTES, "error:5.9.9 hit "));
    var text = new StringBuilder();
    ALIASES.forEach((key, value) -> text.append(key).append(' ').append(value).append('\n'));
    write("aliases", text.toString());
    daemon = SennitDaemon.start(SCRATCH, config());
    postfix =
        Postfix.start(
            Map.of(
                "virtual_alias_domains", "alias.test, all.test, sub.all.test",
                "mydestination", "local.test, full.test",
                "local_recipient_maps", "",
                "smtpd_delay_reject", "no",
                "smtpd_authorized_xclient_hosts", "127.0.0.1"));
  }

  private static String config() {
    var config = new StringBuilder("state = \"$D\"\n");
    table(config, "address", "access-address");
    table(config, "client", "client");
    table(config, "helo", "domain");
    table(config, "routes", "transport");
    table(config, "aliases", "address");
    config.append("local-domains = [\"local.test\", \"full.test\"]\n");
    return config
        .append(
            """
            [[maps]]
            protocol = "tcp_table"
            listen = "tcp:$TCP:interface=127.0.0.1"
            table = "aliases"
            [[maps]]
            protocol = "socketmap"
            listen = "tcp:$SOCKETMAP:interface=127.0.0.1"
            """)
        .toString();
  }

  private static void table(StringBuilder config, String name, String walk) {
    config.append(
        """
        [table.%s]
        source = "file"
        file = "%s"
        walk = "%s"
        """
            .formatted(name, name, walk));
  }

  private static String lines(List<String> keys, String value) {
    var text = new StringBuilder();
    for (String key : keys) {
      text.append(key).append(' ').append(value).append(key).append('\n');
    }
    return text.toString();
  }

  private static void write(String name, String text) throws InterruptedException {
    SCRATCH.write(name, text);
    SCRATCH.write("indexed-" + name, text);
    Program.run("postmap", "lmdb:" + SCRATCH.path("indexed-" + name)).expect(0);
  }

  private static String indexed(String name) {
    return "lmdb:" + SCRATCH.path("indexed-" + name);
  }

  @AfterAll
  static void stop() {
    try (SCRATCH;
        var _ = daemon;
        var _ = postfix) {
      // closing is all, also of what a failed start has left
    }
  }

  /// How Postfix replies to something with the setting's value as it is.
  private interface Probe {
    Map<String, String> replies() throws IOException, InterruptedException;
  }

  private static void sameReplies(
      String setting, String format, String indexed, String ours, Probe probe)
      throws IOException, InterruptedException {
    postfix.set(setting, format.formatted(indexed));
    postfix.reload();
    var theirs = probe.replies();
    postfix.set(setting, format.formatted(ours));
    postfix.reload();
    var replies = probe.replies();
    postfix.set(setting, "");
    assertThat(replies).containsExactlyEntriesOf(theirs);
    assertThat(replies.values()).as("some are hits").anyMatch(reply -> !reply.startsWith("250 "));
    assertThat(replies.values()).noneMatch(reply -> reply.startsWith("451 "));
  }

  private static Map<String, String> recipients(List<String> recipients) throws IOException {
    var replies = new LinkedHashMap<String, String>();
    try (var smtp = postfix.smtp().from("me@test.invalid")) {
      for (String recipient : recipients) {
        replies.put(recipient, smtp.to(recipient));
      }
    }
    return replies;
  }

  @Test
  void accessAddress_everyRecipient_hitsTheSameKey() throws IOException, InterruptedException {
    sameReplies(
        "smtpd_recipient_restrictions",
        "check_recipient_access %s, permit_mynetworks",
        indexed("address"),
        daemon.socketmap("address"),
        () -> recipients(RECIPIENTS));
  }

  @Test
  void client_everyNameAndAddress_hitsTheSameKey() throws IOException, InterruptedException {
    sameReplies(
        "smtpd_client_restrictions",
        "check_client_access %s",
        indexed("client"),
        daemon.socketmap("client"),
        KeyWalkIT::clients);
  }

  private static Map<String, String> clients() throws IOException {
    var replies = new LinkedHashMap<String, String>();
    for (String client : CLIENTS) {
      try (SmtpDialogue smtp = postfix.smtp()) {
        var reply = smtp.say("XCLIENT " + client);
        replies.put(client, reply.startsWith("220 ") ? smtp.say("EHLO probe.invalid") : reply);
      }
    }
    return replies;
  }

  @Test
  void domain_everyHeloName_hitsTheSameKey() throws IOException, InterruptedException {
    sameReplies(
        "smtpd_helo_restrictions",
        "check_helo_access %s",
        indexed("helo"),
        daemon.socketmap("helo"),
        KeyWalkIT::helos);
  }

  private static Map<String, String> helos() throws IOException {
    var replies = new LinkedHashMap<String, String>();
    try (SmtpDialogue smtp = postfix.smtp()) {
      for (String helo : HELOS) {
        replies.put(helo, smtp.say("HELO " + helo));
      }
    }
    return replies;
  }

  @Test
  void address_everyAlias_goesToTheSameMailbox() throws IOException, InterruptedException {
    sameReplies(
        "virtual_alias_maps", "%s", indexed("aliases"), daemon.tcp(), KeyWalkIT::aliasesDelivered);
  }

  /// Extensions go on behind the target, as Postfix's `propagate_unmatched_extensions` has it, only
  /// where Postfix derives the key; so what is compared is whether and to whom mail goes.
  private static Map<String, String> aliasesDelivered() throws IOException, InterruptedException {
    var replies = new LinkedHashMap<String, String>();
    for (String recipient : ALIAS_RECIPIENTS) {
      int mark = postfix.log().mark();
      try (var smtp = postfix.smtp().from("me@test.invalid")) {
        var reply = smtp.to(recipient);
        if (reply.startsWith("250 ")) {
          assertThat(smtp.content("walked")).startsWith("250 ");
          var sent = awaitFate(mark, recipient);
          reply =
              reply + sent.replaceFirst(".* to=<(\\w+)[^@]*@([^>]*)>.*", " and goes to $1 at $2");
        }
        replies.put(recipient, reply);
      }
    }
    return replies;
  }

  /// The log line that says where the mail to this recipient went, by an alias or as it was.
  private static String awaitFate(int mark, String recipient) throws InterruptedException {
    return postfix
        .log()
        .await(
            mark,
            line ->
                line.contains("status=")
                    && (line.contains("orig_to=<" + recipient + ">")
                        || line.contains(" to=<" + recipient + ">")),
            "what became of " + recipient,
            Duration.ofSeconds(40));
  }

  @Test
  void transport_everyRecipient_takesTheSameRoute() throws IOException, InterruptedException {
    sameReplies(
        "transport_maps",
        "%s",
        indexed("routes"),
        daemon.socketmap("routes"),
        () -> recipients(ROUTED));
  }
}
