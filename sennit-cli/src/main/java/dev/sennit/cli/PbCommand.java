package dev.sennit.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `sennit pb`: calls objects over Perspective Broker, and looks at what travels.
@Command(
    name = "pb",
    description = "Calls remote objects over Twisted's Perspective Broker.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class PbCommand implements CommandGroup, Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  /// Lets `-1` be an argument of the method that is called.
  static void takeNegativeNumbers(CommandLine all) {
    for (CommandLine command : all.getSubcommands().values()) {
      Object what = command.getCommand();
      if (what instanceof PbCallCommand || what instanceof PbWatchCommand) {
        command.setUnmatchedOptionsArePositionalParams(true);
      }
      takeNegativeNumbers(command);
    }
  }

  @Override
  public List<Class<?>> parts() {
    return List.of(
        PbCallCommand.class, PbWatchCommand.class, PbReferencesCommand.class, PbDumpCommand.class);
  }

  /// Without a command there is nothing to do.
  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "command: none (expected: one of those below)");
  }
}
