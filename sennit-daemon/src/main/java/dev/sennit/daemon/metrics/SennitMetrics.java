package dev.sennit.daemon.metrics;

import dev.sennit.daemon.config.ListenerConfig;
import dev.sennit.daemon.source.Source;
import dev.sennit.daemon.table.TableListener;
import dev.sennit.net.ConnectionListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The metrics of the manual (`docs/operate.md`, "Metrics"), which names each with its unit.
///
/// A meter lives as long as the process: a table that a reload drops keeps its last numbers, and
/// one that comes back goes on counting.
public final class SennitMetrics implements DaemonMetrics {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Counter reloads;
  private final Counter badReloads;
  private final Map<String, ConnectionMeters> connections = new ConcurrentHashMap<>();
  private final Map<String, TableMeters> tables = new ConcurrentHashMap<>();

  /// Registers what does not depend on the configuration: the process and the JVM.
  @SuppressWarnings("resource") // the collector's listener lives as long as the process
  public SennitMetrics() {
    new UptimeMetrics().bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmGcMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    reloads = reloadCounter("taken");
    badReloads = reloadCounter("refused");
  }

  private Counter reloadCounter(String result) {
    return Counter.builder("sennit.reloads")
        .description("Reloads of the configuration")
        .tag("result", result)
        .register(registry);
  }

  @Override
  public TableListener tableListener(String table) {
    return meters(table);
  }

  @Override
  public void watch(Map<String, Source> sources) {
    sources.forEach((table, source) -> meters(table).watch(source));
  }

  private TableMeters meters(String table) {
    return tables.computeIfAbsent(table, name -> new TableMeters(registry, name));
  }

  @Override
  public ConnectionListener connectionListener(ListenerConfig listener) {
    return connections.computeIfAbsent(
        listener.protocolName() + " " + listener.listen(),
        _ -> new ConnectionMeters(registry, listener.protocolName(), listener.listen()));
  }

  @Override
  public void reloaded(boolean taken) {
    (taken ? reloads : badReloads).increment();
  }

  @Override
  public String page() {
    return registry.scrape();
  }
}
