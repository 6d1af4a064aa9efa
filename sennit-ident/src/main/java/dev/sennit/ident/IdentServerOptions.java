package dev.sennit.ident;

import dev.sennit.ident.wire.IdentStyle;
import dev.sennit.ident.wire.IdentTolerance;
import dev.sennit.net.Delivery;
import dev.sennit.net.Limits;
import dev.sennit.net.Listen;
import dev.sennit.net.Timeouts;
import dev.sennit.net.Transport;
import java.time.Duration;
import java.util.List;

/// What an ident server needs to know. Immutable: each method returns a changed copy.
///
/// | option | default |
/// |---|---|
/// | `listen` | port 113 of every address |
/// | `style` | compact: no blanks, since some clients stumble over them |
/// | `tolerance` | as most servers |
/// | `queries` | 100 on one connection, then it ends |
/// | `ratePerAddress` | 0: as many queries as it likes |
/// | `hideErrors` | no |
/// | `answerJunk` | no: the connection ends without a word |
/// | `firstQuery` | 30 s |
/// | `delivery` | in order, on virtual threads |
/// | `limits` | [Limits#defaults()], but `frameBytes` 1000: a longer line ends the connection |
/// | `timeouts` | [Timeouts#defaults()], but `idle` 60 s for each later query, and `total` 1 h |
/// | `listener` | none |
/// | `transport` | epoll, else NIO |
public final class IdentServerOptions {
  private static final Duration LONGEST = Duration.ofDays(365 * 100);

  private static final IdentServerOptions DEFAULTS =
      new IdentServerOptions(
          List.of(Listen.tcp("", 113)),
          IdentStyle.COMPACT,
          IdentTolerance.USUAL,
          100,
          0,
          false,
          false,
          Duration.ofSeconds(30),
          Delivery.IN_ORDER,
          Limits.defaults().frameBytes(1000),
          Timeouts.defaults().idle(Duration.ofSeconds(60)).total(Duration.ofHours(1)),
          IdentListener.NONE,
          Transport.AUTO);

  private final List<Listen> listen;
  private final IdentStyle style;
  private final IdentTolerance tolerance;
  private final int queries;
  private final int ratePerAddress;
  private final boolean hideErrors;
  private final boolean answerJunk;
  private final Duration firstQuery;
  private final Delivery delivery;
  private final Limits limits;
  private final Timeouts timeouts;
  private final IdentListener listener;
  private final Transport transport;

  private IdentServerOptions(
      List<Listen> listen,
      IdentStyle style,
      IdentTolerance tolerance,
      int queries,
      int ratePerAddress,
      boolean hideErrors,
      boolean answerJunk,
      Duration firstQuery,
      Delivery delivery,
      Limits limits,
      Timeouts timeouts,
      IdentListener listener,
      Transport transport) {
    this.listen = listen;
    this.style = style;
    this.tolerance = tolerance;
    this.queries = positive("queries", queries);
    this.ratePerAddress = notNegative("ratePerAddress", ratePerAddress);
    this.hideErrors = hideErrors;
    this.answerJunk = answerJunk;
    this.firstQuery = checked("firstQuery", firstQuery);
    this.delivery = delivery;
    this.limits = limits;
    this.timeouts = timeouts;
    this.listener = listener;
    this.transport = transport;
  }

