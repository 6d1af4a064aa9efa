package dev.sennit.cli;

import dev.sennit.daemon.config.MapsEndpoint;
import dev.sennit.maps.MapsClient;
import dev.sennit.maps.MapsClientOptions;
import dev.sennit.maps.Retry;
import dev.sennit.net.Timeouts;
import dev.sennit.net.Transport;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// What every `sennit maps` command needs: whom to ask, and how.
final class MapsAccess {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Parameters(index = "0", paramLabel = "ENDPOINT", description = "The map, in Postfix's notation.")
  private String endpoint = "";

  @Option(names = "--json", description = "One JSON object a line instead of text.")
  private boolean json;

  @Option(
      names = "--connections",
      paramLabel = "N",
      description = "Connections at most (default: ${DEFAULT-VALUE}).")
  private int connections = 4;

  @Option(
      names = "--pipelining",
      paramLabel = "N",
      description =
          "Requests outstanding on a connection (default: ${DEFAULT-VALUE}; more only for a server"
              + " that replies in order).")
  private int pipelining = 1;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "For connecting and for each reply (default: ${DEFAULT-VALUE}).")
  private double timeout = 10;

  @Option(
      names = "--patient",
      description = "Try as long as Postfix does: ten times, a second apart.")
  private boolean patient;

  MapsClient client() {
    try {
      if (!(timeout > 0 && timeout < 1e6)) {
        throw new IllegalArgumentException(
            "timeout: " + timeout + " (expected: seconds, more than 0)");
      }
      Duration limit = Duration.ofMillis(Math.max(1, Math.round(timeout * 1000)));
      MapsClientOptions options =
          MapsEndpoint.parse(endpoint)
              .connections(connections)
              .pipelining(pipelining)
              .retry(patient ? Retry.AS_POSTFIX : Retry.ONCE)
              .transport(Transport.NIO) // to load a native library takes longer than a lookup
              .timeouts(Timeouts.defaults().connect(limit).request(limit));
      return MapsClient.create(options);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /// How many requests are worth having under way.
  int window() {
    return Math.max(64, 2 * connections * pipelining);
  }

  boolean isJson() {
    return json;
  }

  Output output() {
    return Output.of(
        spec.commandLine().getOut(),
        spec.commandLine().getErr(),
        json,
        Map.copyOf(System.getenv()),
        Progress.isTerminal());
  }
}
