package dev.sennit.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `sennit ident`: asks ident servers, and helps those who run one.
@Command(
    name = "ident",
    description = "Asks who owns a connection (RFC 1413), and helps those who answer.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      IdentQueryCommand.class,
      IdentSelfTestCommand.class,
      IdentDiagnoseCommand.class,
      IdentBenchCommand.class,
      IdentStdioCommand.class,
      IdentRegisterCommand.class,
      IdentKeysCommand.class,
      IdentDecryptCommand.class
    })
final class IdentCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  /// Without a command there is nothing to do.
  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "command: none (expected: one of those below)");
  }
}
