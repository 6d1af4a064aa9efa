package dev.sennit.ident.registry;

import dev.sennit.ident.IdentConnection;
import dev.sennit.ident.registry.RefusedException.Code;
import dev.sennit.ident.registry.RegistryTable.Item;
import dev.sennit.net.wire.Octets;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Ids for connections, each for a time.
///
/// | limit | default | at the limit |
/// |---|---|---|
/// | entries of one user | 10,000 | [Code#FULL] |
/// | entries in all | 100,000 | [Code#FULL] |
/// | time to live | 1 s to 24 h | [Code#INVALID] |
/// | id | 1 to 512 bytes | [Code#INVALID] |
/// | queries held for a registration | 1,000; of one foreign address half of them | the query is not held |
///
/// An entry ends when its time is over, when it is removed, or when [#sweep] finds that its
/// connection, which once existed, is gone. Entries of users that are not trusted are kept apart by
/// user, so that nobody can take another's place.
///
/// Safe to share between threads; nothing but [#await] and [#sweep] blocks.
public final class IdentRegistry {
  /// The entries of one user, unless said otherwise.
  public static final int DEFAULT_PER_USER = 10_000;

  /// The entries in all, unless said otherwise.
  public static final int DEFAULT_IN_ALL = 100_000;

  /// The longest time that an entry may live.
  public static final Duration MAX_TTL = Duration.ofHours(24);

  /// The longest time that a query may be held.
  public static final Duration MAX_HOLD = Duration.ofSeconds(2);

  private static final int MAX_ID_BYTES = 512;
  static final int MAX_WAITING = 1_000;

  private record Waiter(
      IdentConnection connection, OptionalLong owner, CompletableFuture<Entry> found) {}

  private final RegistryTable table;
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<Long> expected = new HashSet<>();
  private final Set<Waiter> waiters = new LinkedHashSet<>();

  /// A registry with the limits of the table above.
  public IdentRegistry() {
    this(DEFAULT_PER_USER, DEFAULT_IN_ALL);
  }

  /// @param perUser the most entries of one user, 1 or more
  /// @param inAll the most entries, 1 or more
  public IdentRegistry(int perUser, int inAll) {
    this(perUser, inAll, System::nanoTime);
  }

  IdentRegistry(int perUser, int inAll, LongSupplier nanoTime) {
    if (perUser < 1 || inAll < 1) {
      throw new IllegalArgumentException(
          "entries: " + Math.min(perUser, inAll) + " (expected: 1 or more)");
    }
    this.table = new RegistryTable(perUser, inAll);
    this.nanoTime = nanoTime;
  }

  /// Registers an id. The same registrant's earlier entry for the same connection is replaced and
  /// keeps its number.
  ///
  /// @return the number of the entry
  /// @throws RefusedException if it is not taken; says why
  public long register(Registrant who, Place place, Octets id, Duration ttl) {
    check(id, ttl);
    lock.lock();
    try {
      long now = nanoTime.getAsLong();
      Item item = table.at(who, place, now);
      if (item == null) {
        item = table.add(who, place, id, now);
      } else if (place instanceof Place.Next && !item.id.equals(id)) {
        throw new RefusedException(Code.BUSY, "place: taken (expected: another one, or later)");
      }
      item.id = id;
      item.endNanos = now + ttl.toNanos();
      wake();
      return item.handle;
    } finally {
      lock.unlock();
    }
  }

  private static void check(Octets id, Duration ttl) {
    boolean fits =
        id.length() >= 1
            && id.length() <= MAX_ID_BYTES
            && id.indexOf((byte) 0, 0) < 0
            && id.indexOf((byte) '\r', 0) < 0
            && id.indexOf((byte) '\n', 0) < 0;
    if (!fits) {
      throw new RefusedException(
          Code.INVALID, "id: " + id + " (expected: 1 to 512 bytes, no NUL, CR or LF)");
    }
    if (ttl.compareTo(Duration.ofSeconds(1)) < 0 || ttl.compareTo(MAX_TTL) > 0) {
      throw new RefusedException(
          Code.INVALID, "ttl: " + ttl + " (expected: 1 to " + MAX_TTL.toSeconds() + " seconds)");
    }
  }

  private Entry entry(Item item, long now) {
    long left = Math.ceilDiv(item.endNanos - now, TimeUnit.SECONDS.toNanos(1));
    return new Entry(item.handle, item.registrant, item.place, item.id, left);
  }

  /// Removes an entry.
  ///
  /// @param handle its number
  /// @return whether there was such an entry that this registrant may remove: its own, or any if it
  ///   is trusted
  public boolean remove(Registrant who, long handle) {
    lock.lock();
    try {
      Item item = table.numbered(handle);
      if (item == null || !mayTouch(who, item)) {
        return false;
      }
      table.drop(item);
      return true;
    } finally {
      lock.unlock();
    }
  }

  private static boolean mayTouch(Registrant who, Item item) {
    return who.trusted() || who.uid() == item.registrant.uid();
  }

