package dev.sennit.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// Warms each program up, then measures them in turn, round by round, so that a machine that gets
/// slower or faster meanwhile does so for all.
///
/// @param count rounds that count
/// @param warmUps at most so many rounds before
public record Rounds(int count, int warmUps) {
  /// A rate that is not above the best so far times this no longer grows.
  private static final double STEADY = 1.03;

  /// A compiler that works in the background can be late: one round without growth says little.
  private static final int LEAST_WARM_UPS = 3;

  private static final int STEADY_ROUNDS = 2;

  /// One measurement of one program.
  @FunctionalInterface
  public interface Measurement {
    /// Takes it; higher is better.
    double take() throws IOException, InterruptedException;
  }

  /// As many rounds for programs that are warm already.
  public Rounds warm() {
    return new Rounds(count, 0);
  }

  /// The samples by name, in the order of the measurements.
  public SequencedMap<String, Sample> of(SequencedMap<String, Measurement> measurements)
      throws IOException, InterruptedException {
    for (Measurement measurement : measurements.values()) {
      warmUp(measurement);
    }
    SequencedMap<String, List<Double>> values = new LinkedHashMap<>();
    for (int round = 0; round < count; round++) {
      for (Map.Entry<String, Measurement> one : measurements.entrySet()) {
        values.computeIfAbsent(one.getKey(), _ -> new ArrayList<>()).add(one.getValue().take());
      }
    }
    SequencedMap<String, Sample> samples = new LinkedHashMap<>();
    values.forEach((name, taken) -> samples.put(name, new Sample(taken)));
    return samples;
  }

  /// Measures until the rate no longer grows, or often enough.
  private void warmUp(Measurement measurement) throws IOException, InterruptedException {
    double best = 0;
    int steady = 0;
    for (int i = 0; i < warmUps && (i < LEAST_WARM_UPS || steady < STEADY_ROUNDS); i++) {
      double rate = measurement.take();
      steady = rate <= best * STEADY ? steady + 1 : 0;
      best = Math.max(best, rate);
    }
  }
}
