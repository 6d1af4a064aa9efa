package dev.sennit.cli;

import dev.sennit.maps.MapsClient;
import dev.sennit.maps.wire.GetReply;
import dev.sennit.maps.wire.MapsReply;
import dev.sennit.net.wire.Octets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `sennit maps stat`: asks a server again and again, and tells how it answers and how fast.
@Command(
    name = "stat",
    description = "Asks the keys again and again, and tells how the server answers and how fast.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {"", "Exit code: 0 every request was answered, 75 some were not or only for later."})
final class MapsStatCommand implements Callable<Integer> {
  private static final int MAX_REQUESTS = 10_000_000;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private MapsAccess access = new MapsAccess();

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "KEY",
      description = "What to ask; a single - reads keys from standard input, one a line.")
  private List<String> keys = List.of();

  @Option(
      names = "--repeat",
      paramLabel = "N",
      description = "How often each key is asked (default: ${DEFAULT-VALUE}).")
  private int repeat = 1;

  /// What one request came to.
  private enum Outcome {
    FOUND,
    NOT_FOUND,
    TRY_LATER,
    PERMANENT_ERROR,
    NO_ANSWER
  }

  private final Map<Outcome, LongAdder> counts = new EnumMap<>(Outcome.class);
  private final AtomicInteger measured = new AtomicInteger();
  private volatile @Nullable Throwable lastFailure;

  MapsStatCommand() {
    for (Outcome outcome : Outcome.values()) {
      counts.put(outcome, new LongAdder());
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    List<Octets> asked = new ArrayList<>();
    KeyInput.of(keys, System.in).forEachRemaining(asked::add);
    long requests = (long) asked.size() * repeat;
    if (repeat < 1 || requests > MAX_REQUESTS) {
      throw new ParameterException(
          spec.commandLine(),
          "repeat: "
              + repeat
              + " (expected: 1 or more, and at most "
              + MAX_REQUESTS
              + " requests)");
    }
    long[] nanos = new long[(int) requests];
    long begun = System.nanoTime();
    try (MapsClient client = access.client();
        Progress progress = new Progress(access.output().notes(), Progress.isTerminal())) {
      askAll(client, asked, nanos, progress);
    }
    report(nanos, System.nanoTime() - begun);
    boolean allAnswered = count(Outcome.TRY_LATER) + count(Outcome.NO_ANSWER) == 0;
    return allAnswered ? ExitCode.OK : ExitCode.TEMPFAIL;
  }

  private void askAll(MapsClient client, List<Octets> asked, long[] nanos, Progress progress)
      throws InterruptedException {
    int window = access.window();
    Semaphore room = new Semaphore(window);
    for (int round = 0; round < repeat; round++) {
      for (Octets key : asked) {
        room.acquire();
        long sent = System.nanoTime();
        client
            .getAsync(key)
            .whenComplete((reply, failure) -> {
              nanos[measured.getAndIncrement()] = System.nanoTime() - sent;
              adder(outcome(reply, failure)).increment();
              room.release();
            });
        progress.step();
      }
    }
    room.acquire(window);
  }

  private Outcome outcome(@Nullable GetReply reply, @Nullable Throwable failure) {
    return switch (reply) {
      case null -> {
        lastFailure = failure;
        yield Outcome.NO_ANSWER;
      }
      case MapsReply.Found _ -> Outcome.FOUND;
      case MapsReply.NotFound _ -> Outcome.NOT_FOUND;
      case MapsReply.TryLater _ -> Outcome.TRY_LATER;
      case MapsReply.Broken _ -> Outcome.PERMANENT_ERROR;
    };
  }

  private long count(Outcome outcome) {
    return adder(outcome).sum();
  }

  private LongAdder adder(Outcome outcome) {
    return Objects.requireNonNull(counts.get(outcome));
  }

  private void report(long[] nanos, long elapsed) {
    Arrays.sort(nanos);
    Map<String, Object> fields = new LinkedHashMap<>();
    StringBuilder text = new StringBuilder();
    text.append("%,d requests in %.2f s".formatted(nanos.length, elapsed / 1e9));
    fields.put("requests", nanos.length);
    for (Outcome outcome : Outcome.values()) {
      String name = outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
      fields.put(name, count(outcome));
      if (count(outcome) > 0) {
        text.append("%n%,12d %s".formatted(count(outcome), name));
      }
    }
    if (nanos.length > 0) {
      double rate = nanos.length / (elapsed / 1e9);
      fields.put("per second", rate);
      text.append("%n%,12.0f a second, from asking to answer in microseconds:%n".formatted(rate));
      int[] percents = {50, 90, 99, 100};
      for (int percent : percents) {
        double micros = nanos[(int) ((nanos.length - 1) * (percent / 100.0))] / 1000.0;
        String name = percent == 100 ? "max" : "p" + percent;
        fields.put(name + " us", micros);
        text.append(" %s %,.0f".formatted(name, micros));
      }
    }
    access.output().record(text.toString(), fields);
    Throwable failure = lastFailure;
    if (failure != null) {
      access.output().fault("sennit: the last failure: " + failure.getMessage());
    }
  }
}
