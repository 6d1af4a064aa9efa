package dev.sennit.daemon.metrics;

import dev.sennit.daemon.source.Source;
import io.micrometer.core.instrument.MeterRegistry;

/// The numbers of one table's cache, if it has one. A reload brings a new source under the old
/// names.
final class CacheMeters {
  private final MeterRegistry registry;
  private final String table;

  CacheMeters(MeterRegistry registry, String table) {
    this.registry = registry;
    this.table = table;
  }

  void watch(Source source) {}

  @Override
  public String toString() {
    return "CacheMeters[" + table + ", " + registry + "]";
  }
}
