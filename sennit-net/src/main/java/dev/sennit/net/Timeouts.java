package dev.sennit.net;

import java.time.Duration;

/// How long a server or client waits. Zero means for ever, where the table allows it.
///
/// | option | default | what happens then |
/// |---|---|---|
/// | `connect` | 10 s | a client's attempt to connect fails; never zero |
/// | `answer` | 5 s | a server answers that it cannot say, and interrupts the handler |
/// | `request` | 10 s | a client's request fails, and its connection is given up |
/// | `idle` | 0 | a connection without a whole message for so long is closed |
/// | `total` | 0 | a connection that is so old is closed when its answers are out |
/// | `grace` | 10 s | `close()` stops waiting for answers in work; a peer that has ended its side and takes nothing of what it is owed is cut off, unless it is zero |
public final class Timeouts {
  /// The longest time that fits the clock, for sums that must not overflow.
  private static final Duration LONGEST = Duration.ofDays(365 * 100);

  private static final Timeouts DEFAULTS =
      new Timeouts(
          Duration.ofSeconds(10),
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ZERO,
          Duration.ZERO,
          Duration.ofSeconds(10));

  private final Duration connect;
  private final Duration answer;
  private final Duration request;
  private final Duration idle;
  private final Duration total;
  private final Duration grace;

  private Timeouts(
      Duration connect,
      Duration answer,
      Duration request,
      Duration idle,
      Duration total,
      Duration grace) {
    if (connect.isZero()) {
      throw new IllegalArgumentException("connect: 0 (expected: more than zero)");
    }
    this.connect = checked("connect", connect);
    this.answer = checked("answer", answer);
    this.request = checked("request", request);
    this.idle = checked("idle", idle);
    this.total = checked("total", total);
    this.grace = checked("grace", grace);
  }

  private static Duration checked(String name, Duration value) {
    if (value.isNegative() || value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          name + ": " + value + " (expected: 0 to " + LONGEST.toDays() + " days)");
    }
    return value;
  }

  /// The defaults of the table above.
  public static Timeouts defaults() {
    return DEFAULTS;
  }

  /// How long a client tries one address.
  public Timeouts connect(Duration most) {
    return new Timeouts(most, answer, request, idle, total, grace);
  }

  /// How long a handler may take.
  public Timeouts answer(Duration most) {
    return new Timeouts(connect, most, request, idle, total, grace);
  }

  /// How long a client waits for the reply to one request.
  public Timeouts request(Duration most) {
    return new Timeouts(connect, answer, most, idle, total, grace);
  }

  /// How long a connection may say nothing whole.
  public Timeouts idle(Duration most) {
    return new Timeouts(connect, answer, request, most, total, grace);
  }

  /// How long a connection may live.
  public Timeouts total(Duration most) {
    return new Timeouts(connect, answer, request, idle, most, grace);
  }

  /// How long `close()` waits.
  public Timeouts grace(Duration most) {
    return new Timeouts(connect, answer, request, idle, total, most);
  }

  /// See the table.
  public Duration connect() {
    return connect;
  }

  /// See the table.
  public Duration answer() {
    return answer;
  }

  /// See the table.
  public Duration request() {
    return request;
  }

  /// See the table.
  public Duration idle() {
    return idle;
  }

  /// See the table.
  public Duration total() {
    return total;
  }

  /// See the table.
  public Duration grace() {
    return grace;
  }
}
