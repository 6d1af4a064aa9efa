package dev.sennit.pb;

import dev.sennit.pb.jelly.Jellied;
import dev.sennit.pb.jelly.JellyException;
import dev.sennit.pb.jelly.JellyWriter;
import dev.sennit.pb.session.Late;
import dev.sennit.pb.wire.BananaLimits;
import dev.sennit.pb.wire.BananaWriter;
import dev.sennit.pb.wire.Item;
import dev.sennit.pb.wire.ItemSplicer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The cacheables that the peer has caches of, and how many handles of each.
///
/// Values are made on any thread, and written on the loop in another order perhaps. So a value that
/// is made before the peer knows the cacheable has its state with it, and whether that or a mention
/// is written is decided when it is written. In between the cacheable is pinned: a peer that lets
/// go of its last handle meanwhile does not make it forgotten.
///
/// The lock is never held while a user's code runs.
final class SentCaches {

  /// One cache of the peer's.
  private static final class Entry {
    final long number;
    final Key key;
    final PbObserver observer;
    boolean written;
    int handles;
    int pins;

    Entry(long number, Key key, PbObserver observer) {
      this.number = number;
      this.key = key;
      this.observer = observer;
    }
  }

  /// The very object, for the very avatar.
  private record Key(PbCacheable object, @Nullable PbObject perspective) {
    @Override
    @SuppressWarnings("ReferenceEquality") // the very objects
    public boolean equals(@Nullable Object other) {
      return other instanceof Key key && key.object == object && key.perspective == perspective;
    }

    @Override
    public int hashCode() {
      return 31 * System.identityHashCode(perspective) + System.identityHashCode(object);
    }
  }

  private final Broker broker;
  private final int most;
  private final Map<Key, Entry> byKey = new HashMap<>();
  private final Map<Long, Entry> byNumber = new HashMap<>();
  private long last;

  SentCaches(Broker broker, int most) {
    this.broker = broker;
    this.most = most;
  }

  /// Writes a cacheable, or leaves a gap for it.
  void write(PbCacheable object, @Nullable PbObject perspective, JellyWriter out) {
    Entry entry;
    boolean known;
    synchronized (this) {
      Key key = new Key(object, perspective);
      Entry found = byKey.get(key);
      if (found == null) {
        if (byNumber.size() > most) {
          out.gap(OneTooMany.IT);
          return;
        }
        found = new Entry(++last, key, new PbObserver(broker, last, perspective));
        byKey.put(key, found);
        byNumber.put(found.number, found);
      }
      entry = found;
      entry.pins++;
      known = entry.written;
    }
    Jellied state = null;
    if (!known) {
      JellyWriter inside = out.inside();
      try {
        inside.value(object.state(entry.observer));
        state = inside.finish();
      } catch (RuntimeException e) {
        inside.abandon(broker::unsent);
        unpin(entry);
        throw e;
      }
    }
    out.gap(new Mention(entry, state));
  }

  /// Stands where no cacheable can be sent.
  private enum OneTooMany implements Late {
    IT;

    @Override
    public @Nullable Item item(Jellied.Numbering numbering) {
      return null;
    }

    @Override
    public void dropped() {}
  }

  /// A cacheable in a value on its way.
  private final class Mention implements Late {
    private final Entry entry;
    private final @Nullable Jellied state; // where the peer may not know it yet
    private boolean written;
    private boolean first;

    Mention(Entry entry, @Nullable Jellied state) {
      this.entry = entry;
      this.state = state;
    }

    @Override
    public Item item(Jellied.Numbering numbering) {
      written = true;
      first = take(entry);
      BananaWriter out = new BananaWriter(broker.dialect(), BananaLimits.defaults());
      if (!first) {
        if (state != null) {
          state.drop(broker::unsent);
        }
        return out.list(2).string("cached").number(entry.number).finish();
      }
      if (state == null) {
        throw JellyException.value(
            entry.key.object().tag() + ": was not sent after all (expected: its state)");
      }
      out.list(3).string(entry.key.object().tag()).number(entry.number);
      int head = out.length();
      ItemSplicer whole = new ItemSplicer(out.finish());
      whole.insert(head, state.item(numbering));
      return whole.finish();
    }

    @Override
    public void dropped() {
      if (written) {
        untake(entry, first);
      } else {
        unpin(entry);
      }
      if (state != null && (first || !written)) {
        state.drop(broker::unsent);
      }
    }
  }

  /// Counts one handle more. On the loop.
  ///
  /// @return whether it is the first time that the peer hears of it
  private synchronized boolean take(Entry entry) {
    entry.pins--;
    entry.handles++;
    boolean first = !entry.written;
    entry.written = true;
    return first;
  }

  /// Counts a handle back whose message could not be written. On the loop.
  private void untake(Entry entry, boolean first) {
    synchronized (this) {
      entry.handles--;
      entry.pins++;
      if (first) {
        entry.written = false;
      }
    }
    unpin(entry);
  }

  private void unpin(Entry entry) {
    synchronized (this) {
      entry.pins--;
      if (entry.pins > 0 || entry.handles > 0) {
        return;
      }
      byKey.remove(entry.key);
      byNumber.remove(entry.number);
      if (!entry.written) {
        return;
      }
    }
    end(entry);
  }

  private void end(Entry entry) {
    broker.afterwards(
        () -> entry.key.object().stopped(entry.observer), () -> broker.uncache(entry.number));
  }

  /// The peer has let go of a handle. On the loop.
  ///
  /// @return false if it had none
  boolean decache(long number) {
    Entry entry;
    synchronized (this) {
      entry = byNumber.get(number);
      if (entry == null || entry.handles == 0) {
        return false;
      }
      entry.handles--;
      if (entry.handles > 0 || entry.pins > 0) {
        return true;
      }
      byNumber.remove(number);
      byKey.remove(entry.key);
    }
    end(entry);
    return true;
  }

  /// The object whose cache comes back.
  synchronized Object object(long number) {
    Entry entry = byNumber.get(number);
    if (entry == null) {
      throw JellyException.key("lcache: " + number + " (expected: the number of a cacheable)");
    }
    return entry.key.object();
  }

  /// The connection is gone: what is to be told to whom.
  synchronized List<Runnable> clear() {
    List<Runnable> tasks = new ArrayList<>();
    for (Entry entry : byNumber.values()) {
      if (entry.written) {
        tasks.add(() -> entry.key.object().stopped(entry.observer));
      }
    }
    byNumber.clear();
    byKey.clear();
    return tasks;
  }
}
