package dev.sennit.cli;

import dev.sennit.daemon.IdentStdio;
import dev.sennit.ident.IdentConnection;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `sennit ident stdio`: answers the queries of one connection that inetd or systemd has accepted.
@Command(
    name = "stdio",
    description = "Answers on standard input and output, for inetd and systemd's Accept=yes.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Each connection starts a Java, which takes part of a second: `sennit serve` is faster.",
      "",
      "Exit code: 0 done, 64 standard input is no connected socket, 66 and 78 the configuration is",
      "not there or has mistakes, 74 a reply cannot be written, 77 the user cannot be changed."
    })
final class IdentStdioCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "The configuration, of which [ident] counts but for addresses and registry.")
  private @Nullable Path config;

  @Option(
      names = "--local",
      paramLabel = "HOST:PORT",
      converter = InetAddresses.WithPort.class,
      description = "The connection's end on this machine, if standard input is a pipe.")
  private @Nullable InetSocketAddress local;

  @Option(
      names = "--remote",
      paramLabel = "HOST:PORT",
      converter = InetAddresses.WithPort.class,
      description = "The other end, the machine that asks.")
  private @Nullable InetSocketAddress remote;

  @Override
  public Integer call() {
    if ((local == null) != (remote == null)) {
      throw new ParameterException(
          spec.commandLine(), "--local, --remote: one of them (expected: both, or neither)");
    }
    Optional<IdentConnection> ends =
        local == null || remote == null
            ? Optional.empty()
            : Optional.of(new IdentConnection(local, remote));
    PrintWriter notes = spec.commandLine().getErr();
    if (errorsGoToTheClient()) {
      System.setErr(
          new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
      notes = new PrintWriter(Writer.nullWriter());
    }
    return IdentStdio.serve(Optional.ofNullable(config), ends, notes, System.getenv());
  }

  /// inetd makes the connection standard error as well: what is logged there would be read as a
  /// reply.
  private static boolean errorsGoToTheClient() {
    try {
      Path in = Files.readSymbolicLink(Path.of("/proc/self/fd/0"));
      return in.toString().startsWith("socket:")
          && in.equals(Files.readSymbolicLink(Path.of("/proc/self/fd/2")));
    } catch (IOException e) {
      return false;
    }
  }
}
