package dev.sennit.daemon;

import dev.sennit.daemon.Daemon.Listening;
import dev.sennit.daemon.config.Config;
import dev.sennit.daemon.config.ListenerConfig;
import dev.sennit.daemon.config.MapsListener;
import dev.sennit.daemon.metrics.DaemonMetrics;
import dev.sennit.daemon.table.Table;
import dev.sennit.daemon.table.TableSet;
import java.util.Map;

/// One listener of the configuration at work.
interface RunningListener {

  /// Opens the address.
  ///
  /// @throws StartException if that cannot be done
  static RunningListener start(
      Config config, ListenerConfig listener, TableSet tables, DaemonMetrics metrics) {
    return switch (listener) {
      case MapsListener maps -> RunningMaps.start(config, maps, tables, metrics);
    };
  }

  /// What it is now.
  ListenerConfig config();

  /// The same, for display.
  Listening listening();

  /// Whether it accepts connections.
  boolean isRunning();

  /// Whether it can go on as the other one without a new socket.
  boolean canBecome(Config next, ListenerConfig other, Map<String, Table> tables);

  /// Goes on as the other one, which it can become.
  void become(ListenerConfig other);

  /// Answers what has arrived, within the grace, and closes.
  void close();

  /// Whether the other listener has this one's address.
  default boolean listensWhere(ListenerConfig other) {
    return config().listen().equals(other.listen());
  }
}
