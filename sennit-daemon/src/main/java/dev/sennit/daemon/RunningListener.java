package dev.sennit.daemon;

import dev.sennit.daemon.Daemon.Listening;
import dev.sennit.daemon.config.AmpListener;
import dev.sennit.daemon.config.Config;
import dev.sennit.daemon.config.IdentListener;
import dev.sennit.daemon.config.ListenerConfig;
import dev.sennit.daemon.config.MapsListener;
import dev.sennit.daemon.config.PbListener;
import dev.sennit.daemon.metrics.DaemonMetrics;
import dev.sennit.daemon.table.Table;
import dev.sennit.daemon.table.TableSet;
import dev.sennit.ident.IdentHandler;
import dev.sennit.net.Server;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One listener of the configuration at work.
interface RunningListener {

  /// What the answers come from.
  ///
  /// @param tables for maps
  /// @param ident for ident, if there is such a section
  record Sources(TableSet tables, @Nullable IdentAnswers ident) {
    /// What answers for ident, which a section asks for.
    IdentHandler identHandler() {
      return Objects.requireNonNull(ident, "ident").answering();
    }
  }

  /// Opens the address.
  ///
  /// @throws StartException if that cannot be done
  static RunningListener start(
      Config config, ListenerConfig listener, Sources sources, DaemonMetrics metrics) {
    return switch (listener) {
      case MapsListener maps -> RunningMaps.start(config, maps, sources.tables(), metrics);
      case IdentListener ident ->
          RunningIdent.start(config, ident, sources.identHandler(), metrics);
      case AmpListener amp -> RunningAmp.start(config, amp, metrics);
      case PbListener pb -> RunningPb.start(config, pb, metrics);
    };
  }

  /// What it is now.
  ListenerConfig config();

  /// The same, for display.
  Listening listening();

  /// What listens.
  Server server();

  /// Whether it accepts connections.
  default boolean isRunning() {
    return server().state() == Server.State.RUNNING;
  }

  /// Whether it can go on as the other one without a new socket.
  boolean canBecome(Config next, ListenerConfig other, Map<String, Table> tables);

  /// Goes on as the other one, which it can become.
  void become(ListenerConfig other, Sources sources);

  /// Reads the files of its TLS again, if it has any: they may hold new certificates under the old
  /// names.
  ///
  /// @throws StartException if they cannot be used; then those of before stay
  default void rereadCertificates() {
    try {
      rereadFiles();
    } catch (IllegalStateException e) {
      throw new StartException(
          StartException.Kind.CONFIGURATION, "listen: " + Daemon.messageOf(e), e);
    }
  }

  /// As [#rereadCertificates].
  ///
  /// @throws IllegalStateException if they cannot be used
  default void rereadFiles() {
    server().rereadCertificates();
  }

  /// Answers what has arrived, within the grace, and closes.
  default void close() {
    server().close();
  }

  /// Whether the other listener has this one's address.
  default boolean listensWhere(ListenerConfig other) {
    return config().listen().equals(other.listen());
  }
}
