package dev.sennit.cli;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IExitCodeExceptionMapper;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `sennit`: the whole command line.
///
/// A new command is one class with `@Command` that implements `Callable<Integer>` and returns an
/// [ExitCode]; it is added to `parts` below. What it throws ends with [ExitCode#SOFTWARE] (a
/// failure to read or write with [ExitCode#IOERR]) and one line on standard error, a
/// [ParameterException] with [ExitCode#USAGE].
@Command(
    name = "sennit",
    description = "Serves and asks ident, Postfix maps, AMP and Perspective Broker.",
    mixinStandardHelpOptions = true,
    versionProvider = SennitCommand.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    sortOptions = false)
public final class SennitCommand implements CommandGroup, Runnable {
  private static final String TRACE = "SENNIT_TRACE";

  @Spec private CommandSpec spec = CommandSpec.create();

  /// Made by picocli.
  SennitCommand() {}

  /// Runs the command and ends the process with its exit code.
  ///
  /// Halts instead of exiting: `System.exit` logs itself, for which the whole of logging would be
  /// loaded at the end of each short command. So shutdown hooks run at a signal only.
  public static void main(String[] arguments) {
    int code = execute(processLine(arguments), arguments);
    System.out.flush();
    System.err.flush();
    Runtime.getRuntime().halt(code);
  }

  /// The command line of this process. picocli's own writer would keep to itself that nobody takes
  /// what is written.
  static CommandLine processLine(String... arguments) {
    return commandLine(arguments).setOut(new PrintWriter(System.out, true, System.out.charset()));
  }

  /// Runs the command line, whatever it throws.
  static int execute(CommandLine command, String... arguments) {
    try {
      return command.execute(arguments);
    } catch (Throwable fault) { // not even an error of the JVM may end as 1, which is "not found"
      PrintWriter notes = command.getErr();
      notes.println("sennit: " + fault);
      if (System.getenv(TRACE) != null) {
        fault.printStackTrace(notes);
      }
      notes.flush();
      return ExitCode.SOFTWARE;
    }
  }

  /// The command line with the rules for exit codes: also for tests, with outputs of their own.
  ///
  /// @param arguments what it will execute; without any it can execute everything
  static CommandLine commandLine(String... arguments) {
    Faults faults = new Faults();
    CommandLine line =
        CommandGroup.commandLine(new SennitCommand(), arguments)
            .setExitCodeExceptionMapper(faults)
            .setParameterExceptionHandler(faults)
            .setExecutionExceptionHandler(faults);
    PbCommand.takeNegativeNumbers(line);
    return line;
  }

  @Override
  public List<Class<?>> parts() {
    return List.of(
        ServeCommand.class,
        MapsCommand.class,
        IdentCommand.class,
        AmpCommandLine.class,
        PbCommand.class);
  }

  /// Without a command there is nothing to do.
  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "command: none (expected: one of those below)");
  }

  /// What went wrong, told in one line, and its exit code. One class for all, not three lambdas:
  /// those cannot be in the cache of classes, and a command would wait for them at each start.
  private static final class Faults
      implements IExitCodeExceptionMapper, IParameterExceptionHandler, IExecutionExceptionHandler {
    @Override
    public int getExitCode(Throwable fault) {
      return ExitCode.SOFTWARE;
    }

    @Override
    public int handleParseException(ParameterException fault, String[] arguments) {
      CommandLine command = fault.getCommandLine();
      PrintWriter notes = command.getErr();
      notes.println("sennit: " + fault.getMessage());
      if (!CommandLine.UnmatchedArgumentException.printSuggestions(fault, notes)) {
        command.usage(notes, CommandLine.Help.Ansi.AUTO);
      }
      notes.flush();
      return ExitCode.USAGE;
    }

    @Override
    public int handleExecutionException(
        Exception fault, CommandLine command, CommandLine.ParseResult parsed) {
      PrintWriter notes = command.getErr();
      notes.println(
          "sennit: " + Objects.requireNonNullElse(fault.getMessage(), fault.getClass().getName()));
      if (System.getenv(TRACE) != null) {
        fault.printStackTrace(notes);
      }
      notes.flush();
      return fault instanceof UncheckedIOException ? ExitCode.IOERR : ExitCode.SOFTWARE;
    }
  }

  /// The version that the build wrote into the manifest of the jar.
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = SennitCommand.class.getPackage().getImplementationVersion();
      return new String[] {"sennit " + Objects.requireNonNullElse(version, "(not packaged)")};
    }
  }
}
