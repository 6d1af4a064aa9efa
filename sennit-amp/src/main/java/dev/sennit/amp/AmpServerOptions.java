package dev.sennit.amp;

import dev.sennit.net.ConnectionListener;
import dev.sennit.net.Delivery;
import dev.sennit.net.Limits;
import dev.sennit.net.Listen;
import dev.sennit.net.Timeouts;
import dev.sennit.net.Transport;
import java.time.Duration;
import java.util.List;

/// What an AMP server needs to know. Immutable: each method returns a changed copy.
///
/// | option | default |
/// |---|---|
/// | `listen` | `tcp:8749:interface=127.0.0.1` |
/// | `delivery` | in order, on virtual threads |
/// | `limits` | [Limits#defaults()], but 1 MiB `writeBytes` |
/// | `amp` | [AmpLimits#defaults()] |
/// | `timeouts` | [Timeouts#defaults()], but a handler may take for ever (`answer`), and a call one minute (`request`) |
/// | `listener` | none |
/// | `transport` | epoll, else NIO |
public final class AmpServerOptions {
  static final Limits LIMITS = Limits.defaults().writeBytes(1024 * 1024);
  static final Timeouts TIMEOUTS =
      Timeouts.defaults().answer(Duration.ZERO).request(Duration.ofMinutes(1));

  private static final AmpServerOptions DEFAULTS =
      new AmpServerOptions(
          List.of(Listen.tcp("127.0.0.1", 8749)),
          Delivery.IN_ORDER,
          LIMITS,
          AmpLimits.defaults(),
          TIMEOUTS,
          ConnectionListener.NONE,
          Transport.AUTO);

  private final List<Listen> listen;
  private final Delivery delivery;
  private final Limits limits;
  private final AmpLimits amp;
  private final Timeouts timeouts;
  private final ConnectionListener listener;
  private final Transport transport;

  private AmpServerOptions(
      List<Listen> listen,
      Delivery delivery,
      Limits limits,
      AmpLimits amp,
      Timeouts timeouts,
      ConnectionListener listener,
      Transport transport) {
    this.listen = listen;
    this.delivery = delivery;
    this.limits = limits;
    this.amp = amp;
    this.timeouts = timeouts;
    this.listener = listener;
    this.transport = transport;
  }

  /// The defaults of the table above.
  public static AmpServerOptions defaults() {
    return DEFAULTS;
  }

  /// Where to listen: one address or more.
  public AmpServerOptions listen(Listen... addresses) {
    return new AmpServerOptions(
        List.of(addresses), delivery, limits, amp, timeouts, listener, transport);
  }

  /// How the handlers run.
  public AmpServerOptions delivery(Delivery how) {
    return new AmpServerOptions(listen, how, limits, amp, timeouts, listener, transport);
  }

  /// What it may use of the machine; `frameBytes` does not count here.
  public AmpServerOptions limits(Limits most) {
    return new AmpServerOptions(listen, delivery, most, amp, timeouts, listener, transport);
  }

  /// What one connection may hold.
  public AmpServerOptions amp(AmpLimits most) {
    return new AmpServerOptions(listen, delivery, limits, most, timeouts, listener, transport);
  }

  /// How long it waits.
  public AmpServerOptions timeouts(Timeouts longest) {
    return new AmpServerOptions(listen, delivery, limits, amp, longest, listener, transport);
  }

  /// Who hears what happens.
  public AmpServerOptions listener(ConnectionListener who) {
    return new AmpServerOptions(listen, delivery, limits, amp, timeouts, who, transport);
  }

  /// Which system calls move the bytes.
  public AmpServerOptions transport(Transport which) {
    return new AmpServerOptions(listen, delivery, limits, amp, timeouts, listener, which);
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
