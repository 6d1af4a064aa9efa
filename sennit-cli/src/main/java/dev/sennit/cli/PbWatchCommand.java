package dev.sennit.cli;

import dev.sennit.net.ConnectionLostException;
import dev.sennit.pb.PbCached;
import dev.sennit.pb.PbCall;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `sennit pb watch`: keeps a cache of a remote object, and prints what it is told.
@Command(
    name = "watch",
    description = {
      "Keeps a copy of a remote object, and prints its changes.",
      "Calls a method that gives a cacheable, and prints its state and then every change until",
      "Ctrl-C."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {"", "ARGUMENTs are those of `sennit pb call`.", "", PbOutcome.EXIT_CODES})
final class PbWatchCommand implements Callable<Integer> {
  /// Changes that wait to be written; the peer waits for its answers beyond that.
  private static final int WAITING = 1024;

  @Mixin private PbAccess access = new PbAccess();

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "METHOD",
      description = "What gives the cacheable (default: ${DEFAULT-VALUE}).")
  private String method = "ticker";

  @Parameters(
      index = "2..*",
      arity = "0..*",
      paramLabel = "ARGUMENT",
      description = "A literal, or text; or NAME=VALUE.")
  private List<String> words = List.of();

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "End after so many changes (default: never).")
  private long count = Long.MAX_VALUE;

  private final BlockingQueue<Change> changes = new LinkedBlockingQueue<>(WAITING);

  /// Something to write, or the end.
  ///
  /// @param call null when the connection is gone
  private record Change(@Nullable PbCall call) {}

  @Override
  public Integer call() throws InterruptedException {
    PbArguments arguments = PbCallCommand.arguments(access, words);
    Output output = access.output();
    boolean connected = false;
    try (PbAccess.Found found = access.find(Watched.types(call -> put(new Change(call))))) {
      connected = true;
      @Nullable Object result =
          found.object().call(method, arguments.positional(), arguments.keywords()).join();
      if (!(result instanceof PbCached cached && cached.cache() instanceof Watched watched)) {
        output.fault(
            "sennit: %s: %s gave %s (expected: a cacheable)"
                .formatted(access.url(), method, PythonRepr.of(result)));
        return ExitCode.DATAERR;
      }
      found.client().connection().whenGone(() -> put(new Change(null)));
      begin(watched, output);
      int code = follow(output);
      cached.close();
      return code;
    } catch (RuntimeException e) {
      return PbOutcome.of(e, connected).tell(output, access.url());
    }
  }

  private void put(Change change) {
    try {
      changes.put(change);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody will look any more
    }
  }

  private static void begin(Watched watched, Output output) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("event", "state");
    fields.put("class", watched.tag());
    fields.put("state", PbValues.json(watched.state()));
    fields.put("python", PythonRepr.of(watched.state()));
    output.record(watched.toString(), fields);
  }

  private int follow(Output output) throws InterruptedException {
    for (long left = count; left > 0; left--) {
      PbCall call = changes.take().call();
      if (call == null) {
        throw new ConnectionLostException("the connection is gone");
      }
      String text = PythonRepr.call(call.method(), call.arguments(), call.keywords());
      Map<String, @Nullable Object> fields = new LinkedHashMap<>();
      fields.put("event", "change");
      fields.put("method", call.method());
      fields.put("arguments", PbValues.json(call.arguments()));
      fields.put("keywords", PbValues.json(call.keywords()));
      fields.put("python", text);
      output.record(text, fields);
    }
    return ExitCode.OK;
  }
}
