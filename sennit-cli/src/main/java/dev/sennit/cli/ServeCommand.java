package dev.sennit.cli;

import dev.sennit.daemon.ServeFlow;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `sennit serve`: the daemon, until a signal ends it.
@Command(
    name = "serve",
    description = {
      "Serves the tables of a configuration file until SIGTERM; reloads it on SIGHUP.",
      "Without a file: a demonstration on loopback. Ports: tcp_table 4242, socketmap 4243, ident 1113,"
          + " AMP 8749, Perspective Broker 8787."
    },
    mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "The configuration, in TOML; docs/configure.md has all of it.")
  private @Nullable Path config;

  @Option(
      names = "--check-config",
      description = "Say what is wrong with the configuration, or OK, and end.")
  private boolean checkOnly;

  /// Made by picocli.
  ServeCommand() {}

  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    var notes = spec.commandLine().getErr();
    Optional<Path> file = Optional.ofNullable(config);
    return checkOnly
        ? ServeFlow.check(file, out, notes, System.getenv())
        : ServeFlow.serve(file, out, notes, System.getenv());
  }
}
