package dev.sennit.cli;

import dev.sennit.amp.AmpConnection;
import dev.sennit.amp.wire.AmpBox;
import dev.sennit.cli.AmpOutcomes.Outcome;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Calls one command again and again, and tells how fast the answers come.
final class AmpLoad {
  /// Points of the distribution, in thousandths.
  private static final int[] PERMILLES = {500, 900, 990, 999};

  private final AmpConnection connection;
  private final String name;
  private final AmpBox box;
  private final AmpOutcomes outcomes;
  private final AtomicInteger measured = new AtomicInteger();
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicReference<@Nullable Outcome> gravest = new AtomicReference<>();

  AmpLoad(AmpConnection connection, String name, AmpBox box, AmpOutcomes outcomes) {
    this.connection = connection;
    this.name = name;
    this.box = box;
    this.outcomes = outcomes;
  }

  /// Makes the calls and writes the report.
  ///
  /// @param outstanding at a time
  /// @return the exit code of the gravest outcome
  int run(int calls, int outstanding, Output output) throws InterruptedException {
    long[] nanos = new long[calls];
    Semaphore room = new Semaphore(outstanding);
    long begun = System.nanoTime();
    for (int i = 0; i < calls && !isOver(); i++) {
      room.acquire();
      long sent = System.nanoTime();
      connection
          .askRaw(name, box)
          .whenComplete((answer, failure) -> {
            nanos[measured.getAndIncrement()] = System.nanoTime() - sent;
            if (failure == null) {
              answered.incrementAndGet();
            } else {
              failed(failure);
            }
            room.release();
          });
    }
    room.acquire(outstanding);
    report(Arrays.copyOf(nanos, measured.get()), System.nanoTime() - begun, output);
    Outcome worst = gravest.get();
    if (worst == null) {
      return ExitCode.OK;
    }
    output.fault("sennit: " + name + ": " + worst.text());
    return worst.exitCode();
  }

  private void failed(Throwable failure) {
    Outcome outcome = outcomes.failed(failure);
    gravest.accumulateAndGet(
        outcome,
        (one, other) ->
            one == null || (other != null && other.exitCode() > one.exitCode()) ? other : one);
  }

  /// Whether the connection is gone, so that there is nothing more to ask.
  private boolean isOver() {
    return connection.closed().toCompletableFuture().isDone();
  }

  private void report(long[] nanos, long elapsed, Output output) {
    Arrays.sort(nanos);
    double rate = nanos.length / (elapsed / 1e9);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("command", name);
    fields.put("calls", nanos.length);
    fields.put("answered", answered.get());
    fields.put("seconds", elapsed / 1e9);
    fields.put("perSecond", rate);
    StringBuilder text =
        new StringBuilder(
            "%,d calls, %,d answered, in %.3f s: %,.0f a second"
                .formatted(nanos.length, answered.get(), elapsed / 1e9, rate));
    if (nanos.length > 0) {
      Map<String, Object> micros = new LinkedHashMap<>();
      micros.put("min", nanos[0] / 1000.0);
      for (int permille : PERMILLES) {
        int index = (int) Math.ceil(nanos.length * (permille / 1000.0)) - 1;
        String percent = permille % 10 == 0 ? "p" + permille / 10 : "p" + permille / 10.0;
        micros.put(percent, nanos[index] / 1000.0);
      }
      micros.put("max", nanos[nanos.length - 1] / 1000.0);
      fields.put("microseconds", micros);
      text.append("\nmicroseconds from asking to answer:");
      micros.forEach((point, value) -> text.append(" %s %,.0f".formatted(point, (Double) value)));
    }
    output.record(text.toString(), fields);
  }
}
