package dev.sennit.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `sennit maps`: asks map servers what Postfix would ask them.
@Command(
    name = "maps",
    description = "Asks a map server what Postfix would ask it; looks tables over; is one itself.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "ENDPOINT is written as in Postfix's main.cf: tcp:HOST:PORT,",
      "socketmap:inet:HOST:PORT:NAME or socketmap:unix:PATH:NAME."
    })
final class MapsCommand implements CommandGroup, Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public List<Class<?>> parts() {
    return List.of(
        MapsGetCommand.class,
        MapsPutCommand.class,
        MapsStatCommand.class,
        MapsLintCommand.class,
        MapsStdioCommand.class);
  }

  /// Without a command there is nothing to do.
  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "command: none (expected: one of those below)");
  }
}
