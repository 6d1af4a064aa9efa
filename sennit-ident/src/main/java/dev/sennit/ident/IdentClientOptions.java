package dev.sennit.ident;

import dev.sennit.ident.wire.IdentQuirk;
import dev.sennit.net.Transport;
import java.time.Duration;
import java.util.Set;

/// What an ident client needs to know. Immutable: each method returns a changed copy.
///
/// | option | default |
/// |---|---|
/// | `port` | 113 |
/// | `connect` | 30 s |
/// | `total` | 30 s |
/// | `connections` | 8 to one server |
/// | `keep` | 0: a connection is closed when no query waits for it |
/// | `pipelining` | 1: the next query is sent when the reply is there |
/// | `remember` | 0: every query calls the server anew |
/// | `unfinished` | 65 536 queries in all |
/// | `quirks` | none |
/// | `transport` | epoll, else NIO |
public final class IdentClientOptions {
  private static final Duration LONGEST = Duration.ofDays(365);

  private static final IdentClientOptions DEFAULTS =
      new IdentClientOptions(
          113,
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          8,
          Duration.ZERO,
          1,
          Duration.ZERO,
          65_536,
          Set.of(),
          Transport.AUTO);

  private final int port;
  private final Duration connect;
  private final Duration total;
  private final int connections;
  private final Duration keep;
  private final int pipelining;
  private final Duration remember;
  private final int unfinished;
  private final Set<IdentQuirk> quirks;
  private final Transport transport;

  private IdentClientOptions(
      int port,
      Duration connect,
      Duration total,
      int connections,
      Duration keep,
      int pipelining,
      Duration remember,
      int unfinished,
      Set<IdentQuirk> quirks,
      Transport transport) {
    this.port = port("port", port);
    this.connect = duration("connect", connect);
    this.total = duration("total", total);
    this.connections = positive("connections", connections);
    this.keep = duration("keep", keep);
    this.pipelining = positive("pipelining", pipelining);
    this.remember = duration("remember", remember);
    this.unfinished = positive("unfinished", unfinished);
    this.quirks = quirks;
    this.transport = transport;
  }

  private static int positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: 1 or more)");
    }
    return value;
  }

  static int port(String name, int value) {
    if (value < 1 || value > 65_535) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: 1 to 65535)");
    }
    return value;
  }

  static Duration duration(String name, Duration value) {
    if (value.isNegative() || value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          name + ": " + value + " (expected: 0 to " + LONGEST.toDays() + " days)");
    }
    return value;
  }

  /// The defaults of the table above.
  public static IdentClientOptions defaults() {
    return DEFAULTS;
  }

  /// The port of ident servers, 1 to 65535.
  public IdentClientOptions port(int number) {
    return new IdentClientOptions(
        number,
        connect,
        total,
        connections,
        keep,
        pipelining,
        remember,
        unfinished,
        quirks,
        transport);
  }

  /// How long a connection may take to be made; zero for as long as the system tries.
  public IdentClientOptions connect(Duration longest) {
    return new IdentClientOptions(
        port,
        longest,
        total,
        connections,
        keep,
        pipelining,
        remember,
        unfinished,
        quirks,
        transport);
  }

  /// How long a query may take in all; zero for ever. A request may have its own.
  public IdentClientOptions total(Duration longest) {
    return new IdentClientOptions(
        port,
        connect,
        longest,
        connections,
        keep,
        pipelining,
        remember,
        unfinished,
        quirks,
        transport);
  }

  /// How many connections to one server there are at most, 1 or more; further queries wait.
  public IdentClientOptions connections(int most) {
    return new IdentClientOptions(
        port, connect, total, most, keep, pipelining, remember, unfinished, quirks, transport);
  }

  /// How long a connection without queries is kept for the next one; zero: it is closed at once.
  public IdentClientOptions keep(Duration longest) {
    return new IdentClientOptions(
        port,
        connect,
        total,
        connections,
        longest,
        pipelining,
        remember,
        unfinished,
        quirks,
        transport);
  }

  /// How many queries are sent on a connection before the first is answered, 1 or more.
  public IdentClientOptions pipelining(int most) {
    return new IdentClientOptions(
        port, connect, total, connections, keep, most, remember, unfinished, quirks, transport);
  }

  /// How long a server that refused, or could not be reached, is not called again; zero: not at
  /// all.
  public IdentClientOptions remember(Duration longest) {
    return new IdentClientOptions(
        port,
        connect,
        total,
        connections,
        keep,
        pipelining,
        longest,
        unfinished,
        quirks,
        transport);
  }

  /// How many queries may be without an outcome, 1 or more; another one fails at once.
  public IdentClientOptions unfinished(int most) {
    return new IdentClientOptions(
        port, connect, total, connections, keep, pipelining, remember, most, quirks, transport);
  }

  /// What else is taken from servers that do not keep to RFC 1413.
  public IdentClientOptions quirks(IdentQuirk... more) {
    return new IdentClientOptions(
        port,
        connect,
        total,
        connections,
        keep,
        pipelining,
        remember,
        unfinished,
        Set.of(more),
        transport);
  }

  /// Which system calls move the bytes.
  public IdentClientOptions transport(Transport which) {
    return new IdentClientOptions(
        port, connect, total, connections, keep, pipelining, remember, unfinished, quirks, which);
  }

  /// See the table.
  public int port() {
    return port;
  }

  /// See the table.
  public Duration connect() {
    return connect;
  }

  /// See the table.
  public Duration total() {
    return total;
  }

  /// See the table.
  public int connections() {
    return connections;
  }

  /// See the table.
  public Duration keep() {
    return keep;
  }

  /// See the table.
  public int pipelining() {
    return pipelining;
  }

  /// See the table.
  public Duration remember() {
    return remember;
  }

  /// See the table.
  public int unfinished() {
    return unfinished;
  }

  /// See the table.
  public Set<IdentQuirk> quirks() {
    return quirks;
  }

  /// See the table.
  public Transport transport() {
    return transport;
  }
}
