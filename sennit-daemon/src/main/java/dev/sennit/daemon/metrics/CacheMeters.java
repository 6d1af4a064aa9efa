package dev.sennit.daemon.metrics;

import dev.sennit.daemon.source.CachedSource;
import dev.sennit.daemon.source.CachedSource.Statistics;
import dev.sennit.daemon.source.Source;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// The numbers of one table's cache, if it has one. A reload brings a new cache under the old
/// names; its counters begin at 0, as Prometheus expects of a restart.
final class CacheMeters {
  private static final Statistics NOTHING = new Statistics(0, 0, 0, 0, 0);

  private final MeterRegistry registry;
  private final String table;
  private final AtomicReference<@Nullable CachedSource> current = new AtomicReference<>();
  private boolean registered;

  CacheMeters(MeterRegistry registry, String table) {
    this.registry = registry;
    this.table = table;
  }

  synchronized void watch(Source source) {
    current.set(source instanceof CachedSource cache ? cache : null);
    if (source instanceof CachedSource && !registered) {
      registered = true;
      register();
    }
  }

  private void register() {
    counter("sennit.cache.hits", "Lookups answered by the cache", Statistics::hits);
    counter("sennit.cache.misses", "Lookups that asked the source", Statistics::misses);
    counter("sennit.cache.stale", "Old answers given while the source failed", Statistics::stale);
    counter("sennit.cache.failures", "Failures of the source", Statistics::failures);
    Gauge.builder("sennit.cache.entries", this, meters -> meters.statistics().size())
        .description("Answers held by the cache")
        .tag("table", table)
        .register(registry);
  }

  private void counter(String name, String description, ToDoubleFunction<Statistics> value) {
    FunctionCounter.builder(name, this, meters -> value.applyAsDouble(meters.statistics()))
        .description(description)
        .tag("table", table)
        .register(registry);
  }

  private Statistics statistics() {
    CachedSource cache = current.get();
    return cache == null ? NOTHING : cache.statistics();
  }
}
