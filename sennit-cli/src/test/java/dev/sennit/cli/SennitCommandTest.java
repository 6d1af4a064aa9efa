package dev.sennit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.testkit.RoomRules;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class SennitCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void execute_version_printsOneLine() {
    assertThat(execute("--version")).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).startsWith("sennit ").hasLineCount(1);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void execute_help_goesToStandardOutput() {
    assertThat(execute("--help")).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).contains("Usage: sennit");
  }

  @Test
  void execute_noCommand_isMisuse() {
    assertThat(execute()).isEqualTo(ExitCode.USAGE);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).startsWith("sennit: command: none").contains("Usage: sennit");
  }

  @Test
  void execute_unknownOption_isMisuse() {
    assertThat(execute("--nonsense")).isEqualTo(ExitCode.USAGE);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).contains("--nonsense");
  }

  @Test
  void execute_commandThrows_endsWithOneLine() {
    assertThat(execute("fail")).isEqualTo(ExitCode.SOFTWARE);
    assertThat(err.toString()).isEqualTo("sennit: no luck" + System.lineSeparator());
  }

  @Test
  void execute_commandReturnsCode_isTheExitCode() {
    assertThat(execute("later")).isEqualTo(ExitCode.TEMPFAIL);
  }

  @Test
  void execute_commandOverflows_isAFaultAndNeverNotFound() {
    assertThat(execute("overflow")).isEqualTo(ExitCode.SOFTWARE);
    assertThat(err.toString()).startsWith("sennit: java.lang.StackOverflowError").hasLineCount(1);
  }

  @Test
  void commandLine_ofArguments_knowsWhatTheyNameAndOtherwiseAll() {
    CommandLine whole = SennitCommand.commandLine();
    assertThat(whole.getSubcommands()).containsKeys("serve", "maps", "ident");
    assertThat(maps(whole)).contains("get", "put");
    assertThat(SennitCommand.commandLine("help").getSubcommands())
        .hasSameSizeAs(whole.getSubcommands());

    assertThat(SennitCommand.commandLine("maps", "get", "put").getSubcommands())
        .containsOnlyKeys("maps");
    assertThat(maps(SennitCommand.commandLine("maps", "get", "put"))).containsExactly("get");
    assertThat(maps(SennitCommand.commandLine("maps"))).isEqualTo(maps(whole));
  }

  private static Set<String> maps(CommandLine line) {
    return Objects.requireNonNull(line.getSubcommands().get("maps")).getSubcommands().keySet();
  }

  @Test
  void program_asBuilt_keepsTheRules() {
    RoomRules.program("cli").check();
  }

  private int execute(String... arguments) {
    CommandLine line = SennitCommand.commandLine();
    line.addSubcommand(new Fail()).addSubcommand(new Later()).addSubcommand(new Overflow());
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    // said again for the commands that were added here
    line.setExecutionExceptionHandler(line.getExecutionExceptionHandler());
    line.setExitCodeExceptionMapper(line.getExitCodeExceptionMapper());
    return SennitCommand.execute(line, arguments);
  }

  @Command(name = "fail")
  static final class Fail implements Callable<Integer> {
    @Override
    public Integer call() {
      throw new IllegalStateException("no luck");
    }
  }

  @Command(name = "later")
  static final class Later implements Callable<Integer> {
    @Override
    public Integer call() {
      return ExitCode.TEMPFAIL;
    }
  }

  @Command(name = "overflow")
  static final class Overflow implements Callable<Integer> {
    @Override
    public Integer call() {
      throw new StackOverflowError();
    }
  }
}
