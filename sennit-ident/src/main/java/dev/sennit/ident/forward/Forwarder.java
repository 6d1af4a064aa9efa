package dev.sennit.ident.forward;

import dev.sennit.ident.wire.IdentAnswer;
import dev.sennit.ident.wire.IdentAnswer.UserId;
import dev.sennit.ident.wire.IdentQuery;
import dev.sennit.net.Peer;
import dev.sennit.net.session.Complaints;
import dev.sennit.net.wire.Octets;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/// Passes queries on to other ident servers, and trusts none of them.
///
/// | limit | value | at the limit |
/// |---|---|---|
/// | time for an answer | 5 s, or less | the connection is given up |
/// | queries passed on at one time | 256 | the query is not passed on |
/// | the same query to the same server at one time | 4 | the query is not passed on: two servers may be asking each other |
/// | id | cut at the first blank; 512 bytes | no id |
///
/// Nothing is ever passed on to this server itself. When the thread that waits is interrupted, as
/// it is when its client has gone, the query is given up.
///
/// Safe to share between threads.
public final class Forwarder {
  /// The longest time for an answer.
  public static final Duration MAX_DEADLINE = Duration.ofSeconds(5);

  /// The most queries passed on at one time.
  public static final int MAX_IN_FLIGHT = 256;

  /// The most times that one query is on its way to one server.
  public static final int MAX_HOPS = 4;

  private static final int MAX_ID_BYTES = 512;
  private static final Complaints COMPLAINTS = new Complaints("dev.sennit.ident.forward");

  private record Hop(InetSocketAddress target, IdentQuery query) {}

  private final Forward forward;
  private final long deadlineNanos;
  private final Predicate<InetSocketAddress> isSelf;
  private final Semaphore free = new Semaphore(MAX_IN_FLIGHT);
  private final ConcurrentMap<Hop, Integer> hops = new ConcurrentHashMap<>();

  /// @param forward asks
  /// @param deadline how long one answer may take, more than zero, at most [#MAX_DEADLINE]
  /// @param isSelf which targets are this server; see [#listeningOn]
  public Forwarder(Forward forward, Duration deadline, Predicate<InetSocketAddress> isSelf) {
    if (deadline.isNegative() || deadline.isZero() || deadline.compareTo(MAX_DEADLINE) > 0) {
      throw new IllegalArgumentException(
          "deadline: " + deadline + " (expected: more than 0, at most " + MAX_DEADLINE + ")");
    }
    this.forward = forward;
    this.deadlineNanos = deadline.toNanos();
    this.isSelf = isSelf;
  }

  /// Which targets are a server that listens on these addresses; of a wildcard address, its port on
  /// every address of this machine.
  public static Predicate<InetSocketAddress> listeningOn(
      Collection<? extends SocketAddress> addresses) {
    List<InetSocketAddress> own =
        addresses.stream()
            .filter(InetSocketAddress.class::isInstance)
            .map(InetSocketAddress.class::cast)
            .toList();
    return target ->
        own.stream()
            .anyMatch(address ->
                address.getPort() == target.getPort()
                    && (address.getAddress().equals(target.getAddress())
                        || target.getAddress().isAnyLocalAddress()
                        || (address.getAddress().isAnyLocalAddress()
                            && isLocal(target.getAddress()))));
  }

  private static boolean isLocal(InetAddress address) {
    try {
      return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException e) {
      return true; // rather not asked than asked in a circle
    }
  }

  /// Asks a server, and waits.
  ///
  /// @return the id it gives, fit to be told: without blanks before it, and nothing from the first
  ///   blank on; nothing if it gives none in time
  /// @throws InterruptedException if the thread is interrupted; the server is asked no more
  public Optional<Octets> ask(InetSocketAddress target, IdentQuery query)
      throws InterruptedException {
    if (isSelf.test(target)) {
      return refuse(target, "is this server itself");
    }
    Hop hop = new Hop(target, query);
    if (!free.tryAcquire()) {
      return refuse(target, MAX_IN_FLIGHT + " queries are on their way (expected: fewer)");
    }
    try {
      if (hops.merge(hop, 1, Integer::sum) > MAX_HOPS) {
        return refuse(target, "is asked the same already (expected: no circle of servers)");
      }
      return wait(target, forward.ask(target, query).toCompletableFuture());
    } finally {
      hops.computeIfPresent(hop, (_, count) -> count == 1 ? null : count - 1);
      free.release();
    }
  }

  private Optional<Octets> wait(
      InetSocketAddress target, CompletableFuture<? extends IdentAnswer> answer)
      throws InterruptedException {
    try {
      return answer.get(deadlineNanos, TimeUnit.NANOSECONDS) instanceof UserId user
          ? usable(user.id())
          : Optional.empty();
    } catch (TimeoutException e) {
      return refuse(target, "no answer in time");
    } catch (ExecutionException | CancellationException e) {
      COMPLAINTS.warn("forward to " + Peer.forLog(target) + " failed", e.getCause());
      return Optional.empty();
    } finally {
      answer.cancel(true);
    }
  }

  private static Optional<Octets> refuse(InetSocketAddress target, String why) {
    COMPLAINTS.warn("forward to " + Peer.forLog(target) + ": " + why, null);
    return Optional.empty();
  }

  /// What of a foreign id may be told.
  static Optional<Octets> usable(Octets id) {
    int begin = 0;
    while (begin < id.length() && isBlank(id.at(begin))) {
      begin++;
    }
    int end = begin;
    while (end < id.length() && !isBlank(id.at(end))) {
      end++;
    }
    Octets word = id.slice(begin, end);
    boolean fits = !word.isEmpty() && word.length() <= MAX_ID_BYTES;
    for (int i = 0; i < word.length() && fits; i++) {
      fits = word.at(i) < 0 || (word.at(i) > ' ' && word.at(i) != 0x7f);
    }
    return fits ? Optional.of(word) : Optional.empty();
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || (b >= '\t' && b <= '\r');
  }
}
