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
/// | `unfinished` | 65 536 requests that have no reply yet, in all; another one is refused at once |
/// | `retry` | once, at once |
/// | `timeouts` | [Timeouts#defaults()] |
/// | `transport` | epoll, else NIO |
public final class MapsClientOptions {
  private final Target target;
  private final MapsProtocol protocol;
  private final String map;
  private final int connections;
  private final int pipelining;
  private final int unfinished;
  private final Retry retry;
  private final Timeouts timeouts;
  private final Transport transport;

  private MapsClientOptions(
      Target target,
      MapsProtocol protocol,
      String map,
      int connections,
      int pipelining,
      int unfinished,
      Retry retry,
      Timeouts timeouts,
      Transport transport) {
    this.target = target;
    this.protocol = protocol;
    this.map = map;
    this.connections = positive("connections", connections);
    this.pipelining = positive("pipelining", pipelining);
    this.unfinished = positive("unfinished", unfinished);
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
    return of(target, MapsProtocol.TCP_TABLE, "");
  }

  /// A client of one map of a socketmap server.
  ///
  /// @param map the map's name, without blanks
  /// @throws IllegalArgumentException if the name holds a blank
  public static MapsClientOptions socketmap(Target target, String map) {
    if (map.indexOf(' ') >= 0) {
      throw new IllegalArgumentException("map: '" + map + "' (expected: a name without blanks)");
    }
    return of(target, MapsProtocol.SOCKETMAP, map);
  }

  private static MapsClientOptions of(Target target, MapsProtocol protocol, String map) {
    return new MapsClientOptions(
        target, protocol, map, 4, 1, 65_536, Retry.ONCE, Timeouts.defaults(), Transport.AUTO);
  }

  /// How many connections at most, 1 or more.
  public MapsClientOptions connections(int most) {
    return new MapsClientOptions(
        target, protocol, map, most, pipelining, unfinished, retry, timeouts, transport);
  }

  /// How many requests a connection has outstanding at most, 1 or more.
  public MapsClientOptions pipelining(int most) {
    return new MapsClientOptions(
        target, protocol, map, connections, most, unfinished, retry, timeouts, transport);
  }

  /// How many requests have no reply yet at most, 1 or more: those that are sent, that wait for a
  /// connection with room, and that pause before they are asked again.
  public MapsClientOptions unfinished(int most) {
    return new MapsClientOptions(
        target, protocol, map, connections, pipelining, most, retry, timeouts, transport);
  }

  /// When a lookup whose connection failed is asked again.
  public MapsClientOptions retry(Retry when) {
    return new MapsClientOptions(
        target, protocol, map, connections, pipelining, unfinished, when, timeouts, transport);
  }

  /// How long it waits: `connect`, `request`, `idle` and `grace` count.
  public MapsClientOptions timeouts(Timeouts longest) {
    return new MapsClientOptions(
        target, protocol, map, connections, pipelining, unfinished, retry, longest, transport);
  }

  /// Which system calls move the bytes.
  public MapsClientOptions transport(Transport which) {
    return new MapsClientOptions(
        target, protocol, map, connections, pipelining, unfinished, retry, timeouts, which);
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
  public int unfinished() {
    return unfinished;
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
