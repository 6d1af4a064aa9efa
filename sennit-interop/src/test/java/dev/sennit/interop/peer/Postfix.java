package dev.sennit.interop.peer;

import dev.sennit.net.wire.Octets;
import dev.sennit.testkit.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A whole Postfix of its own on loopback: it takes mail over SMTP and from its `sendmail`, and
/// delivers into maildirs. Nothing leaves the machine.
///
/// Domains: `alias.test` has virtual aliases only; `box.test` has the mailboxes bob and carol.
/// Needs root, as Postfix does.
public final class Postfix implements AutoCloseable {
  private final Scratch scratch = new Scratch();
  private final int smtpPort = FreePort.tcp();
  private final Child log;

  private Postfix(Map<String, String> settings) throws IOException, InterruptedException {
    for (String name : List.of("etc", "spool", "data", "mail")) {
      scratch.directory(name);
    }
    Program.run("chown", "postfix", scratch.path("data").toString()).expect(0);
    Program.run("chown", "nobody:nogroup", scratch.path("mail").toString()).expect(0);
    scratch.write("etc/main.cf", resource("postfix-main.cf"));
    scratch.write("etc/master.cf", resource("postfix-master.cf"));
    for (var setting : settings.entrySet()) {
      set(setting.getKey(), setting.getValue());
    }
    var file = Files.createFile(scratch.path("postfix.log")).toString();
    log = Child.start("postfix log", "tail", "-n", "+1", "-F", file);
  }

  /// Starts one with these settings on top of the loopback ones; `$D` in a value is its directory.
  public static Postfix start(Map<String, String> settings)
      throws IOException, InterruptedException {
    var postfix = new Postfix(settings);
    try {
      postfix.postfix("check");
      postfix.postfix("start");
      postfix.log().await("daemon started");
      return postfix;
    } catch (AssertionError | InterruptedException e) {
      postfix.close();
      throw e;
    }
  }

  private String resource(String name) {
    try {
      return Files.readString(scratch.peer(name))
          .replace("$D", scratch.path().toString())
          .replace("$SMTPPORT", Integer.toString(smtpPort));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Its configuration directory.
  public Path configuration() {
    return scratch.path("etc");
  }

  /// Its queue directory, which relative socket paths start from.
  public Path queueDirectory() {
    return scratch.path("spool");
  }

  /// Its log, line by line.
  public Lines log() {
    return log.out();
  }

  /// Changes one setting; see [#reload].
  public void set(String name, String value) throws InterruptedException {
    var full = name + "=" + value.replace("$D", scratch.path().toString());
    Program.run("postconf", "-c", configuration().toString(), "-e", full).expect(0);
  }

  /// Adds a service to `master.cf`; see [#reload].
  ///
  /// @param name as in its first column, such as `127.0.0.1:4242`
  /// @param type as in its second column
  /// @param rest the other columns, blanks between them
  public void service(String name, String type, String rest) throws InterruptedException {
    var entry = name + "/" + type + "=" + name + " " + type + " " + rest;
    Program.run("postconf", "-c", configuration().toString(), "-Me", entry).expect(0);
  }

  /// Replaces all worker processes by ones that know the new settings and remember nothing.
  public void reload() throws InterruptedException {
    int mark = log().mark();
    postfix("reload");
    log().await(mark, "postfix/master");
  }

  /// Tries to deliver all that is queued.
  public void flush() throws InterruptedException {
    postfix("flush");
  }

  /// Opens an SMTP session.
  public SmtpDialogue smtp() throws IOException {
    return new SmtpDialogue(smtpPort);
  }

  /// Hands a mail in as a local program does.
  public void sendmail(String sender, String recipient, String subject)
      throws InterruptedException {
    var etc = configuration().toString();
    var command = List.of("sendmail", "-C", etc, "-i", "-f", sender, recipient);
    Program.run(Octets.utf8("Subject: " + subject + "\n\nhello\n"), command).expect(0);
  }

  /// Waits until the mail with this recipient on its envelope lies in the mailbox, and returns it.
  public String awaitMail(int mark, String recipient, String mailbox)
      throws IOException, InterruptedException {
    log()
        .await(
            mark,
            line ->
                line.contains("to=<" + mailbox + "@box.test>")
                    && line.contains("orig_to=<" + recipient + ">")
                    && line.contains("status=sent (delivered to maildir)"),
            recipient + " delivered to " + mailbox,
            Duration.ofSeconds(40));
    try (var mails = Files.list(scratch.path("mail/" + mailbox + "/new"))) {
      for (Path mail : mails.toList()) {
        String content = Files.readString(mail);
        if (content.contains("X-Original-To: " + recipient + "\n")) {
          return content;
        }
      }
    }
    throw new AssertionError("mail for " + recipient + ": none (expected: one)");
  }

  /// What `mailq` shows.
  public String queue() throws InterruptedException {
    return Program.run("mailq", "-C", configuration().toString()).expect(0).text();
  }

  private void postfix(String command) throws InterruptedException {
    Program.run("postfix", "-c", configuration().toString(), command).expect(0);
  }

  @Override
  public void close() {
    try {
      postfix("stop");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      log.close();
      scratch.close();
    }
  }
}