  private static int positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: 1 or more)");
    }
    return value;
  }

  private static int notNegative(String name, int value) {
    if (value < 0) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: 0 or more)");
    }
    return value;
  }

  private static Duration checked(String name, Duration value) {
    if (value.isNegative() || value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          name + ": " + value + " (expected: 0 to " + LONGEST.toDays() + " days)");
    }
    return value;
  }

  /// The defaults of the table above.
  public static IdentServerOptions defaults() {
    return DEFAULTS;
  }

  /// Where to listen: one address or more.
  public IdentServerOptions listen(Listen... addresses) {
    return new IdentServerOptions(
        List.of(addresses),
        style,
        tolerance,
        queries,
        ratePerAddress,
        hideErrors,
        answerJunk,
        firstQuery,
        delivery,
        limits,
        timeouts,
        listener,
        transport);
  }

  /// Where replies have blanks.
  public IdentServerOptions style(IdentStyle which) {
    return new IdentServerOptions(
        listen,
        which,
        tolerance,
        queries,
        ratePerAddress,
        hideErrors,
        answerJunk,
        firstQuery,
        delivery,
        limits,
        timeouts,
        listener,
        transport);
  }

  /// What is taken for a query.
  public IdentServerOptions tolerance(IdentTolerance which) {
    return new IdentServerOptions(
        listen,
        style,
        which,
        queries,
        ratePerAddress,
        hideErrors,
        answerJunk,
        firstQuery,
        delivery,
        limits,
        timeouts,
        listener,
        transport);
  }

  /// How many queries of one connection are answered before it ends, 1 or more.
  public IdentServerOptions queries(int most) {
    return new IdentServerOptions(
        listen,
        style,
        tolerance,
        most,
        ratePerAddress,
        hideErrors,
        answerJunk,
        firstQuery,
        delivery,
        limits,
        timeouts,
        listener,
        transport);
  }

  /// How many queries a second one address may send, 0 for any number; more are answered
  /// `UNKNOWN-ERROR`, and the handler is not asked.
  public IdentServerOptions ratePerAddress(int perSecond) {
    return new IdentServerOptions(
        listen,
        style,
        tolerance,
        queries,
        perSecond,
        hideErrors,
        answerJunk,
        firstQuery,
        delivery,
        limits,
        timeouts,
        listener,
        transport);
  }

  /// Whether every error is told as `UNKNOWN-ERROR`, so that nobody learns which connections there
  /// are.
  public IdentServerOptions hideErrors(boolean all) {
    return new IdentServerOptions(
        listen,
        style,
        tolerance,
        queries,
        ratePerAddress,
        all,
        answerJunk,
        firstQuery,
        delivery,
        limits,
        timeouts,
        listener,
        transport);
  }

  /// Whether a line that is no query is answered `0,0:ERROR:UNKNOWN-ERROR` before the connection
  /// ends, as pidentd does, and not just dropped.
  public IdentServerOptions answerJunk(boolean too) {
    return new IdentServerOptions(
        listen,
        style,
        tolerance,
        queries,
        ratePerAddress,
        hideErrors,
        too,
        firstQuery,
        delivery,
        limits,
        timeouts,
        listener,
        transport);
  }

  /// How long the first query may take, from the beginning of the connection; zero for ever.
  public IdentServerOptions firstQuery(Duration longest) {
    return new IdentServerOptions(
        listen,
        style,
        tolerance,
        queries,
        ratePerAddress,
        hideErrors,
        answerJunk,
        longest,
        delivery,
        limits,
        timeouts,
        listener,
        transport);
  }

  /// How the handler runs.
  public IdentServerOptions delivery(Delivery how) {
    return new IdentServerOptions(
        listen,
        style,
        tolerance,
        queries,
        ratePerAddress,
        hideErrors,
        answerJunk,
        firstQuery,
        how,
        limits,
        timeouts,
        listener,
        transport);
  }

  /// What it may use of the machine.
  public IdentServerOptions limits(Limits most) {
    return new IdentServerOptions(
        listen,
        style,
        tolerance,
        queries,
        ratePerAddress,
        hideErrors,
        answerJunk,
        firstQuery,
        delivery,
        most,
        timeouts,
        listener,
        transport);
  }

  /// How long it waits: `answer`, `idle`, `total` and `grace` count.
  public IdentServerOptions timeouts(Timeouts longest) {
    return new IdentServerOptions(
        listen,
        style,
        tolerance,
        queries,
        ratePerAddress,
        hideErrors,
        answerJunk,
        firstQuery,
        delivery,
        limits,
        longest,
        listener,
        transport);
  }

  /// Who hears what happens.
  public IdentServerOptions listener(IdentListener who) {
    return new IdentServerOptions(
        listen,
        style,
        tolerance,
        queries,
        ratePerAddress,
        hideErrors,
        answerJunk,
        firstQuery,
        delivery,
        limits,
        timeouts,
        who,
        transport);
  }

  /// Which system calls move the bytes.
  public IdentServerOptions transport(Transport which) {
    return new IdentServerOptions(
        listen,
        style,
        tolerance,
        queries,
        ratePerAddress,
        hideErrors,
        answerJunk,
        firstQuery,
        delivery,
        limits,
        timeouts,
        listener,
        which);
  }

  /// See the table.
  public List<Listen> listen() {
    return listen;
  }

  /// See the table.
  public IdentStyle style() {
    return style;
  }

  /// See the table.
  public IdentTolerance tolerance() {
    return tolerance;
  }

  /// See the table.
  public int queries() {
    return queries;
  }

  /// See the table.
  public int ratePerAddress() {
    return ratePerAddress;
  }

  /// See the table.
  public boolean hideErrors() {
    return hideErrors;
  }

  /// See the table.
  public boolean answerJunk() {
    return answerJunk;
  }

  /// See the table.
  public Duration firstQuery() {
    return firstQuery;
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
  public IdentListener listener() {
    return listener;
  }

  /// See the table.
  public Transport transport() {
    return transport;
  }
}
