package dev.sennit.daemon;

import dev.sennit.daemon.Daemon.Listening;
import dev.sennit.daemon.config.Config;
import dev.sennit.daemon.config.IdentListener;
import dev.sennit.daemon.config.IdentSettings;
import dev.sennit.daemon.config.ListenerConfig;
import dev.sennit.daemon.metrics.DaemonMetrics;
import dev.sennit.daemon.metrics.IdentEvents;
import dev.sennit.daemon.table.Table;
import dev.sennit.ident.IdentHandler;
import dev.sennit.ident.IdentServer;
import dev.sennit.ident.IdentServerOptions;
import dev.sennit.ident.wire.IdentStyle;
import dev.sennit.net.Limits;
import dev.sennit.net.Server;
import dev.sennit.net.Timeouts;
import java.net.SocketAddress;
import java.util.List;
import java.util.Map;

/// One address of the `[ident]` section at work.
final class RunningIdent implements RunningListener {
  private final IdentServer server;
  private final Config started;
  private final Answering answering;
  private volatile IdentListener config;

  /// What answers now; a reload exchanges it.
  static final class Answering {
    private volatile IdentHandler now;

    Answering(IdentHandler now) {
      this.now = now;
    }

    void become(IdentHandler next) {
      now = next;
    }

    IdentHandler now() {
      return now;
    }
  }

  private RunningIdent(
      IdentServer server, Config started, Answering answering, IdentListener config) {
    this.server = server;
    this.started = started;
    this.answering = answering;
    this.config = config;
  }

  /// Opens the address.
  ///
  /// @throws StartException if that cannot be done
  static RunningIdent start(
      Config config, IdentListener listener, IdentHandler handler, DaemonMetrics metrics) {
    Answering answering = new Answering(handler);
    IdentServerOptions options =
        options(config, listener.settings())
            .listen(listener.listen())
            .listener(new IdentEvents(metrics.connectionListener(listener)));
    try {
      IdentServer server =
          IdentServer.start(options, (asked, peer) -> answering.now().answer(asked, peer));
      return new RunningIdent(server, config, answering, listener);
    } catch (IllegalStateException e) {
      throw new StartException(StartException.Kind.ADDRESS, Daemon.messageOf(e), e);
    }
  }

  /// What the configuration says of each connection.
  static IdentServerOptions options(Config config, IdentSettings settings) {
    IdentSettings.Connection connection = settings.connection();
    IdentServerOptions usual = IdentServerOptions.defaults();
    return usual
        .style(style(settings.wording().style()))
        .queries(connection.queries())
        .ratePerAddress(connection.ratePerAddress())
        .hideErrors(connection.hideErrors())
        .answerJunk(connection.answerJunk())
        .firstQuery(connection.firstQuery())
        .limits(
            Limits.defaults()
                .frameBytes(usual.limits().frameBytes())
                .connections(config.limits().connections())
                .connectionsPerAddress(config.limits().connectionsPerAddress())
                .unfinished(config.limits().unfinished()))
        .timeouts(
            Timeouts.defaults()
                .idle(connection.idle())
                .total(connection.total())
                .answer(config.timeouts().answer())
                .grace(config.timeouts().grace()));
  }

  private static IdentStyle style(IdentSettings.Style style) {
    return switch (style) {
      case COMPACT -> IdentStyle.COMPACT;
      case RFC -> IdentStyle.RFC;
      case PIDENTD -> IdentStyle.PIDENTD;
    };
  }

  List<SocketAddress> addresses() {
    return server.addresses();
  }

  @Override
  public boolean canBecome(Config next, ListenerConfig wanted, Map<String, Table> tables) {
    IdentSettings now = config.settings();
    return wanted instanceof IdentListener other
        && now.connection().equals(other.settings().connection())
        && now.wording().style() == other.settings().wording().style()
        && started.limits().equals(next.limits())
        && started.timeouts().equals(next.timeouts());
  }

  @Override
  public void become(ListenerConfig other, Sources sources) {
    config = (IdentListener) other;
    answering.become(sources.identHandler());
  }

  @Override
  public IdentListener config() {
    return config;
  }

  @Override
  public Server server() {
    return server;
  }

  @Override
  public Listening listening() {
    IdentSettings now = config.settings();
    String answers =
        now.wording().reply().isPresent()
            ? "one reply to all"
            : now.policy().file().map(file -> "kernel, policy " + file).orElse("kernel");
    return new Listening(
        "ident", Endpoints.plain(config.listen(), server.addresses().getFirst()), List.of(answers));
  }

  @Override
  public String toString() {
    return "ident " + config.listen();
  }
}
