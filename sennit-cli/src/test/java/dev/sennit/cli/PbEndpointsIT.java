package dev.sennit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.daemon.Daemon;
import dev.sennit.daemon.amp.OwnCertificate;
import dev.sennit.daemon.config.ConfigReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// `sennit pb` and the daemon's `[pb]`, over each kind of endpoint.
@Timeout(60)
class PbEndpointsIT {
  @TempDir Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private String password = "";

  @BeforeEach
  void write() throws IOException {
    OwnCertificate.make(directory.resolve("c.pem"), directory.resolve("k.pem"));
    password = Files.writeString(directory.resolve("password"), "secret\n").toString();
  }

  private Daemon serve(String listen) {
    String toml =
        """
        [pb]
        listen = "%s"
        users = { alice = "secret" }
        """
            .formatted(listen);
    return switch (new ConfigReader(directory, directory).read(toml)) {
      case ConfigReader.Result.Good(var config) -> Daemon.start(config);
      case ConfigReader.Result.Bad(var faults) -> throw new AssertionError(faults.toString());
    };
  }

  private static String url(Daemon daemon) {
    return daemon.listening().getFirst().endpoint();
  }

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    CommandLine line = SennitCommand.commandLine();
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return line.execute(arguments);
  }

  @Test
  void call_overTls_checksTheCertificate() throws IOException {
    String own = directory.resolve("c.pem").toString();
    try (Daemon daemon = serve("tls:0:interface=127.0.0.1:certKey=c.pem:privateKey=k.pem")) {
      String url = url(daemon);
      assertThat(url).startsWith("pbs://127.0.0.1:");
      assertThat(run("pb", "call", "--ca", own, url, "add", "1", "2")).isEqualTo(ExitCode.OK);
      assertThat(out).hasToString("3\n");
      String alice = url.replace("//", "//alice@");
      assertThat(run("pb", "call", "--ca", own, "--password-file", password, alice, "whoami"))
          .isEqualTo(ExitCode.OK);
      assertThat(out).hasToString("'alice'\n");
      // nobody whom the system trusts vouches for it
      assertThat(run("pb", "call", url, "add", "1", "2")).isEqualTo(ExitCode.UNAVAILABLE);
      assertThat(err.toString()).contains("certificat");
      Path other = directory.resolve("other.pem");
      OwnCertificate.make(other, directory.resolve("other-key.pem"));
      assertThat(run("pb", "call", "--ca", other.toString(), url, "add", "1", "2"))
          .isEqualTo(ExitCode.UNAVAILABLE);
      // in clear there is nothing to be had
      assertThat(run("pb", "call", "--timeout", "2", url.replace("pbs", "pb"), "add", "1", "2"))
          .isNotEqualTo(ExitCode.OK);
      assertThat(run("pb", "call", "--ca", own, url, "echo", "still here")).isEqualTo(ExitCode.OK);
    }
  }

  @Test
  void call_overAUnixSocket_logsIn() {
    try (Daemon daemon = serve("unix:pb.sock")) {
      String url = url(daemon);
      assertThat(url).isEqualTo("pb+unix://" + directory.resolve("pb.sock"));
      assertThat(run("pb", "call", url, "add", "1", "2")).isEqualTo(ExitCode.OK);
      assertThat(out).hasToString("3\n");
      String alice = url.replace("//", "//alice@");
      assertThat(run("pb", "call", "--password-file", password, alice, "whoami"))
          .isEqualTo(ExitCode.OK);
      assertThat(out).hasToString("'alice'\n");
      assertThat(run("pb", "references", "--password-file", password, alice))
          .isEqualTo(ExitCode.OK);
      assertThat(out.toString()).contains("alice");
      assertThat(run("pb", "call", url + ".not", "add", "1", "2")).isEqualTo(ExitCode.UNAVAILABLE);
    }
  }
}
