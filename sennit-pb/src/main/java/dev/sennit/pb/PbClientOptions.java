package dev.sennit.pb;

import dev.sennit.net.ConnectionListener;
import dev.sennit.net.Delivery;
import dev.sennit.net.Limits;
import dev.sennit.net.Target;
import dev.sennit.net.Timeouts;
import dev.sennit.pb.jelly.PbTypes;
import dev.sennit.pb.wire.BananaLimits;
import java.time.Duration;

/// What a broker's client needs to know. Immutable: each method returns a changed copy.
///
/// | option | default |
/// |---|---|
/// | `target` | must be given |
/// | `types` | values, references and failures; no classes |
/// | `banana` | [BananaLimits#defaults()], which are Twisted's |
/// | `pb` | [PbLimits#defaults()]; `references` sets one of them |
/// | `tracebacks` | the server is not told where an exception was thrown |
/// | `delivery` | handlers run in order, on virtual threads |
/// | `limits` | [Limits#defaults()]; `banana` stands for `frameBytes` |
/// | `timeouts` | [Timeouts#defaults()], but calls may take for ever either way: PB knows no time |
/// | `listener` | none |
public final class PbClientOptions {
  private final Target target;
  private final Settings settings;
  private final Delivery delivery;
  private final Limits limits;
  private final Timeouts timeouts;
  private final ConnectionListener listener;

  private PbClientOptions(
      Target target,
      Settings settings,
      Delivery delivery,
      Limits limits,
      Timeouts timeouts,
      ConnectionListener listener) {
    this.target = target;
    this.settings = settings;
    this.delivery = delivery;
    this.limits = limits;
    this.timeouts = timeouts;
    this.listener = listener;
  }

  /// The defaults of the table above.
  public static PbClientOptions of(Target target) {
    return new PbClientOptions(
        target,
        PbServerOptions.defaults().settings(),
        Delivery.IN_ORDER,
        Limits.defaults(),
        PbServerOptions.PATIENT,
        ConnectionListener.NONE);
  }

  /// What may come and go.
  public PbClientOptions types(PbTypes which) {
    return with(settings.types(which));
  }

  /// How large it may be.
  public PbClientOptions banana(BananaLimits most) {
    return with(settings.banana(most));
  }

  /// What one connection may hold.
  public PbClientOptions pb(PbLimits most) {
    return with(settings.limits(most));
  }

  /// How many objects the server may hold: 1 or more. Short for that limit of [#pb].
  public PbClientOptions references(int most) {
    return pb(settings.limits().references(most));
  }

  /// Whether the server is told where an exception was thrown.
  public PbClientOptions tracebacks(boolean told) {
    return with(settings.tracebacks(told));
  }

  private PbClientOptions with(Settings changed) {
    return new PbClientOptions(target, changed, delivery, limits, timeouts, listener);
  }

  /// How the handlers run.
  public PbClientOptions delivery(Delivery how) {
    return new PbClientOptions(target, settings, how, limits, timeouts, listener);
  }

  /// What it may use of the machine.
  public PbClientOptions limits(Limits most) {
    return new PbClientOptions(target, settings, delivery, most, timeouts, listener);
  }

  /// How long it waits: `answer` for our objects, `request` for the server's.
  public PbClientOptions timeouts(Timeouts longest) {
    return new PbClientOptions(
        target, settings.deadline(longest.request()), delivery, limits, longest, listener);
  }

  /// Who hears what happens.
  public PbClientOptions listener(ConnectionListener who) {
    return new PbClientOptions(target, settings, delivery, limits, timeouts, who);
  }

  Settings settings() {
    return settings;
  }

  /// See the table.
  public Target target() {
    return target;
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

  Duration connect() {
    return timeouts.connect();
  }
}