  /// The entries that a registrant may see, in the order of their numbers: its own, or all if it is
  /// trusted.
  ///
  /// @param after only entries with larger numbers
  /// @param most how many at most
  public List<Entry> list(Registrant who, long after, int most) {
    lock.lock();
    try {
      long now = nanoTime.getAsLong();
      List<Entry> entries = new ArrayList<>();
      for (Item item : table.after(after)) {
        if (entries.size() == most) {
          break;
        }
        if (mayTouch(who, item) && !item.isOver(now)) {
          entries.add(entry(item, now));
        }
      }
      return entries;
    } finally {
      lock.unlock();
    }
  }

  /// How many entries there are, those included that are over and not yet swept.
  public int size() {
    lock.lock();
    try {
      return table.size();
    } finally {
      lock.unlock();
    }
  }

  /// Says that a user's programs register connections: queries about that user's connections are
  /// held, also before the first is registered.
  public void expect(long uid) {
    lock.lock();
    try {
      expected.add(uid);
    } finally {
      lock.unlock();
    }
  }

  /// Whether the user's programs register connections: the user has entries, or is expected to.
  public boolean knows(long uid) {
    lock.lock();
    try {
      return table.hasEntriesOf(uid) || expected.contains(uid);
    } finally {
      lock.unlock();
    }
  }

  /// The entry for a connection. What was reserved becomes this connection's.
  ///
  /// @param owner the connection's user as the kernel says; without one, only entries of trusted
  ///   registrants count, and of their reservations those that name a foreign address
  public Optional<Entry> find(IdentConnection connection, OptionalLong owner) {
    lock.lock();
    try {
      return Optional.ofNullable(findLocked(connection, owner));
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Entry findLocked(IdentConnection connection, OptionalLong owner) {
    if (table.size() == 0) {
      return null;
    }
    long now = nanoTime.getAsLong();
    Item item = table.trusted(connection, owner.isPresent(), now);
    if (item == null && owner.isPresent()) {
      item = table.ownedBy(owner.getAsLong(), connection, now);
    }
    return item == null ? null : entry(item, now);
  }

  /// The entry for a connection, now or as soon as it is registered. Blocks, also when interrupted
  /// only until then; takes no thread but the caller's.
  ///
  /// @param owner as in [#find]
  /// @param hold how long to wait, at most [#MAX_HOLD]
  /// @throws InterruptedException if the thread is interrupted while it waits
  public Optional<Entry> await(IdentConnection connection, OptionalLong owner, Duration hold)
      throws InterruptedException {
    long nanos = Math.min(hold.toNanos(), MAX_HOLD.toNanos());
    Waiter waiter = new Waiter(connection, owner, new CompletableFuture<>());
    lock.lock();
    try {
      Entry entry = findLocked(connection, owner);
      if (entry != null || nanos <= 0 || isTooMany(connection.remote().getAddress())) {
        return Optional.ofNullable(entry);
      }
      waiters.add(waiter);
    } finally {
      lock.unlock();
    }
    try {
      return Optional.of(waiter.found().get(nanos, TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a wait never fails", e);
    } finally {
      lock.lock();
      try {
        waiters.remove(waiter);
      } finally {
        lock.unlock();
      }
    }
  }

  /// Whether no further query of the address is held: one address must not take the places of all.
  private boolean isTooMany(InetAddress remote) {
    return waiters.size() >= MAX_WAITING
        || (waiters.size() >= MAX_WAITING / 2
            && waiters.stream()
                    .filter(each -> each.connection().remote().getAddress().equals(remote))
                    .count()
                >= MAX_WAITING / 2);
  }

  private void wake() {
    waiters.removeIf(waiter -> {
      Entry entry = findLocked(waiter.connection(), waiter.owner());
      return entry != null && waiter.found().complete(entry);
    });
  }

  /// How many queries are held.
  public int waiting() {
    lock.lock();
    try {
      return waiters.size();
    } finally {
      lock.unlock();
    }
  }

  /// Removes what is over, and what was for a connection that is gone: one that a sweep has seen,
  /// and no longer sees. Blocks as long as `liveness` does; on one thread at a time.
  ///
  /// @throws IOException if `liveness` cannot tell; the rest is left to the next sweep
  public void sweep(Liveness liveness) throws IOException {
    List<Item> items;
    lock.lock();
    try {
      table.dropOver(nanoTime.getAsLong());
      items = table.all();
    } finally {
      lock.unlock();
    }
    for (Item item : items) {
      IdentConnection connection = connectionOf(item);
      if (connection != null) {
        boolean exists = liveness.exists(connection);
        lock.lock();
        try {
          if (!exists && item.seen && table.has(item)) {
            table.drop(item);
          }
          item.seen |= exists;
        } finally {
          lock.unlock();
        }
      }
    }
  }

  private @Nullable IdentConnection connectionOf(Item item) {
    lock.lock();
    try {
      return table.has(item) && item.place instanceof Place.Exact(var connection)
          ? connection
          : null;
    } finally {
      lock.unlock();
    }
  }
}
