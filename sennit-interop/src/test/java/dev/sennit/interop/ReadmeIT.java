package dev.sennit.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.interop.peer.Program;
import dev.sennit.interop.peer.Scratch;
import dev.sennit.interop.peer.SennitDaemon;
import dev.sennit.testkit.DocExamples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What the README says, done as it says: its commands, with the ports that it names, in a network
/// of the test's own.
@Tag("peer")
@Timeout(300)
class ReadmeIT {
  private static final Path LAUNCHER = Path.of(SennitDaemon.command().getFirst());
  private static final Path README = LAUNCHER.resolveSibling("README.md");

  @Test
  void java_example_runs() {
    DocExamples.in(README).forEach(DocExamples.Example::run);
  }

  @Test
  void twoCommands_areThere() throws IOException {
    assertThat(commands(0)).containsExactly("./sennit serve", "./check");
    assertThat(LAUNCHER).isExecutable();
    assertThat(LAUNCHER.resolveSibling("check")).isExecutable();
  }

  @Test
  void mailAdministrator_asksTheDemo_getsTheAddress() throws IOException, InterruptedException {
    String asked = String.join("\n", commands(1));
    assertThat(commands(1)).hasSize(3);
    assertThat(serveAndRun("./sennit serve", asked))
        .isEqualTo("alice@mail.example.net\n".repeat(3));
  }

  @Test
  void mailAdministrator_ownTable_isCheckedAndServed() throws IOException, InterruptedException {
    List<String> commands = commands(2);
    assertThat(commands).hasSize(2);
    assertThat(serveAndRun(commands.get(1), commands.get(0))).startsWith("OK");
    assertThat(serveAndRun(commands.get(1), "postmap -q info+news@example.com tcp:localhost:4242"))
        .isEqualTo("bob@example.com, carol@example.com\n");
  }

  @Test
  void ircOperator_asksTheDemo_getsWhoRunsIt() throws IOException, InterruptedException {
    List<String> commands = commands(3);
    assertThat(commands).hasSize(2);
    assertThat(serveAndRun("./sennit serve", commands.get(0)))
        .isEqualTo(System.getProperty("user.name") + "\n");
    assertThat(serveAndRun("./sennit serve", commands.get(1))).contains("passed  ");
  }

  @Test
  void ircOperator_ownPolicyAndRegistry_areServed() throws IOException, InterruptedException {
    List<String> commands = commands(4);
    assertThat(commands).hasSize(3);
    String said = serveAndRun(commands.get(0), commands.get(1) + "\n" + commands.get(2));
    assertThat(said.lines()).hasSize(2).first().isEqualTo("operator");
    assertThat(said.lines()).element(1).asString().matches("[0-9]+");
  }

  @Test
  void twistedUser_asksTheDemo_getsSumAndQuotient() throws IOException, InterruptedException {
    List<String> commands = commands(5);
    assertThat(commands).hasSize(2);
    assertThat(serveAndRun("./sennit serve", String.join("\n", commands)))
        .isEqualTo(
            """
            total=94
            {"command":"Divide","outcome":"answer","fields":{"result":"3.5"}}
            """);
  }

  @Test
  void perspectiveBroker_asksTheDemo_getsAnswers() throws IOException, InterruptedException {
    List<String> commands = commands(6);
    assertThat(commands).hasSize(3);
    assertThat(serveAndRun("./sennit serve", String.join("\n", commands)))
        .isEqualTo("3\nsennit.Ticker {'ticks': 0}\ntick(1)\ntick(2)\ntick(3)\n'guest'\n");
  }

  /// The commands of the numbered `sh` block, without their comments.
  private static List<String> commands(int block) throws IOException {
    return fence("sh", block)
        .lines()
        .map(line -> line.replaceFirst("\\s+#.*", "").strip())
        .filter(line -> !line.isEmpty())
        .toList();
  }

  private static String fence(String language, int number) throws IOException {
    return Pattern.compile("^```" + language + "\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE)
        .matcher(Files.readString(README))
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toList())
        .get(number);
  }

  /// Starts the server in a new network namespace, where every port is free, awaits that it is
  /// ready, and runs the commands.
  private static String serveAndRun(String serve, String commands)
      throws IOException, InterruptedException {
    try (Scratch scratch = new Scratch()) {
      Files.createSymbolicLink(scratch.path("sennit"), LAUNCHER);
      scratch.write("sennit.toml", fence("toml", 0));
      scratch.write("ident.toml", fence("toml", 1));
      scratch.write("policy", fence("oidentd", 0));
      Path script =
          scratch.write(
              "run",
              """
              set -euo pipefail
              cd "$1"
              export XDG_STATE_HOME=$1/state
              ip link set lo up
              mkfifo announced
              %s > announced &
              server=$!
              trap 'kill $server; wait $server' EXIT
              exec 3< announced
              while read -r line <&3; do case $line in Ready*) break ;; esac; done
              %s
              """
                  .formatted(serve, commands));
      return Program.run("unshare", "--net", "bash", script.toString(), scratch.path().toString())
          .expect(0)
          .text();
    }
  }
}
