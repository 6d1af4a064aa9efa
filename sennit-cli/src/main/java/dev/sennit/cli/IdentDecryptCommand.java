package dev.sennit.cli;

import dev.sennit.ident.token.KeyFile;
import dev.sennit.ident.token.TokenFilter;
import dev.sennit.ident.token.TokenKeys;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `sennit ident decrypt`: puts users and connections in the place of the tokens of a log.
@Command(
    name = "decrypt",
    description =
        "Copies standard input, and puts what they mean in the place of the tokens in it.",
    mixinStandardHelpOptions = true,
    footer = {"", "Exit code: 0 tokens were found, 1 there were none, 66 the keys cannot be read."})
final class IdentDecryptCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--keys",
      paramLabel = "FILE",
      required = true,
      description = "The file of keys of the server that made the tokens.")
  private Path keys = Path.of("");

  @Override
  public Integer call() throws IOException {
    TokenKeys read;
    try {
      read = TokenKeys.of(KeyFile.read(keys).toArray(new byte[0][]));
    } catch (IOException | IllegalArgumentException e) {
      String why = e instanceof IOException ? "cannot be read: " + e : e.getMessage();
      spec.commandLine().getErr().println("sennit: --keys: " + why);
      return ExitCode.NOINPUT;
    }
    OutputStream out = Output.bytes();
    long found = new TokenFilter(read).copy(System.in, out);
    out.flush();
    return found > 0 ? ExitCode.OK : ExitCode.NOT_FOUND;
  }
}
