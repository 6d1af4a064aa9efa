package dev.sennit.net.runtime;

import dev.sennit.net.CloseReason;
import dev.sennit.net.Limits;
import java.net.InetAddress;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// All connections of one server, on all its loops, and the two limits on their number.
///
/// At a limit the connection that has been idle longest makes room; only if all are at work is the
/// new one turned away. To find it every connection is looked at: that costs microseconds per
/// thousand, and only at the limit.
final class ConnectionTable {

  /// What the table needs to know of a connection; called on any thread.
  interface Entry {
    /// The address it counts for, or null on a UNIX socket.
    @Nullable InetAddress address();

    /// When it last sent something whole; `Long.MAX_VALUE` while it is owed an answer.
    long idleSince();

    /// Asks it to end.
    void end(CloseReason reason);

    /// Closes it at once.
    void breakOff();
  }

  private final Set<Entry> entries = ConcurrentHashMap.newKeySet();
  private final ConcurrentHashMap<InetAddress, Integer> perAddress = new ConcurrentHashMap<>();
  private final Limits limits;
  private final Holdings holdings;
  private boolean ending;
  private volatile @Nullable CompletableFuture<Void> whenEmpty;

  ConnectionTable(Limits limits) {
    this(limits, Holdings.SHARED);
  }

  ConnectionTable(Limits limits, Holdings holdings) {
    this.limits = limits;
    this.holdings = holdings;
  }

  /// Where connections tell what memory they hold.
  Holdings holdings() {
    return holdings;
  }

  /// Adds a connection, at the cost of another one where a limit is reached.
  ///
  /// @return false if it must be turned away
  synchronized boolean admit(Entry entry) {
    if (ending) {
      return false;
    }
    InetAddress address = entry.address();
    if (address != null
        && perAddress.getOrDefault(address, 0) >= limits.connectionsPerAddress()
        && !evict(other -> address.equals(other.address()))) {
      return false;
    }
    if (entries.size() >= limits.connections() && !evict(_ -> true)) {
      return false;
    }
    entries.add(entry);
    if (address != null) {
      perAddress.merge(address, 1, Integer::sum);
    }
    return true;
  }

  /// Ends the connection that has been idle longest, for want of something else than a limit's
  /// place.
  ///
  /// @return whether there was an idle one
  synchronized boolean makeRoom() {
    return evict(_ -> true);
  }

  private boolean evict(Predicate<Entry> among) {
    Entry longest = null;
    long since = Long.MAX_VALUE;
    for (Entry entry : entries) {
      if (among.test(entry)) {
        long idle = entry.idleSince();
        if (idle != Long.MAX_VALUE && (longest == null || idle - since < 0)) {
          longest = entry;
          since = idle;
        }
      }
    }
    if (longest == null) {
      return false;
    }
    remove(longest);
    longest.end(CloseReason.LIMIT);
    return true;
  }

  void remove(Entry entry) {
    if (entries.remove(entry)) {
      InetAddress address = entry.address();
      if (address != null) {
        perAddress.computeIfPresent(address, (_, count) -> count == 1 ? null : count - 1);
      }
    }
    CompletableFuture<Void> waiter = whenEmpty;
    if (waiter != null && entries.isEmpty()) {
      waiter.complete(null);
    }
  }

  /// Asks every connection to end, and admits no other.
  void endAll(CloseReason reason) {
    synchronized (this) {
      ending = true;
    }
    entries.forEach(entry -> entry.end(reason));
  }

  /// Closes every connection at once.
  void breakAll() {
    entries.forEach(Entry::breakOff);
  }

  /// Completes when no connection is left. Means something once none is admitted any more.
  CompletableFuture<Void> whenEmpty() {
    CompletableFuture<Void> waiter = new CompletableFuture<>();
    whenEmpty = waiter;
    if (entries.isEmpty()) {
      waiter.complete(null);
    }
    return waiter;
  }

  int size() {
    return entries.size();
  }
}
