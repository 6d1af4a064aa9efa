package dev.sennit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class MapsLintCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path directory;

  private int lint(String... arguments) {
    CommandLine command = SennitCommand.commandLine();
    command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    List<String> all = new ArrayList<>(List.of("maps", "lint"));
    all.addAll(List.of(arguments));
    return command.execute(all.toArray(String[]::new));
  }

  private String file(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(name), content).toString();
  }

  @Test
  void lint_goodFiles_isSilent() throws IOException {
    assertThat(lint(file("t", "k v\n"), "regexp:" + file("p", "/k/ v\n"))).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void lint_mistakes_areAllToldAndEndWith65() throws IOException {
    String text = file("t", "alone\nk v\nnext\n");
    String patterns = file("p", "/(/ v\n");
    assertThat(lint("hash:" + text, "pcre:" + patterns)).isEqualTo(ExitCode.DATAERR);
    assertThat(out.toString().lines())
        .containsExactly(
            text + ":1:6: alone (expected: a key, a blank and a value)",
            text + ":3:5: next (expected: a key, a blank and a value)",
            patterns + ":1:2: /(/ v (expected: a pattern that RE2 knows; missing closing ))");
  }

  @Test
  void lint_warningsOnly_areToldAndEndWith0() throws IOException {
    String text = file("t", "k v\nK w\n");
    assertThat(lint("--json", text)).isEqualTo(ExitCode.OK);
    assertThat(out.toString())
        .isEqualTo(
            "{\"file\":\""
                + text
                + "\",\"line\":2,\"column\":1,\"severity\":\"warning\",\"message\":\"duplicate key"
                + " K: the first one counts\"}\n");
    out.getBuffer().setLength(0);
    assertThat(lint("--no-fold", text)).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void lint_noSuchFile_endsWith66() {
    assertThat(lint(directory.resolve("none").toString())).isEqualTo(ExitCode.NOINPUT);
    assertThat(err.toString()).contains("none: no such file");
  }

  @Test
  void lint_nothing_isMisuse() {
    assertThat(lint()).isEqualTo(ExitCode.USAGE);
  }
}
