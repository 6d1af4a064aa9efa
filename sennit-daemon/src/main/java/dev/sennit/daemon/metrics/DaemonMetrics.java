package dev.sennit.daemon.metrics;

import dev.sennit.daemon.config.Config;
import dev.sennit.daemon.config.ListenerConfig;
import dev.sennit.daemon.source.Source;
import dev.sennit.daemon.table.TableListener;
import dev.sennit.net.ConnectionListener;
import java.util.Map;

/// What the daemon tells about itself while it works. Without a `[metrics]` section that is
/// nothing, and costs nothing.
public interface DaemonMetrics {
  /// Measures nothing.
  DaemonMetrics NONE = new DaemonMetrics() {};

  /// What the configuration asks for.
  static DaemonMetrics of(Config config) {
    return config.metrics().isPresent() ? new SennitMetrics() : NONE;
  }

  /// Hears the answers of a table.
  default TableListener tableListener(String table) {
    return TableListener.NONE;
  }

  /// The sources that are in force from now on: those that cache are asked for their statistics.
  ///
  /// @param sources by the name of the table
  default void watch(Map<String, Source> sources) {}

  /// Hears the connections of a listener.
  default ConnectionListener connectionListener(ListenerConfig listener) {
    return ConnectionListener.NONE;
  }

  /// Counts a reload.
  ///
  /// @param taken whether the new configuration is in force
  default void reloaded(boolean taken) {}

  /// All numbers of now, in the text format of Prometheus.
  default String page() {
    return "";
  }
}
