package dev.sennit.cli;

import dev.sennit.amp.AmpClient;
import dev.sennit.amp.AmpConnection;
import dev.sennit.amp.AmpRemoteException;
import dev.sennit.amp.schema.SchemaCommand;
import dev.sennit.amp.wire.AmpBox;
import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.RequestTimeoutException;
import dev.sennit.net.StartTls;
import dev.sennit.net.wire.Octets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `sennit amp call`: calls one command of an AMP server.
@Command(
    name = "call",
    description = "Calls a command and prints its answer, KEY=VALUE on a line each.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "KEY=VALUE sends the text as it is, which is right for Integer, Float, Unicode, String and",
      "the others whose values are text; with --schema it is checked first, Boolean may be written",
      "true, and lists are JSON: ids=[1,2]. KEY@=FILE sends what is in the file.",
      "",
      "Exit code: 0 answered, 1 an error that the command declares (without --schema: any code but",
      "UNKNOWN), 2 another error, 3 there is no such command, 65 a value that is none, 66 a file",
      "that cannot be read, 69 no server there, or none that begins TLS, 75 no answer in time or",
      "the connection lost, 76 an answer that is none. Of many calls the gravest counts."
    })
final class AmpCallCommand implements Callable<Integer> {
  private static final int MOST_CALLS = 10_000_000;
  private static final int MOST_OUTSTANDING = 10_000;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private AmpAccess access = new AmpAccess();
  @Mixin private JsonOption json = new JsonOption();

  @Parameters(index = "1", paramLabel = "COMMAND", description = "Its name; case matters.")
  private String name = "";

  @Parameters(index = "2..*", paramLabel = "KEY=VALUE", description = "The arguments.")
  private List<String> pairs = List.of();

  @Option(
      names = "--schema",
      paramLabel = "FILE",
      description = "The types of arguments and answers, in JSON.")
  private @Nullable Path schema;

  @Option(names = "--one-way", description = "Ask for no answer.")
  private boolean oneWay;

  @Option(
      names = "--repeat",
      paramLabel = "N",
      description = "Call so often on one connection, and tell how fast instead of the answers.")
  private @Nullable Integer repeat;

  @Option(
      names = "--outstanding",
      paramLabel = "N",
      description = "With --repeat, calls at a time (default: ${DEFAULT-VALUE}).")
  private int outstanding = 1;

  @Override
  public Integer call() throws InterruptedException {
    check();
    Output output = json.output();
    SchemaCommand command = null;
    AmpBox box;
    try {
      if (schema != null) {
        command = AmpRequest.command(AmpRequest.schema(schema), name);
      }
      box = AmpRequest.box(command, pairs);
    } catch (AmpRequest.Unusable e) {
      if (e.exitCode() == ExitCode.USAGE) {
        throw new ParameterException(spec.commandLine(), e.getMessage(), e);
      }
      output.fault("sennit: " + e.getMessage());
      return e.exitCode();
    }
    StartTls tls = access.startTls();
    try (AmpClient client = access.client()) {
      AmpConnection connection = connected(client, tls, output);
      return connection == null
          ? ExitCode.UNAVAILABLE
          : call(connection, box, new AmpOutcomes(command), output);
    }
  }

  private void check() {
    if (repeat != null && (repeat < 1 || repeat > MOST_CALLS)) {
      throw misuse("repeat: " + repeat + " (expected: 1 to " + MOST_CALLS + ")");
    }
    if (outstanding < 1 || outstanding > MOST_OUTSTANDING) {
      throw misuse("outstanding: " + outstanding + " (expected: 1 to " + MOST_OUTSTANDING + ")");
    }
    if (oneWay && repeat != null) {
      throw misuse("--repeat: with --one-way (expected: answers to measure)");
    }
  }

  private ParameterException misuse(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  /// @return null if there is no server, or none that begins TLS, which is told
  private @Nullable AmpConnection connected(
      AmpClient client, @Nullable StartTls tls, Output output) {
    try {
      AmpConnection connection = client.connect();
      if (tls != null) {
        connection.startTls(tls).join();
      }
      return connection;
    } catch (ConnectionLostException | RequestTimeoutException e) {
      output.fault("sennit: " + access.endpoint() + ": " + e.getMessage());
    } catch (CompletionException e) {
      String reason =
          switch (e.getCause()) {
            case AmpRemoteException told -> Octets.utf8(told.description()).forLog();
            case ConnectionLostException lost -> lost.getMessage();
            case RequestTimeoutException late -> late.getMessage();
            case null, default -> throw e;
          };
      output.fault("sennit: " + access.endpoint() + ": StartTLS: " + reason);
    }
    return null;
  }

  private int call(AmpConnection connection, AmpBox box, AmpOutcomes outcomes, Output output)
      throws InterruptedException {
    if (oneWay) {
      connection.tellRaw(name, box);
      return ExitCode.OK;
    }
    if (repeat != null) {
      return new AmpLoad(connection, name, box, outcomes).run(repeat, outstanding, output);
    }
    AmpOutcomes.Outcome outcome =
        connection
            .askRaw(name, box)
            .handle((answer, failure) ->
                failure == null ? outcomes.answered(answer) : outcomes.failed(failure))
            .join();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("command", name);
    fields.putAll(outcome.fields());
    if (output.json() || (outcome.exitCode() == ExitCode.OK && !outcome.text().isEmpty())) {
      output.record(outcome.text(), fields);
    }
    if (!output.json() && outcome.exitCode() != ExitCode.OK) {
      output.fault("sennit: " + name + ": " + outcome.text());
    }
    return outcome.exitCode();
  }
}
