package dev.sennit.daemon;

import dev.sennit.daemon.Daemon.Listening;
import dev.sennit.daemon.config.Config;
import dev.sennit.daemon.config.ListenerConfig;
import dev.sennit.daemon.config.MapsListener;
import dev.sennit.daemon.config.MapsListener.Protocol;
import dev.sennit.daemon.config.MapsListener.Style;
import dev.sennit.daemon.metrics.DaemonMetrics;
import dev.sennit.daemon.table.Table;
import dev.sennit.daemon.table.TableSet;
import dev.sennit.maps.MapsProtocol;
import dev.sennit.maps.MapsServer;
import dev.sennit.maps.MapsServerOptions;
import dev.sennit.maps.wire.TcpTableStyle;
import dev.sennit.net.Delivery;
import dev.sennit.net.Limits;
import dev.sennit.net.Server;
import dev.sennit.net.Timeouts;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One `[[maps]]` section at work.
final class RunningMaps implements RunningListener {
  private final MapsServer server;
  private final MapsAnswers answers;
  private final Config.Limits limits;
  private final Config.Timeouts timeouts;
  private final Delivery delivery;

  private RunningMaps(MapsServer server, MapsAnswers answers, Config config, Delivery delivery) {
    this.server = server;
    this.answers = answers;
    this.limits = config.limits();
    this.timeouts = config.timeouts();
    this.delivery = delivery;
  }

  /// Opens the address.
  ///
  /// @throws StartException if that cannot be done
  static RunningMaps start(
      Config config, MapsListener listener, TableSet tables, DaemonMetrics metrics) {
    MapsAnswers answers = new MapsAnswers(listener, tables);
    Delivery delivery = delivery(listener, tables.tables());
    MapsServerOptions options =
        MapsServerOptions.defaults()
            .listen(listener.listen())
            .protocol(
                switch (listener.protocol()) {
                  case TCP_TABLE -> MapsProtocol.TCP_TABLE;
                  case SOCKETMAP -> MapsProtocol.SOCKETMAP;
                })
            .style(
                listener.style() == Style.TWISTED ? TcpTableStyle.TWISTED : TcpTableStyle.POSTFIX)
            .delivery(delivery)
            .limits(
                Limits.defaults()
                    .connections(config.limits().connections())
                    .connectionsPerAddress(config.limits().connectionsPerAddress())
                    .frameBytes(config.limits().frameBytes())
                    .unfinished(config.limits().unfinished()))
            .timeouts(
                Timeouts.defaults()
                    .idle(config.timeouts().idle())
                    .answer(config.timeouts().answer())
                    .grace(config.timeouts().grace()))
            .listener(metrics.connectionListener(listener));
    try {
      return new RunningMaps(MapsServer.start(options, answers), answers, config, delivery);
    } catch (IllegalStateException e) {
      throw new StartException(StartException.Kind.ADDRESS, Daemon.messageOf(e), e);
    }
  }

  /// On the event loop only if none of its tables ever waits.
  private static Delivery delivery(MapsListener listener, Map<String, Table> tables) {
    for (String name : listener.tables()) {
      @Nullable Table table = tables.get(name);
      if (table == null || table.mayBlock()) {
        return Delivery.IN_ORDER;
      }
    }
    return Delivery.ON_LOOP;
  }

  @Override
  public boolean canBecome(Config next, ListenerConfig wanted, Map<String, Table> tables) {
    MapsListener now = config();
    return wanted instanceof MapsListener other
        && now.protocol() == other.protocol()
        && now.style() == other.style()
        && limits.equals(next.limits())
        && timeouts.equals(next.timeouts())
        && (delivery == Delivery.IN_ORDER || delivery(other, tables) == Delivery.ON_LOOP);
  }

  @Override
  public void become(ListenerConfig other, Sources sources) {
    answers.become((MapsListener) other);
  }

  @Override
  public MapsListener config() {
    return answers.config();
  }

  @Override
  public Server server() {
    return server;
  }

  @Override
  public Listening listening() {
    MapsListener now = config();
    String endpoint = Endpoints.postfix(now, server.addresses().getFirst());
    return new Listening(now.protocol().toString(), endpoint, now.tables());
  }

  @Override
  public String toString() {
    return (config().protocol() == Protocol.TCP_TABLE ? "tcp_table " : "socketmap ")
        + config().listen();
  }
}
