package dev.sennit.pb;

import dev.sennit.net.ConnectionListener;
import dev.sennit.net.Delivery;
import dev.sennit.net.Limits;
import dev.sennit.net.Listen;
import dev.sennit.net.Timeouts;
import dev.sennit.pb.jelly.PbTypes;
import dev.sennit.pb.wire.BananaLimits;
import java.time.Duration;
import java.util.List;

/// What a broker's server needs to know. Immutable: each method returns a changed copy.
///
/// | option | default |
/// |---|---|
/// | `listen` | `tcp:8787:interface=127.0.0.1` |
/// | `types` | values, references and failures; no classes |
/// | `banana` | [BananaLimits#defaults()], which are Twisted's |
/// | `pb` | [PbLimits#defaults()]; `references` sets one of them |
/// | `tracebacks` | peers are not told where an exception was thrown |
/// | `delivery` | handlers run in order, on virtual threads |
/// | `limits` | [Limits#defaults()]; `banana` stands for `frameBytes` |
/// | `timeouts` | [Timeouts#defaults()], but calls may take for ever either way: PB knows no time |
/// | `listener` | none |
public final class PbServerOptions {
  static final Timeouts PATIENT = Timeouts.defaults().answer(Duration.ZERO).request(Duration.ZERO);

  private static final PbServerOptions DEFAULTS =
      new PbServerOptions(
          List.of(Listen.tcp("127.0.0.1", 8787)),
          new Settings(
              PbTypes.standard(),
              BananaLimits.defaults(),
              PbLimits.defaults(),
              false,
              Duration.ZERO),
          Delivery.IN_ORDER,
          Limits.defaults(),
          PATIENT,
          ConnectionListener.NONE);

  private final List<Listen> listen;
  private final Settings settings;
  private final Delivery delivery;
  private final Limits limits;
  private final Timeouts timeouts;
  private final ConnectionListener listener;

  private PbServerOptions(
      List<Listen> listen,
      Settings settings,
      Delivery delivery,
      Limits limits,
      Timeouts timeouts,
      ConnectionListener listener) {
    this.listen = listen;
    this.settings = settings;
    this.delivery = delivery;
    this.limits = limits;
    this.timeouts = timeouts;
    this.listener = listener;
  }

  /// The defaults of the table above.
  public static PbServerOptions defaults() {
    return DEFAULTS;
  }

  /// Where to listen: one address or more.
  public PbServerOptions listen(Listen... addresses) {
    return new PbServerOptions(List.of(addresses), settings, delivery, limits, timeouts, listener);
  }

  /// What may come and go.
  public PbServerOptions types(PbTypes which) {
    return with(settings.types(which));
  }

  /// How large it may be.
  public PbServerOptions banana(BananaLimits most) {
    return with(settings.banana(most));
  }

  /// What one connection may hold.
  public PbServerOptions pb(PbLimits most) {
    return with(settings.limits(most));
  }

  /// How many objects a peer may hold: 1 or more. Short for that limit of [#pb].
  public PbServerOptions references(int most) {
    return pb(settings.limits().references(most));
  }

  /// Whether peers are told where an exception was thrown.
  public PbServerOptions tracebacks(boolean told) {
    return with(settings.tracebacks(told));
  }

  private PbServerOptions with(Settings changed) {
    return new PbServerOptions(listen, changed, delivery, limits, timeouts, listener);
  }

  /// How the handlers run.
  public PbServerOptions delivery(Delivery how) {
    return new PbServerOptions(listen, settings, how, limits, timeouts, listener);
  }

  /// What it may use of the machine.
  public PbServerOptions limits(Limits most) {
    return new PbServerOptions(listen, settings, delivery, most, timeouts, listener);
  }

  /// How long it waits: `answer` for our objects, `request` for the peer's.
  public PbServerOptions timeouts(Timeouts longest) {
    return new PbServerOptions(
        listen, settings.deadline(longest.request()), delivery, limits, longest, listener);
  }

  /// Who hears what happens.
  public PbServerOptions listener(ConnectionListener who) {
    return new PbServerOptions(listen, settings, delivery, limits, timeouts, who);
  }

  Settings settings() {
    return settings;
  }

  /// See the table.
  public List<Listen> listen() {
    return listen;
  }

  /// See the table.
  public Delivery delivery() {
    return delivery;
  }

  /// See the table.
  public Limits limits() {
    return limits;
  }

  /// See the table.
  public Timeouts timeouts() {
    return timeouts;
  }

  /// See the table.
  public ConnectionListener listener() {
    return listener;
  }
}
