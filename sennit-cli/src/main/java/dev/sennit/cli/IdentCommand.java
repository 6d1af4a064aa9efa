package dev.sennit.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `sennit ident`: asks ident servers, and helps those who run one.
@Command(
    name = "ident",
    description = "Asks who owns a connection (RFC 1413), and helps those who answer.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class IdentCommand implements CommandGroup, Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public List<Class<?>> parts() {
    return List.of(
        IdentQueryCommand.class,
        IdentSelfTestCommand.class,
        IdentDiagnoseCommand.class,
        IdentBenchCommand.class,
        IdentStdioCommand.class,
        IdentRegisterCommand.class,
        IdentKeysCommand.class,
        IdentDecryptCommand.class);
  }

  /// Without a command there is nothing to do.
  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "command: none (expected: one of those below)");
  }
}
