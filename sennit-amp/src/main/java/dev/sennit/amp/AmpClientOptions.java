package dev.sennit.amp;

import dev.sennit.net.ConnectionListener;
import dev.sennit.net.Delivery;
import dev.sennit.net.Limits;
import dev.sennit.net.Target;
import dev.sennit.net.Timeouts;
import dev.sennit.net.Transport;

/// What an AMP client needs to know. Immutable: each method returns a changed copy.
///
/// | option | default |
/// |---|---|
/// | `router` | answers nothing |
/// | `delivery` | in order, on virtual threads |
/// | `limits` | [Limits#defaults()], but 1 MiB `writeBytes` |
/// | `amp` | [AmpLimits#defaults()] |
/// | `timeouts` | [Timeouts#defaults()], but a handler may take for ever (`answer`), and a call one minute (`request`) |
/// | `listener` | none |
/// | `transport` | epoll, else NIO |
public final class AmpClientOptions {

  private final Target target;
  private final AmpRouter router;
  private final Delivery delivery;
  private final Limits limits;
  private final AmpLimits amp;
  private final Timeouts timeouts;
  private final ConnectionListener listener;
  private final Transport transport;

  private AmpClientOptions(
      Target target,
      AmpRouter router,
      Delivery delivery,
      Limits limits,
      AmpLimits amp,
      Timeouts timeouts,
      ConnectionListener listener,
      Transport transport) {
    this.target = target;
    this.router = router;
    this.delivery = delivery;
    this.limits = limits;
    this.amp = amp;
    this.timeouts = timeouts;
    this.listener = listener;
    this.transport = transport;
  }

  /// A client of this server.
  public static AmpClientOptions of(Target target) {
    return new AmpClientOptions(
        target,
        AmpRouter.of(),
        Delivery.IN_ORDER,
        AmpServerOptions.LIMITS,
        AmpLimits.defaults(),
        AmpServerOptions.TIMEOUTS,
        ConnectionListener.NONE,
        Transport.AUTO);
  }

  /// Who answers what the server asks.
  public AmpClientOptions router(AmpRouter answers) {
    return new AmpClientOptions(
        target, answers, delivery, limits, amp, timeouts, listener, transport);
  }

  /// How the handlers run.
  public AmpClientOptions delivery(Delivery how) {
    return new AmpClientOptions(target, router, how, limits, amp, timeouts, listener, transport);
  }

  /// What it may use of the machine; `frameBytes` does not count here.
  public AmpClientOptions limits(Limits most) {
    return new AmpClientOptions(target, router, delivery, most, amp, timeouts, listener, transport);
  }

  /// What one connection may hold.
  public AmpClientOptions amp(AmpLimits most) {
    return new AmpClientOptions(
        target, router, delivery, limits, most, timeouts, listener, transport);
  }

  /// How long it waits.
  public AmpClientOptions timeouts(Timeouts longest) {
    return new AmpClientOptions(
        target, router, delivery, limits, amp, longest, listener, transport);
  }

  /// Who hears what happens.
  public AmpClientOptions listener(ConnectionListener who) {
    return new AmpClientOptions(target, router, delivery, limits, amp, timeouts, who, transport);
  }

  /// Which system calls move the bytes.
  public AmpClientOptions transport(Transport which) {
    return new AmpClientOptions(target, router, delivery, limits, amp, timeouts, listener, which);
  }

  /// See the table.
  public Target target() {
    return target;
  }

  /// See the table.
  public AmpRouter router() {
    return router;
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
  public AmpLimits amp() {
    return amp;
  }

  /// See the table.
  public Timeouts timeouts() {
    return timeouts;
  }

  /// See the table.
  public ConnectionListener listener() {
    return listener;
  }

  /// See the table.
  public Transport transport() {
    return transport;
  }
}
