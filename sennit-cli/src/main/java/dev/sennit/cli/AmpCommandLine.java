package dev.sennit.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `sennit amp`: asks AMP servers, reads what was captured, writes code for peers.
@Command(
    name = "amp",
    description = "Asks an AMP server, reads captured AMP, writes the code of commands.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {AmpCallCommand.class, AmpDumpCommand.class, AmpStubsCommand.class})
final class AmpCommandLine implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  /// Without a command there is nothing to do.
  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "command: none (expected: one of those below)");
  }
}
