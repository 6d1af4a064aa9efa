package dev.sennit.cli;

import dev.sennit.ident.token.KeyFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `sennit ident keys`: adds a key to a file of keys.
@Command(
    name = "keys",
    description = "Adds a new key to a file of keys for tokens and pseudonyms, or makes the file.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "The last key of the file makes tokens, all of them read: keep old keys as long as old logs.",
      "A new key changes every pseudonym."
    })
final class IdentKeysCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(index = "0", paramLabel = "FILE", description = "The file of keys.")
  private Path file = Path.of("");

  @Override
  public Integer call() {
    try {
      KeyFile.rotate(file);
      return ExitCode.OK;
    } catch (IOException | IllegalArgumentException e) {
      spec.commandLine().getErr().println("sennit: " + e.getMessage());
      return e instanceof IOException ? ExitCode.CANTCREAT : ExitCode.DATAERR;
    }
  }
}
