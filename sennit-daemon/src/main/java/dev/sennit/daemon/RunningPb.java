package dev.sennit.daemon;

import dev.sennit.daemon.Daemon.Listening;
import dev.sennit.daemon.config.Config;
import dev.sennit.daemon.config.ListenerConfig;
import dev.sennit.daemon.config.PbListener;
import dev.sennit.daemon.config.PbSettings;
import dev.sennit.daemon.metrics.DaemonMetrics;
import dev.sennit.daemon.table.Table;
import dev.sennit.net.Limits;
import dev.sennit.net.Listen;
import dev.sennit.net.Server;
import dev.sennit.net.Timeouts;
import dev.sennit.pb.PbServer;
import dev.sennit.pb.PbServerOptions;
import dev.sennit.pb.wire.BananaLimits;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// One address of the `[pb]` section at work.
final class RunningPb implements RunningListener {
  private static final Duration PACE = Duration.ofSeconds(1);

  private final PbServer server;
  private final Config started;
  private final PbObjects objects;
  private volatile PbListener config;

  private RunningPb(PbServer server, Config started, PbObjects objects, PbListener config) {
    this.server = server;
    this.started = started;
    this.objects = objects;
    this.config = config;
  }

  /// Opens the address.
  ///
  /// @throws StartException if that cannot be done
  static RunningPb start(Config config, PbListener listener, DaemonMetrics metrics) {
    PbObjects objects = new PbObjects(listener.settings(), PACE);
    PbSettings.Sizes sizes = listener.settings().sizes();
    PbServerOptions options =
        PbServerOptions.defaults()
            .listen(listener.listen())
            .references(sizes.references())
            .banana(
                BananaLimits.defaults()
                    .sizes(sizes.stringBytes())
                    .messageBytes(sizes.messageBytes()))
            .limits(
                Limits.defaults()
                    .connections(config.limits().connections())
                    .connectionsPerAddress(config.limits().connectionsPerAddress())
                    .unfinished(config.limits().unfinished()))
            .timeouts(
                Timeouts.defaults()
                    .idle(config.timeouts().idle())
                    .answer(Duration.ZERO) // calls take what they take
                    .request(Duration.ZERO)
                    .grace(config.timeouts().grace()))
            .listener(metrics.connectionListener(listener));
    try {
      return new RunningPb(PbServer.startEach(options, objects::root), config, objects, listener);
    } catch (IllegalStateException e) {
      throw new StartException(StartException.Kind.ADDRESS, Daemon.messageOf(e), e);
    }
  }

  @Override
  public boolean canBecome(Config next, ListenerConfig wanted, Map<String, Table> tables) {
    PbSettings now = config.settings();
    return wanted instanceof PbListener other
        && now.sizes().equals(other.settings().sizes())
        && now.anonymous() == other.settings().anonymous()
        && started.limits().equals(next.limits())
        && started.timeouts().equals(next.timeouts());
  }

  @Override
  public void become(ListenerConfig other, Sources sources) {
    config = (PbListener) other;
    objects.become(config.settings().users());
  }

  @Override
  public PbListener config() {
    return config;
  }

  @Override
  public Server server() {
    return server;
  }

  @Override
  public Listening listening() {
    PbSettings now = config.settings();
    int users = now.users().names().size();
    String who = users == 1 ? "1 user" : users + " users";
    return new Listening(
        "pb",
        url(config.listen()),
        List.of(
            String.join(", ", PbObjects.METHODS), now.anonymous() ? who + " and anybody" : who));
  }

  /// As clients write it.
  private String url(Listen listen) {
    String bound = Endpoints.plain(listen, server.addresses().getFirst());
    return switch (listen) {
      case Listen.Unix unix -> "pb+unix://" + unix.path();
      case Listen.Secure _ -> "pbs://" + bound;
      case Listen.Tcp _, Listen.Inherited _ -> "pb://" + bound;
    };
  }

  @Override
  public String toString() {
    return "pb " + config.listen();
  }
}
