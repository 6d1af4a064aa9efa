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

  private static final int LEAST_WARM_UPS = 3;

  /// One measurement of one program.
  @FunctionalInterface
  public interface Measurement {
    /// Takes it; higher is better.
    double take() throws IOException, InterruptedException;
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
    for (int i = 0; i < warmUps; i++) {
      double rate = measurement.take();
      if (i >= LEAST_WARM_UPS - 1 && rate <= best * STEADY) {
        return;
      }
      best = Math.max(best, rate);
    }
  }
}
