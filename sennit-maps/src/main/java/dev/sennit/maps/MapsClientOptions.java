package dev.sennit.maps;

import dev.sennit.net.Target;
import dev.sennit.net.Timeouts;
import dev.sennit.net.Transport;

/// What a map client needs to know. Immutable: each method returns a changed copy.
///
/// | option | default |
/// |---|---|
/// | `connections` | 4; opened when they are needed |
/// | `pipelining` | 1: a connection waits for the reply before the next request, as Postfix does. More is faster, and safe only with a server that replies in order; Twisted's does not always |
/// | `retry` | once, at once |
/// | `timeouts` | [Timeouts#defaults()] |
/// | `transport` | epoll, else NIO |
public final class MapsClientOptions {
  private final Target target;
  private final MapsProtocol protocol;
  private final String map;
  private final int connections;
  private final int pipelining;
  private final Retry retry;
  private final Timeouts timeouts;
  private final Transport transport;

  private MapsClientOptions(
      Target target,
      MapsProtocol protocol,
      String map,
      int connections,
      int pipelining,
      Retry retry,
      Timeouts timeouts,
      Transport transport) {
    this.target = target;
    this.protocol = protocol;
    this.map = map;
    this.connections = positive("connections", connections);
    this.pipelining = positive("pipelining", pipelining);
    this.retry = retry;
    this.timeouts = timeouts;
    this.transport = transport;
  }

  private static int positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: 1 or more)");
    }
    return value;
  }

  /// A client of a tcp_table server.
  public static MapsClientOptions tcpTable(Target target) {
    return new MapsClientOptions(
        target, MapsProtocol.TCP_TABLE, "", 4, 1, Retry.ONCE, Timeouts.defaults(), Transport.AUTO);
  }

  /// A client of one map of a socketmap server.
  ///
  /// @param map the map's name, without blanks
  public static MapsClientOptions socketmap(Target target, String map) {
    return new MapsClientOptions(
        target, MapsProtocol.SOCKETMAP, map, 4, 1, Retry.ONCE, Timeouts.defaults(), Transport.AUTO);
  }

  /// How many connections at most, 1 or more.
  public MapsClientOptions connections(int most) {
    return new MapsClientOptions(
        target, protocol, map, most, pipelining, retry, timeouts, transport);
  }

  /// How many requests a connection has outstanding at most, 1 or more.
  public MapsClientOptions pipelining(int most) {
    return new MapsClientOptions(
        target, protocol, map, connections, most, retry, timeouts, transport);
  }

  /// When a lookup whose connection failed is asked again.
  public MapsClientOptions retry(Retry when) {
    return new MapsClientOptions(
        target, protocol, map, connections, pipelining, when, timeouts, transport);
  }

  /// How long it waits: `connect`, `request`, `idle` and `grace` count.
  public MapsClientOptions timeouts(Timeouts longest) {
    return new MapsClientOptions(
        target, protocol, map, connections, pipelining, retry, longest, transport);
  }

  /// Which system calls move the bytes.
  public MapsClientOptions transport(Transport which) {
    return new MapsClientOptions(
        target, protocol, map, connections, pipelining, retry, timeouts, which);
  }

  /// Whom it calls.
  public Target target() {
    return target;
  }

  /// Which wire.
  public MapsProtocol protocol() {
    return protocol;
  }

  /// The map's name; empty in tcp_table.
  public String map() {
    return map;
  }

  /// See the table.
  public int connections() {
    return connections;
  }

  /// See the table.
  public int pipelining() {
    return pipelining;
  }

  /// See the table.
  public Retry retry() {
    return retry;
  }

  /// See the table.
  public Timeouts timeouts() {
    return timeouts;
  }

  /// See the table.
  public Transport transport() {
    return transport;
  }
}
