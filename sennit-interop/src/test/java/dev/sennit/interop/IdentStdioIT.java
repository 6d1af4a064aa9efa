package dev.sennit.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sennit.interop.peer.Child;
import dev.sennit.interop.peer.Finished;
import dev.sennit.interop.peer.Program;
import dev.sennit.interop.peer.Scratch;
import dev.sennit.interop.peer.SennitDaemon;
import dev.sennit.net.wire.Octets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// `sennit ident stdio` as inetd starts it, with a socket, and with pipes.
@Tag("peer")
@Timeout(300)
class IdentStdioIT {
  private static final String USER = System.getProperty("user.name");
  private static final Scratch SCRATCH = new Scratch();

  @AfterAll
  static void tidyUp() {
    SCRATCH.close();
  }

  private static Finished inetd(String queries, String... arguments) throws InterruptedException {
    var command = new ArrayList<>(List.of("/usr/bin/python3", SCRATCH.peer("inetd.py").toString()));
    command.addAll(SennitDaemon.command("ident", "stdio"));
    command.addAll(List.of(arguments));
    return Program.run(Octets.utf8(queries), command);
  }

  @Test
  void socket_asStandardInput_isAnsweredAndClosed() throws InterruptedException {
    assertThat(inetd("SERVER,CLIENT\r\n1,CLIENT\r\n").expect(0).text())
        .isEqualTo("SERVER,CLIENT:USERID:UNIX:" + USER + "\r\n1,CLIENT:ERROR:NO-USER\r\n");
  }

  /// What is wrong would go to the client, who would take it for a reply.
  @Test
  void socket_withMistakesInTheConfiguration_getsNotAByte() throws InterruptedException {
    String config = SCRATCH.write("bad.toml", "[ident]\nlistne = 1\n").toString();
    assertThat(inetd("SERVER,CLIENT\r\n", "-c", config).expect(78).text()).isEmpty();
  }

  @Test
  void socket_withConfiguration_isAnsweredByIt() throws InterruptedException {
    String config =
        SCRATCH
            .write(
                "good.toml",
                "[ident]\nlisten = \"tcp:113\"\nany-address = true\nstyle = \"rfc\"\nreply = \"x\"\n")
            .toString();
    assertThat(inetd("SERVER,CLIENT\r\n", "-c", config).expect(0).text())
        .isEqualTo("SERVER, CLIENT : USERID : UNIX : x\r\n");
  }

  @Test
  void pipes_withAddresses_areAnswered() throws InterruptedException {
    var command =
        SennitDaemon.command(
            "ident", "stdio", "--local", "192.0.2.1:113", "--remote", "192.0.2.9:50000");
    assertThat(Program.run(Octets.utf8("1,2\r\n0,2\r\n"), command).expect(0).text())
        .isEqualTo("1,2:ERROR:NO-USER\r\n0,2:ERROR:INVALID-PORT\r\n");
    Finished without = Program.run(Octets.utf8("1,2\r\n"), SennitDaemon.command("ident", "stdio"));
    assertThat(without.expect(64).err().utf8()).startsWith("sennit: standard input: no socket");
  }

  /// Each client has a Java of its own here: one that stays must not keep it.
  @Test
  void socket_clientThatStays_doesNotKeepTheProgram() throws InterruptedException {
    String stays =
        """
        import socket, subprocess, sys
        listener = socket.create_server(("127.0.0.1", 0))
        client = socket.create_connection(listener.getsockname())
        accepted = listener.accept()[0]
        program = subprocess.Popen(sys.argv[1:], stdin=accepted, stdout=accepted, stderr=accepted)
        accepted.close()
        client.sendall(b"junk\\r\\n")
        sys.exit(program.wait(50))
        """;
    var command = new ArrayList<>(List.of("/usr/bin/python3", "-c", stays));
    command.addAll(SennitDaemon.command("ident", "stdio"));
    Program.run(Octets.EMPTY, command).expect(0);
  }

  /// The daemon starts once, with the first connection, and answers all of them.
  @Test
  void listeningSocket_asStandardInput_isServed() throws InterruptedException {
    String config = SCRATCH.write("wait.toml", "[ident]\nlisten = \"inetd\"\n").toString();
    var command =
        new ArrayList<>(List.of("/usr/bin/python3", SCRATCH.peer("inetd_wait.py").toString()));
    command.addAll(SennitDaemon.command("serve", "-c", config));
    try (var inetd = Child.start("inetd", command.toArray(String[]::new))) {
      String port = inetd.out().await("port ").substring("port ".length());
      var query = SennitDaemon.command("ident", "query", "--port", port, "127.0.0.1");
      for (int i = 0; i < 2; i++) {
        assertThat(Program.run(Octets.EMPTY, query).expect(0).text()).isEqualTo(USER + "\n");
      }
    }
  }

  /// Shows the repository and Java at places that everybody may read: homes are often closed.
  private static List<String> inTheOpen(List<String> command) {
    Path home = Objects.requireNonNull(SennitDaemon.launcher().getParent());
    String open = SCRATCH.directory("open").toString();
    String java = SCRATCH.directory("java").toString();
    List<String> all =
        new ArrayList<>(
            List.of(
                "unshare",
                "--mount",
                "sh",
                "-c",
                "mount --bind \"$1\" \"$2\" && mount --bind \"$3\" \"$4\" && export JAVA_HOME=\"$4\""
                    + " && shift 4 && exec \"$@\"",
                "sh",
                home.toString(),
                open,
                System.getProperty("java.home"),
                java));
    command.forEach(word -> all.add(word.replace(home + "/sennit", open + "/sennit")));
    return all;
  }

  @Test
  void user_ofTheConfiguration_isWhoTheDaemonIsFromThenOn() throws InterruptedException {
    assumeThat(USER).isEqualTo("root");
    String config =
        """
        user = "nobody"
        group = "daemon"
        [ident]
        listen = "tcp:$IDENT:interface=127.0.0.1"
        """;
    try (var daemon = SennitDaemon.start(SCRATCH, config, IdentStdioIT::inTheOpen)) {
      String port = Integer.toString(daemon.identPort());
      String status = Program.run("cat", "/proc/" + daemon.pid() + "/status").expect(0).text();
      assertThat(status)
          .contains("\nUid:\t65534\t65534\t65534\t65534\n")
          .contains("\nCapEff:\t0000000000000000\n")
          .containsPattern("\nGroups:\\s*\n");
      // the listening socket was made by root; the daemon answers all the same
      var query = SennitDaemon.command("ident", "query", "--port", port, "127.0.0.1");
      assertThat(Program.run(Octets.EMPTY, query).expect(0).text()).isIn("root\n", "nobody\n");
      int mark = daemon.log().mark();
      daemon.reload();
      daemon.log().await(mark, "reloaded:");
      assertThat(daemon.terminate()).isZero();
    }
  }

  @Test
  void user_whoCannotBecomeIt_refusesToRun() throws InterruptedException {
    assumeThat(USER).isEqualTo("root");
    String config =
        SCRATCH
            .write(
                "other.toml",
                "user = \"daemon\"\n[ident]\nlisten = \"tcp:0:interface=127.0.0.1\"\n")
            .toString();
    var command =
        new ArrayList<>(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
    command.addAll(SennitDaemon.command("serve", "-c", config));
    Finished finished = Program.run(Octets.EMPTY, inTheOpen(command)).expect(77);
    assertThat(finished.err().utf8()).contains("sennit: user: cannot become daemon: privileges: ");
    assertThat(finished.text()).isEmpty();
  }
}
