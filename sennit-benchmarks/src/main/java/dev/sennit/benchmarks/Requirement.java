package dev.sennit.benchmarks;

import java.util.Locale;

/// What a row of the report has to hold: a ratio to a peer, or a limit.
public sealed interface Requirement {
  /// Sennit's median is at least `factor` times the peer's.
  record AtLeast(double factor, String peer) implements Requirement {
    @Override
    public boolean holds(Row row) {
      return row.ratioTo(peer).orElse(0.0) >= factor;
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, ">= %s x %s", factor, peer);
    }
  }

  /// No round of Sennit's was above `limit`.
  record AtMost(double limit) implements Requirement {
    @Override
    public boolean holds(Row row) {
      return row.sennit().map(sample -> sample.max() <= limit).orElse(false);
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "<= %s", limit);
    }
  }

  /// Sennit's median is not above `limit`.
  record MedianAtMost(double limit) implements Requirement {
    @Override
    public boolean holds(Row row) {
      return row.sennit().map(sample -> sample.median() <= limit).orElse(false);
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "median <= %s", limit);
    }
  }

  /// Whether another program of the row would hold it in Sennit's place. Where the fastest one does
  /// not, the machine is what stands in the way, not Sennit.
  default boolean heldBy(String program, Row row) {
    return row.withSennitAs(program).filter(this::holds).isPresent();
  }

  /// Whether the row holds it; a row without a value of Sennit's does not.
  boolean holds(Row row);
}
