package dev.sennit.cli;

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
    subcommands = {
      MapsGetCommand.class,
      MapsPutCommand.class,
      MapsStatCommand.class,
      MapsLintCommand.class,
      MapsStdioCommand.class
    },
    footer = {
      "",
      "ENDPOINT is written as in Postfix's main.cf: tcp:HOST:PORT,",
      "socketmap:inet:HOST:PORT:NAME or socketmap:unix:PATH:NAME."
    })
final class MapsCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  /// Without a command there is nothing to do.
  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "command: none (expected: one of those below)");
  }
}
