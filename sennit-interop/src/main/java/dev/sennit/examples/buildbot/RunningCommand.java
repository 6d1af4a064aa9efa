package dev.sennit.examples.buildbot;

import dev.sennit.examples.buildbot.BuildMaster.OutputListener;
import dev.sennit.pb.PbCall;
import dev.sennit.pb.PbException;
import dev.sennit.pb.PbMethods;
import dev.sennit.pb.PbObject;
import dev.sennit.pb.jelly.PbFailure;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// What the worker calls while it runs a command: `update` with what there is to tell, many times,
/// and `complete` at the end.
final class RunningCommand {
  private static final Set<String> STREAMS = Set.of("stdout", "stderr", "header");

  private final OutputListener output;
  private final CompletableFuture<Long> ended = new CompletableFuture<>();
  private final PbObject object =
      PbMethods.of().on("update", this::update).on("complete", this::complete);
  private long exitCode;

  RunningCommand(OutputListener output) {
    this.output = output;
  }

  PbObject object() {
    return object;
  }

  long awaitEnd() {
    return ended.join();
  }

  /// Updates are pairs of a dictionary and a number; the largest number is the answer.
  private Object update(PbCall call) {
    long largest = 0;
    for (Object each : Objects.requireNonNull(call.get(0, List.class))) {
      List<?> pair = (List<?>) each;
      ((Map<?, ?>) pair.get(0)).forEach((key, value) -> tell((String) key, value));
      largest = Math.max(largest, (Long) pair.get(1));
    }
    return largest;
  }

  private void tell(String key, @Nullable Object value) {
    if (STREAMS.contains(key) && value instanceof String text) {
      output.said(key, text);
    } else if (key.equals("rc") && value instanceof Long code) {
      exitCode = code;
    }
  }

  private @Nullable Object complete(PbCall call) {
    if (call.get(0) instanceof PbFailure failure) {
      ended.completeExceptionally(new PbException(failure));
    } else {
      ended.complete(exitCode);
    }
    return null;
  }
}
