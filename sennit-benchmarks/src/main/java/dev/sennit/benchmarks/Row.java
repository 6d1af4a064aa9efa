package dev.sennit.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// One measure, side by side.
///
/// @param measure what was measured
/// @param unit of all samples
/// @param samples by name of the program, Sennit's under [#SENNIT]
/// @param required none: the row is for information
public record Row(
    String measure, String unit, SequencedMap<String, Sample> samples, List<Requirement> required) {
  /// The program that the requirements are about.
  public static final String SENNIT = "Sennit";

  /// The verdict on a row.
  public enum Verdict {
    PASS,
    FAIL,
    INFO
  }

  /// Sennit's own sample, when it was measured.
  public Optional<Sample> sennit() {
    return Optional.ofNullable(samples.get(SENNIT));
  }

  /// Sennit's median by the peer's, when both were measured.
  public Optional<Double> ratioTo(String peer) {
    return sennit()
        .flatMap(own ->
            Optional.ofNullable(samples.get(peer)).map(other -> own.median() / other.median()));
  }

  /// The same row with another program's sample in Sennit's place, when there is one.
  Optional<Row> withSennitAs(String program) {
    return Optional.ofNullable(samples.get(program))
        .map(sample -> {
          SequencedMap<String, Sample> swapped = new LinkedHashMap<>(samples);
          swapped.put(SENNIT, sample);
          return new Row(measure, unit, swapped, required);
        });
  }

  /// All peers that were measured.
  public List<String> peers() {
    return samples.sequencedKeySet().stream().filter(name -> !name.equals(SENNIT)).toList();
  }

  /// Whether all that is required holds.
  public Verdict verdict() {
    if (required.isEmpty()) {
      return Verdict.INFO;
    }
    return required.stream().allMatch(one -> one.holds(this)) ? Verdict.PASS : Verdict.FAIL;
  }
}
