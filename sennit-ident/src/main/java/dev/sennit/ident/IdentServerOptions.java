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
import java.util.function.Consumer;

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

  private static final IdentServerOptions DEFAULTS = new IdentServerOptions(new Values());

  /// All options; changed only before anybody else sees them.
  private static final class Values {
    List<Listen> listen = List.of(Listen.tcp("", 113));
    IdentStyle style = IdentStyle.COMPACT;
    IdentTolerance tolerance = IdentTolerance.USUAL;
    int queries = 100;
    int ratePerAddress;
    boolean hideErrors;
    boolean answerJunk;
    Duration firstQuery = Duration.ofSeconds(30);
    Delivery delivery = Delivery.IN_ORDER;
    Limits limits = Limits.defaults().frameBytes(1000);
    Timeouts timeouts = Timeouts.defaults().idle(Duration.ofSeconds(60)).total(Duration.ofHours(1));
    IdentListener listener = IdentListener.NONE;
    Transport transport = Transport.AUTO;

    Values copy() {
      Values copy = new Values();
      copy.listen = listen;
      copy.style = style;
      copy.tolerance = tolerance;
      copy.queries = queries;
      copy.ratePerAddress = ratePerAddress;
      copy.hideErrors = hideErrors;
      copy.answerJunk = answerJunk;
      copy.firstQuery = firstQuery;
      copy.delivery = delivery;
      copy.limits = limits;
      copy.timeouts = timeouts;
      copy.listener = listener;
      copy.transport = transport;
      return copy;
    }
  }

  private final Values values;

  private IdentServerOptions(Values values) {
    this.values = values;
  }

  private IdentServerOptions with(Consumer<Values> change) {
    Values changed = values.copy();
    change.accept(changed);
    return new IdentServerOptions(changed);
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
    return with(copy -> copy.listen = List.of(addresses));
  }

  /// Where replies have blanks.
  public IdentServerOptions style(IdentStyle which) {
    return with(copy -> copy.style = which);
  }

  /// What is taken for a query.
  public IdentServerOptions tolerance(IdentTolerance which) {
    return with(copy -> copy.tolerance = which);
  }

  /// How many queries of one connection are answered before it ends, 1 or more.
  public IdentServerOptions queries(int most) {
    return with(copy -> copy.queries = positive("queries", most));
  }

  /// How many queries a second one address may send, 0 for any number; more are answered
  /// `UNKNOWN-ERROR`, and the handler is not asked.
  public IdentServerOptions ratePerAddress(int perSecond) {
    return with(copy -> copy.ratePerAddress = notNegative("ratePerAddress", perSecond));
  }

  /// Whether every error is told as `UNKNOWN-ERROR`, so that nobody learns which connections there
  /// are.
  public IdentServerOptions hideErrors(boolean all) {
    return with(copy -> copy.hideErrors = all);
  }

  /// Whether a line that is no query is answered `0,0:ERROR:UNKNOWN-ERROR` before the connection
  /// ends, as pidentd does, and not just dropped.
  public IdentServerOptions answerJunk(boolean too) {
    return with(copy -> copy.answerJunk = too);
  }

  /// How long the first query may take, from the beginning of the connection; zero for ever.
  public IdentServerOptions firstQuery(Duration longest) {
    return with(copy -> copy.firstQuery = checked("firstQuery", longest));
  }

  /// How the handler runs.
  public IdentServerOptions delivery(Delivery how) {
    return with(copy -> copy.delivery = how);
  }

  /// What it may use of the machine.
  public IdentServerOptions limits(Limits most) {
    return with(copy -> copy.limits = most);
  }

  /// How long it waits: `answer`, `idle`, `total` and `grace` count.
  public IdentServerOptions timeouts(Timeouts longest) {
    return with(copy -> copy.timeouts = longest);
  }

  /// Who hears what happens.
  public IdentServerOptions listener(IdentListener who) {
    return with(copy -> copy.listener = who);
  }

  /// Which system calls move the bytes.
  public IdentServerOptions transport(Transport which) {
    return with(copy -> copy.transport = which);
  }

  /// See the table.
  public List<Listen> listen() {
    return values.listen;
  }

  /// See the table.
  public IdentStyle style() {
    return values.style;
  }

  /// See the table.
  public IdentTolerance tolerance() {
    return values.tolerance;
  }

  /// See the table.
  public int queries() {
    return values.queries;
  }

  /// See the table.
  public int ratePerAddress() {
    return values.ratePerAddress;
  }

  /// See the table.
  public boolean hideErrors() {
    return values.hideErrors;
  }

  /// See the table.
  public boolean answerJunk() {
    return values.answerJunk;
  }

  /// See the table.
  public Duration firstQuery() {
    return values.firstQuery;
  }

  /// See the table.
  public Delivery delivery() {
    return values.delivery;
  }

  /// See the table.
  public Limits limits() {
    return values.limits;
  }

  /// See the table.
  public Timeouts timeouts() {
    return values.timeouts;
  }

  /// See the table.
  public IdentListener listener() {
    return values.listener;
  }

  /// See the table.
  public Transport transport() {
    return values.transport;
  }
}
