package dev.sennit.benchmarks;

import java.util.List;
import java.util.Locale;

/// What several rounds of one measure gave.
///
/// @param values one or more, in the order of the rounds
public record Sample(List<Double> values) {
  /// Copies the values.
  public Sample {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("values: none (expected: one or more)");
    }
    values = List.copyOf(values);
  }

  /// A sample of one round.
  public static Sample of(double value) {
    return new Sample(List.of(value));
  }

  /// The middle value; of an even number the mean of the two in the middle.
  public double median() {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  /// The smallest value.
  public double min() {
    return values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
  }

  /// The largest value.
  public double max() {
    return values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
  }

  /// The median, and the span where there was more than one round.
  @Override
  public String toString() {
    return values.size() == 1
        ? number(median())
        : "%s (%s-%s)".formatted(number(median()), number(min()), number(max()));
  }

  private static String number(double value) {
    if (value >= 10_000) {
      return String.format(Locale.ROOT, "%.1fk", value / 1000);
    }
    return String.format(Locale.ROOT, value >= 100 ? "%.0f" : "%.3g", value);
  }
}
