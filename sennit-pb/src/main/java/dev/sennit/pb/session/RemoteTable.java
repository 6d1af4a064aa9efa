package dev.sennit.pb.session;

import java.util.ArrayList;
import java.util.List;

/// The objects of the peer that this side holds references to, and how many of each.
final class RemoteTable {
  private static final class Entry {
    final long number;
    final String tag;
    final long since;
    int references;

    Entry(long number, String tag, long since) {
      this.number = number;
      this.tag = tag;
      this.since = since;
    }
  }

  private final LongMap<Entry> entries = new LongMap<>();
  private int references;

  void came(long number, String tag, long now) {
    Entry entry = entries.get(number);
    if (entry == null) {
      entry = new Entry(number, tag, now);
      entries.put(number, entry);
    }
    entry.references++;
    references++;
  }

  void givenBack(long number) {
    Entry entry = entries.get(number);
    if (entry == null) {
      return;
    }
    references--;
    if (--entry.references == 0) {
      entries.remove(number);
    }
  }

  /// How many references there are, those to one object each.
  int references() {
    return references;
  }

  /// All of them, lowest number first.
  List<HeldRemote> list(long now) {
    List<HeldRemote> all = new ArrayList<>(entries.size());
    for (long number : entries.keys()) {
      Entry entry = entries.get(number);
      if (entry != null) {
        all.add(new HeldRemote(entry.number, entry.tag, entry.references, now - entry.since));
      }
    }
    return all;
  }
}
