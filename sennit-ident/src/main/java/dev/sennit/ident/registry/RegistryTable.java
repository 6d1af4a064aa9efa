package dev.sennit.ident.registry;

import dev.sennit.ident.IdentConnection;
import dev.sennit.ident.registry.RefusedException.Code;
import dev.sennit.net.wire.Octets;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The entries of a registry, found by connection, by reservation and by number. Not safe to share
/// between threads; times are those of any one clock that counts nanoseconds.
final class RegistryTable {
  private static final long TRUSTED = -1;
  private static final long PAUSE_NANOS = 1_000_000_000;

  /// Where an entry is found.
  ///
  /// @param holder the user, or [#TRUSTED]
  /// @param local null for a reservation
  private record Key(
      long holder,
      @Nullable InetAddress local,
      int localPort,
      @Nullable InetAddress remote,
      int remotePort) {
    static Key of(long holder, Place place) {
      return switch (place) {
        case Place.Exact(var c) ->
            new Key(
                holder,
                c.local().getAddress(),
                c.local().getPort(),
                c.remote().getAddress(),
                c.remote().getPort());
        case Place.Next(var remote, var remotePort, var localPort) ->
            new Key(holder, null, localPort, remote, remotePort);
      };
    }
  }

  /// An entry, which may change.
  static final class Item {
    final long handle;
    final Registrant registrant;
    Place place;
    Octets id;
    long endNanos;

    /// Whether its connection was there at some time.
    boolean seen;

    private Item(long handle, Registrant registrant, Place place, Octets id) {
      this.handle = handle;
      this.registrant = registrant;
      this.place = place;
      this.id = id;
    }

    boolean isOver(long now) {
      return endNanos - now <= 0;
    }

    private Key key() {
      return Key.of(holder(registrant), place);
    }
  }

  private final int perUser;
  private final int inAll;
  private final Map<Key, Item> byKey = new HashMap<>();
  private final TreeMap<Long, Item> byHandle = new TreeMap<>();
  private final Map<Long, Integer> counts = new HashMap<>();
  private int reservations;
  private long lastHandle;
  private boolean searched;
  private long searchedNanos;

  RegistryTable(int perUser, int inAll) {
    this.perUser = perUser;
    this.inAll = inAll;
  }

  private static long holder(Registrant registrant) {
    return registrant.trusted() ? TRUSTED : registrant.uid();
  }

  int size() {
    return byKey.size();
  }

  boolean hasEntriesOf(long uid) {
    return counts.containsKey(uid);
  }

  /// The entry at exactly this place, if its time is not over.
  @Nullable Item at(Registrant who, Place place, long now) {
    return live(Key.of(holder(who), place), now);
  }

  private @Nullable Item live(Key key, long now) {
    Item item = byKey.get(key);
    if (item != null && item.isOver(now)) {
      drop(item);
      return null;
    }
    return item;
  }

  /// Adds an entry where none is.
  ///
  /// @throws RefusedException if there is no room
  Item add(Registrant who, Place place, Octets id, long now) {
    if (byKey.size() >= inAll || counts.getOrDefault(who.uid(), 0) >= perUser) {
      makeRoom(now);
    }
    if (byKey.size() >= inAll) {
      throw new RefusedException(Code.FULL, "entries: " + inAll + " (expected: fewer)");
    }
    if (counts.getOrDefault(who.uid(), 0) >= perUser) {
      throw new RefusedException(
          Code.FULL, "entries of uid " + who.uid() + ": " + perUser + " (expected: fewer)");
    }
    Item item = new Item(++lastHandle, who, place, id);
    byKey.put(item.key(), item);
    byHandle.put(item.handle, item);
    counts.merge(who.uid(), 1, Integer::sum);
    reservations += place instanceof Place.Next ? 1 : 0;
    return item;
  }

  /// Looks at all entries for those that are over; not more often than once a second, since whoever
  /// has filled his part could have that done with every request.
  private void makeRoom(long now) {
    if (!searched || now - searchedNanos >= PAUSE_NANOS) {
      searched = true;
      searchedNanos = now;
      dropOver(now);
    }
  }

  void drop(Item item) {
    byKey.remove(item.key());
    byHandle.remove(item.handle);
    counts.merge(item.registrant.uid(), -1, (a, b) -> a + b == 0 ? null : a + b);
    reservations -= item.place instanceof Place.Next ? 1 : 0;
  }

  void dropOver(long now) {
    all().stream().filter(item -> item.isOver(now)).forEach(this::drop);
  }

  /// The entry of that number.
  @Nullable Item numbered(long handle) {
    return byHandle.get(handle);
  }

  boolean has(Item item) {
    return byHandle.get(item.handle) == item;
  }

  /// All entries, in the order of their numbers.
  List<Item> all() {
    return new ArrayList<>(byHandle.values());
  }

  /// The entries with larger numbers, in their order.
  Iterable<Item> after(long handle) {
    return byHandle.tailMap(handle, false).values();
  }

  /// The entry of a trusted registrant for a connection; what was reserved becomes the
  /// connection's.
  ///
  /// @param exists whether the kernel has the connection. Anybody can ask about one that it has
  ///   not, and would get what is reserved for a local port alone by trying all ports
  @Nullable Item trusted(IdentConnection connection, boolean exists, long now) {
    return find(connection, TRUSTED, exists, now);
  }

  /// The user's own entry for a connection; what was reserved becomes the connection's.
  @Nullable Item ownedBy(long uid, IdentConnection connection, long now) {
    return find(connection, uid, true, now);
  }

  private @Nullable Item find(IdentConnection c, long holder, boolean exists, long now) {
    Item item = byKey.isEmpty() ? null : live(Key.of(holder, new Place.Exact(c)), now);
    if (item != null || reservations == 0) {
      return item;
    }
    InetAddress remote = c.remote().getAddress();
    int port = c.remote().getPort();
    int local = c.local().getPort();
    Key[] keys = {
      new Key(holder, null, local, remote, port),
      new Key(holder, null, local, remote, 0),
      new Key(holder, null, local, null, port),
      new Key(holder, null, local, null, 0),
      new Key(holder, null, 0, remote, port),
      new Key(holder, null, 0, remote, 0)
    };
    for (Key key : keys) {
      Item reserved = exists || key.remote() != null ? live(key, now) : null;
      if (reserved != null) {
        byKey.remove(key);
        reserved.place = new Place.Exact(c);
        byKey.put(reserved.key(), reserved);
        reservations--;
        return reserved;
      }
    }
    return null;
  }
}
