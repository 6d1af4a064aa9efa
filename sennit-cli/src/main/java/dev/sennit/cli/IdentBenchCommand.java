package dev.sennit.cli;

import dev.sennit.ident.IdentClient;
import dev.sennit.ident.IdentClientOptions;
import dev.sennit.ident.IdentOutcome;
import dev.sennit.ident.IdentOutcome.Declined;
import dev.sennit.ident.IdentOutcome.Failed;
import dev.sennit.ident.IdentOutcome.Identified;
import dev.sennit.ident.IdentRequest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/// `sennit ident bench`: how many queries a server answers in a second.
@Command(
    name = "bench",
    description = "Asks a server the same question many times, and says how quickly it answers.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "The question is whose a connection is that this command makes to the server first.",
      "",
      "Exit code: 0 all were answered with a user, 64 misuse, 69 no server there, 75 some were not."
    })
final class IdentBenchCommand implements Callable<Integer> {
  private static final int MOST_QUERIES = 1_000_000;
  private static final int MOST_AT_ONCE = 1_000;
  private static final Duration KEEP = Duration.ofSeconds(10);

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private JsonOption json = new JsonOption();

  @Parameters(index = "0", paramLabel = "HOST", description = "The machine that is asked.")
  private String host = "";

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Where the ident server listens (default: ${DEFAULT-VALUE}).")
  private int port = 113;

  @Option(
      names = "--count",
      paramLabel = "NUMBER",
      description = "How many queries, 1 to 1000000 (default: ${DEFAULT-VALUE}).")
  private int count = 1_000;

  @Option(
      names = "--at-once",
      paramLabel = "NUMBER",
      description = "How many are on their way, 1 to 1000 (default: ${DEFAULT-VALUE}).")
  private int atOnce = 8;

  @Option(names = "--keep", description = "Use connections again; else each query has its own.")
  private boolean keep;

  @Override
  public Integer call() {
    check("--count", count, MOST_QUERIES);
    check("--at-once", atOnce, MOST_AT_ONCE);
    try (Socket connection = new Socket()) {
      IdentClientOptions options =
          IdentClientOptions.defaults().connections(atOnce).keep(keep ? KEEP : Duration.ZERO);
      connection.connect(
          new InetSocketAddress(InetAddresses.host(host), port),
          (int) options.connect().toMillis());
      try (IdentClient client = IdentClient.create(options)) {
        return tell(measure(client, IdentRequest.of(connection).port(port)));
      }
    } catch (IOException e) {
      json.output().fault("sennit: " + host + ": " + e.getMessage());
      return ExitCode.UNAVAILABLE;
    } catch (TypeConversionException | IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private void check(String name, int value, int most) {
    if (value < 1 || value > most) {
      throw new ParameterException(
          spec.commandLine(), name + ": " + value + " (expected: 1 to " + most + ")");
    }
  }

  /// @param nanos all of it took
  /// @param median milliseconds, within which half of the queries were answered
  /// @param most milliseconds, within which 99 of 100 were
  /// @param outcomes how many of each
  private record Result(long nanos, double median, double most, Map<String, Integer> outcomes) {}

  private Result measure(IdentClient client, IdentRequest request) {
    long[] each = new long[count];
    Map<String, Integer> outcomes = new ConcurrentHashMap<>();
    AtomicInteger next = new AtomicInteger();
    long begun = System.nanoTime();
    try (ExecutorService askers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < atOnce; i++) {
        askers.execute(() -> {
          for (int mine = next.getAndIncrement(); mine < count; mine = next.getAndIncrement()) {
            long asked = System.nanoTime();
            IdentOutcome outcome = client.query(request);
            each[mine] = System.nanoTime() - asked;
            outcomes.merge(name(outcome), 1, Integer::sum);
          }
        });
      }
    }
    long nanos = System.nanoTime() - begun;
    Arrays.sort(each);
    return new Result(nanos, millis(each, 50), millis(each, 99), new TreeMap<>(outcomes));
  }

  private static double millis(long[] sorted, int percent) {
    return sorted[(sorted.length - 1) * percent / 100] / 1e6;
  }

  private static String name(IdentOutcome outcome) {
    return switch (outcome) {
      case Identified _ -> "user";
      case Declined(_, var error) -> error.token();
      case Failed(_, var failure, _) -> failure.name();
    };
  }

  private int tell(Result result) {
    double rate = count / (result.nanos() / 1e9);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("queries", count);
    fields.put("seconds", result.nanos() / 1e9);
    fields.put("perSecond", rate);
    fields.put("medianMillis", result.median());
    fields.put("p99Millis", result.most());
    fields.put("outcomes", result.outcomes());
    String line =
        String.format(
            Locale.ROOT,
            "%d queries in %.2f s: %.0f a second, half of them within %.2f ms, 99 of 100 within"
                + " %.2f ms; %s",
            count,
            result.nanos() / 1e9,
            rate,
            result.median(),
            result.most(),
            result.outcomes());
    json.output().record(line, fields);
    return result.outcomes().getOrDefault("user", 0) == count ? ExitCode.OK : ExitCode.TEMPFAIL;
  }
}
