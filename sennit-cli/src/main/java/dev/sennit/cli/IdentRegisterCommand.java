package dev.sennit.cli;

import dev.sennit.ident.IdentConnection;
import dev.sennit.ident.registry.Place;
import dev.sennit.ident.registry.RefusedException;
import dev.sennit.ident.registry.RegistryClient;
import dev.sennit.net.wire.Octets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/// `sennit ident register`: what programs say at the control socket, by hand.
@Command(
    name = "register",
    description = "Registers an id for a connection at the daemon's control socket.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "For one connection: --local and --remote. For the next one to a host or from a port, before",
      "it exists: --remote HOST[:PORT] alone, or --local-port.",
      "",
      "Exit code: 0 done (the entry's number is printed), 1 refused, 69 no daemon at the socket."
    })
final class IdentRegisterCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private JsonOption json = new JsonOption();

  @Parameters(index = "0", paramLabel = "SOCKET", description = "The daemon's control socket.")
  private Path socket = Path.of("");

  @Parameters(index = "1", arity = "0..1", paramLabel = "ID", description = "What is to be told.")
  private @Nullable String id;

  @Option(names = "--local", paramLabel = "HOST:PORT", description = "The end on this machine.")
  private @Nullable String local;

  @Option(names = "--remote", paramLabel = "HOST[:PORT]", description = "The other end.")
  private @Nullable String remote;

  @Option(
      names = "--local-port",
      paramLabel = "PORT",
      description = "The port on this machine of a connection that is about to be made.")
  private int localPort;

  @Option(
      names = "--ttl",
      paramLabel = "SECONDS",
      description = "How long it holds (default: ${DEFAULT-VALUE}).")
  private long ttl = 300;

  @Option(names = "--remove", paramLabel = "NUMBER", description = "Removes an entry instead.")
  private @Nullable Long remove;

  @Option(names = "--list", description = "Lists the entries that this user may see instead.")
  private boolean list;

  @Override
  public Integer call() throws IOException {
    Output output = json.output();
    RegistryClient client;
    try {
      client = RegistryClient.connect(socket);
    } catch (IOException e) {
      output.fault("sennit: " + socket + ": " + e.getMessage());
      return ExitCode.UNAVAILABLE;
    }
    try (client) {
      act(client, output);
      return ExitCode.OK;
    } catch (RefusedException e) {
      output.fault("sennit: refused: " + e.getMessage());
      return ExitCode.NOT_FOUND;
    } catch (IllegalArgumentException | TypeConversionException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private void act(RegistryClient client, Output output) throws IOException {
    if (list) {
      client.list().forEach(entry -> output.record(entry, Map.of("entry", entry)));
    } else if (remove != null) {
      client.remove(remove);
    } else if (id == null) {
      throw new IllegalArgumentException("id: none (expected: ID, --remove or --list)");
    } else {
      long number = client.register(place(), Octets.utf8(id), Duration.ofSeconds(ttl));
      output.record(Long.toString(number), Map.of("entry", number));
    }
  }

  private Place place() {
    if (local != null && remote != null) {
      var ends = new InetAddresses.WithPort();
      return new Place.Exact(new IdentConnection(ends.convert(local), ends.convert(remote)));
    }
    if (local != null) {
      throw new IllegalArgumentException("remote: none (expected: --remote HOST:PORT as well)");
    }
    if (remote == null) {
      return new Place.Next(null, 0, localPort);
    }
    boolean withPort = remote.matches(".+\\]:[0-9]+|[^:]+:[0-9]+");
    if (withPort) {
      InetSocketAddress address = new InetAddresses.WithPort().convert(remote);
      return new Place.Next(address.getAddress(), address.getPort(), localPort);
    }
    InetAddress host = InetAddresses.host(remote.replaceAll("[\\[\\]]", ""));
    return new Place.Next(host, 0, localPort);
  }
}
