package dev.sennit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ServeCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path directory;

  private int check(String toml) throws Exception {
    Path file = Files.writeString(directory.resolve("c.toml"), toml);
    CommandLine command = SennitCommand.commandLine();
    command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return command.execute("serve", "--check-config", "-c", file.toString());
  }

  @Test
  void check_goodFile_saysOk() throws Exception {
    int code =
        check(
            """
            [table.a]
            source = "static"
            entries = { "k" = "v" }
            [[maps]]
            protocol = "socketmap"
            listen = "unix:maps.sock"
            """);
    assertThat(code).isEqualTo(ExitCode.OK);
    assertThat(out.toString().strip()).isEqualTo("OK");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void check_badFile_namesThePlace() throws Exception {
    assertThat(check("[log]\nlevel = \"infp\"\n")).isEqualTo(ExitCode.CONFIG);
    assertThat(err.toString()).contains("c.toml:2:9: log.level: \"infp\"");
    assertThat(out.toString()).isEmpty();
  }
}
