package dev.sennit.cli;

import dev.sennit.ident.IdentClient;
import dev.sennit.ident.IdentClientOptions;
import dev.sennit.ident.IdentFailure;
import dev.sennit.ident.IdentOutcome;
import dev.sennit.ident.IdentOutcome.Declined;
import dev.sennit.ident.IdentOutcome.Failed;
import dev.sennit.ident.IdentOutcome.Identified;
import dev.sennit.ident.IdentRequest;
import dev.sennit.ident.wire.IdentAnswer.UserId;
import dev.sennit.ident.wire.IdentError;
import dev.sennit.ident.wire.IdentQuirk;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
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

/// `sennit ident query`: asks a machine who owns its end of a connection with this one.
@Command(
    name = "query",
    description = "Asks a machine who owns its end of a connection with this one.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "The connection is HOST:PORT-ON-SERVER <-> this machine:PORT-ON-CLIENT; the id goes to",
      "standard output. It is what HOST says: good for a log, and no proof of anything. Without",
      "the two ports: who runs the ident server itself, as a test whether it works.",
      "",
      "Exit code: 0 a user, 1 NO-USER, 2 HIDDEN-USER, 65 INVALID-PORT, 75 UNKNOWN-ERROR or another",
      "error, a timeout or a lost connection, 69 no server there, 76 a reply that is none."
    })
final class IdentQueryCommand implements Callable<Integer> {
  private static final int HIDDEN = 2;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private JsonOption json = new JsonOption();

  @Parameters(index = "0", paramLabel = "HOST", description = "The machine that is asked.")
  private String host = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "PORT-ON-SERVER",
      description = "The connection's port on HOST, such as 6667.")
  private @Nullable Integer serverPort;

  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "PORT-ON-CLIENT",
      description = "The connection's port on this machine.")
  private @Nullable Integer clientPort;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Where the ident server listens (default: ${DEFAULT-VALUE}).")
  private int port = 113;

  @Option(
      names = "--bind",
      paramLabel = "ADDRESS",
      description =
          "The connection's address on this machine, from which the query has to come (default:"
              + " whichever leads to HOST).")
  private @Nullable String bind;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "In all; 0 waits for ever (default: ${DEFAULT-VALUE}).")
  private double timeout = 30;

  @Option(
      names = "--lenient",
      description = "Take the replies of servers that bend the rules as well.")
  private boolean lenient;

  @Override
  public Integer call() {
    IdentClientOptions options = options();
    checkPort("--port", port);
    if (serverPort == null) {
      return aboutItself(options);
    }
    if (clientPort == null) {
      throw misuse("PORT-ON-CLIENT: none (expected: both ports, or neither)", null);
    }
    checkPort("PORT-ON-SERVER", serverPort);
    checkPort("PORT-ON-CLIENT", clientPort);
    return ask(request(serverPort, clientPort), options);
  }

  private void checkPort(String name, int number) {
    if (number < 1 || number > 65_535) {
      throw misuse(name + ": " + number + " (expected: 1 to 65535)", null);
    }
  }

  private IdentRequest request(int serverPort, int clientPort) {
    try {
      InetAddress server = InetAddresses.host(host);
      InetAddress local =
          bind != null
              ? InetAddresses.host(bind)
              : InetAddress.ofLiteral(server.getAddress().length == 4 ? "0.0.0.0" : "::");
      return IdentRequest.of(
              new InetSocketAddress(local, clientPort), new InetSocketAddress(server, serverPort))
          .port(port);
    } catch (RuntimeException e) {
      throw misuse(String.valueOf(e.getMessage()), e);
    }
  }

  /// A connection to the server is one that the server owns.
  private int aboutItself(IdentClientOptions options) {
    try (Socket connection = new Socket()) {
      if (bind != null) {
        connection.bind(new InetSocketAddress(InetAddresses.host(bind), 0));
      }
      connection.connect(
          new InetSocketAddress(InetAddresses.host(host), port),
          (int) options.connect().toMillis());
      return ask(IdentRequest.of(connection).port(port), options);
    } catch (IOException e) {
      json.output().fault("sennit: " + host + ": " + e.getMessage());
      return ExitCode.UNAVAILABLE;
    } catch (TypeConversionException | IllegalArgumentException e) {
      throw misuse(String.valueOf(e.getMessage()), e);
    }
  }

  private ParameterException misuse(String message, @Nullable Throwable cause) {
    return new ParameterException(spec.commandLine(), message, cause);
  }

  private int ask(IdentRequest request, IdentClientOptions options) {
    try (IdentClient client = IdentClient.create(options)) {
      IdentOutcome outcome = client.query(request);
      tell(outcome, json.output());
      return exitCode(outcome);
    }
  }

  private IdentClientOptions options() {
    if (!(timeout >= 0 && timeout < 1e6)) {
      throw new ParameterException(
          spec.commandLine(), "timeout: " + timeout + " (expected: seconds, 0 or more)");
    }
    Duration total = Duration.ofMillis(Math.round(timeout * 1000));
    IdentClientOptions options = IdentClientOptions.defaults().connect(total).total(total);
    return lenient ? options.quirks(IdentQuirk.values()) : options;
  }

  private void tell(IdentOutcome outcome, Output output) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("host", host);
    fields.put("serverPort", outcome.request().query().serverPort());
    fields.put("clientPort", outcome.request().query().clientPort());
    switch (outcome) {
      case Identified(_, UserId user) -> {
        fields.put("outcome", "user");
        fields.put("opsys", user.opsys());
        fields.put("charset", user.charset());
        fields.put("id", user.text().orElseGet(() -> user.trimmed().forLog()));
        fields.put("idHex", HexFormat.of().formatHex(user.id().toBytes()));
        output.record(user.trimmed().forLog(), fields);
      }
      case Declined(_, IdentError error) -> {
        fields.put("outcome", "error");
        fields.put("error", error.token());
        fault(output, error.token(), fields);
      }
      case Failed(_, IdentFailure failure, String detail) -> {
        fields.put("outcome", "failed");
        fields.put("failure", failure.name());
        fields.put("reason", detail);
        fault(output, detail, fields);
      }
    }
  }

  private void fault(Output output, String text, Map<String, Object> fields) {
    if (output.json()) {
      output.record("", fields);
    } else {
      output.fault("sennit: " + host + ": " + text);
    }
  }

  private static int exitCode(IdentOutcome outcome) {
    return switch (outcome) {
      case Identified _ -> ExitCode.OK;
      case Declined(_, IdentError error) ->
          switch (error.token()) {
            case "NO-USER" -> ExitCode.NOT_FOUND;
            case "HIDDEN-USER" -> HIDDEN;
            case "INVALID-PORT" -> ExitCode.DATAERR;
            default -> ExitCode.TEMPFAIL;
          };
      case Failed(_, IdentFailure failure, _) ->
          switch (failure) {
            case REFUSED, UNREACHABLE, BIND_FAILED -> ExitCode.UNAVAILABLE;
            case PROTOCOL_FAULT, PORT_MISMATCH -> ExitCode.PROTOCOL;
            case TIMEOUT, NO_RESOURCES, CLOSED, RESET, TOO_MANY, CANCELLED -> ExitCode.TEMPFAIL;
          };
    };
  }
}
