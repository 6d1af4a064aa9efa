package dev.sennit.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `sennit amp`: asks AMP servers, reads what was captured, writes code for peers.
@Command(
    name = "amp",
    description = "Asks an AMP server, reads captured AMP, writes the code of commands.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class AmpCommandLine implements CommandGroup, Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public List<Class<?>> parts() {
    return List.of(AmpCallCommand.class, AmpDumpCommand.class, AmpStubsCommand.class);
  }

  /// Without a command there is nothing to do.
  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "command: none (expected: one of those below)");
  }
}
