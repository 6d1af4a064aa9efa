package dev.sennit.daemon.metrics;

import dev.sennit.daemon.source.Source;
import dev.sennit.daemon.table.TableListener;
import dev.sennit.maps.wire.GetReply;
import dev.sennit.maps.wire.MapsReply.Broken;
import dev.sennit.maps.wire.MapsReply.Found;
import dev.sennit.maps.wire.MapsReply.NotFound;
import dev.sennit.maps.wire.MapsReply.Refused;
import dev.sennit.maps.wire.MapsReply.Stored;
import dev.sennit.maps.wire.MapsReply.TryLater;
import dev.sennit.maps.wire.PutReply;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// The numbers of one table.
final class TableMeters implements TableListener {
  private static final Duration[] BUCKETS = {
    Duration.ofNanos(100_000),
    Duration.ofMillis(1),
    Duration.ofMillis(10),
    Duration.ofMillis(100),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5)
  };

  private final MeterRegistry registry;
  private final String table;
  private final Timer found;
  private final Timer notFound;
  private final Timer tryLater;
  private final Timer broken;
  private final Timer stored;
  private final Timer refused;
  private final Timer storeLater;
  private final CacheMeters caches;

  TableMeters(MeterRegistry registry, String table) {
    this.registry = registry;
    this.table = table;
    found = timer("sennit.lookup", "Lookups by table and answer", "found");
    notFound = timer("sennit.lookup", "Lookups by table and answer", "not_found");
    tryLater = timer("sennit.lookup", "Lookups by table and answer", "try_later");
    broken = timer("sennit.lookup", "Lookups by table and answer", "broken");
    stored = timer("sennit.store", "Changes by table and answer", "stored");
    refused = timer("sennit.store", "Changes by table and answer", "refused");
    storeLater = timer("sennit.store", "Changes by table and answer", "try_later");
    caches = new CacheMeters(registry, table);
  }

  private Timer timer(String name, String description, String result) {
    return Timer.builder(name)
        .description(description)
        .tag("table", table)
        .tag("result", result)
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }

  void watch(Source source) {
    caches.watch(source);
  }

  @Override
  public void found(GetReply reply, long nanos) {
    Timer timer =
        switch (reply) {
          case Found _ -> found;
          case NotFound _ -> notFound;
          case TryLater _ -> tryLater;
          case Broken _ -> broken;
        };
    timer.record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void stored(PutReply reply, long nanos) {
    Timer timer =
        switch (reply) {
          case Stored _ -> stored;
          case Refused _ -> refused;
          case TryLater _ -> storeLater;
        };
    timer.record(nanos, TimeUnit.NANOSECONDS);
  }
}
