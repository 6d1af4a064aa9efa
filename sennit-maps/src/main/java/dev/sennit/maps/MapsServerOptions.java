package dev.sennit.maps;

import dev.sennit.maps.wire.TcpTableStyle;
import dev.sennit.net.ConnectionListener;
import dev.sennit.net.Delivery;
import dev.sennit.net.Limits;
import dev.sennit.net.Listen;
import dev.sennit.net.Timeouts;
import dev.sennit.net.Transport;
import java.time.Duration;
import java.util.List;

/// What a map server needs to know. Immutable: each method returns a changed copy.
///
/// | option | default |
/// |---|---|
/// | `listen` | `tcp:4242:interface=127.0.0.1` |
/// | `protocol` | tcp_table |
/// | `style` | what Postfix wants best |
/// | `delivery` | in order, on virtual threads |
/// | `limits` | [Limits#defaults()] |
/// | `timeouts` | [Timeouts#defaults()], but one hour `idle`: a Postfix process may rest for minutes between two lookups, and pays for a closed connection with a second |
/// | `listener` | none |
/// | `transport` | epoll, else NIO |
public final class MapsServerOptions {
  private static final MapsServerOptions DEFAULTS =
      new MapsServerOptions(
          List.of(Listen.tcp("127.0.0.1", 4242)),
          MapsProtocol.TCP_TABLE,
          TcpTableStyle.POSTFIX,
          Delivery.IN_ORDER,
          Limits.defaults(),
          Timeouts.defaults().idle(Duration.ofHours(1)),
          ConnectionListener.NONE,
          Transport.AUTO);

  private final List<Listen> listen;
  private final MapsProtocol protocol;
  private final TcpTableStyle style;
  private final Delivery delivery;
  private final Limits limits;
  private final Timeouts timeouts;
  private final ConnectionListener listener;
  private final Transport transport;

  private MapsServerOptions(
      List<Listen> listen,
      MapsProtocol protocol,
      TcpTableStyle style,
      Delivery delivery,
      Limits limits,
      Timeouts timeouts,
      ConnectionListener listener,
      Transport transport) {
    this.listen = listen;
    this.protocol = protocol;
    this.style = style;
    this.delivery = delivery;
    this.limits = limits;
    this.timeouts = timeouts;
    this.listener = listener;
    this.transport = transport;
  }

  /// The defaults of the table above.
  public static MapsServerOptions defaults() {
    return DEFAULTS;
  }

  /// Where to listen: one address or more.
  public MapsServerOptions listen(Listen... addresses) {
    return new MapsServerOptions(
        List.of(addresses), protocol, style, delivery, limits, timeouts, listener, transport);
  }

  /// Which wire.
  public MapsServerOptions protocol(MapsProtocol which) {
    return new MapsServerOptions(
        listen, which, style, delivery, limits, timeouts, listener, transport);
  }

  /// How tcp_table's odd inputs are read and answered; socketmap takes no notice, and where the
  /// protocol is detected only [TcpTableStyle#POSTFIX] will do.
  public MapsServerOptions style(TcpTableStyle which) {
    return new MapsServerOptions(
        listen, protocol, which, delivery, limits, timeouts, listener, transport);
  }

  /// How the handler runs.
  public MapsServerOptions delivery(Delivery how) {
    return new MapsServerOptions(
        listen, protocol, style, how, limits, timeouts, listener, transport);
  }

  /// What it may use of the machine.
  public MapsServerOptions limits(Limits most) {
    return new MapsServerOptions(
        listen, protocol, style, delivery, most, timeouts, listener, transport);
  }

  /// How long it waits.
  public MapsServerOptions timeouts(Timeouts longest) {
    return new MapsServerOptions(
        listen, protocol, style, delivery, limits, longest, listener, transport);
  }

  /// Who hears what happens.
  public MapsServerOptions listener(ConnectionListener who) {
    return new MapsServerOptions(
        listen, protocol, style, delivery, limits, timeouts, who, transport);
  }

  /// Which system calls move the bytes.
  public MapsServerOptions transport(Transport which) {
    return new MapsServerOptions(
        listen, protocol, style, delivery, limits, timeouts, listener, which);
  }

  /// See the table.
  public List<Listen> listen() {
    return listen;
  }

  /// See the table.
  public MapsProtocol protocol() {
    return protocol;
  }

  /// See the table.
  public TcpTableStyle style() {
    return style;
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

  /// See the table.
  public Transport transport() {
    return transport;
  }
}
