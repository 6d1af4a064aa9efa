package dev.sennit.net.runtime;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How much memory the connections of all servers hold for what their peers have not finished:
/// parts of messages, messages that wait for a handler, replies that are not taken.
///
/// The limits of one connection do not bound the sum: thousands that each hold a little less than
/// they may would leave nothing for the others. So at [#most] the connection that holds most is
/// ended, and again until the sum fits. What a usual request holds is not counted, and costs
/// nothing here.
///
/// Safe for many threads. A holder is told to end under the lock, and must not wait in it.
final class Holdings {
  /// What is counted: whole units; a connection that holds less than one is not seen.
  static final int UNIT_BYTES = 2048;

  /// All servers of the process share its memory.
  static final Holdings SHARED = new Holdings(Runtime.getRuntime().maxMemory() / 8);

  /// One connection. Called on any thread.
  interface Holder {
    /// Asks it to end and to give back what it holds.
    void makeRoom();
  }

  private final long most;
  private final Map<Holder, Integer> units = new HashMap<>();
  private long total;

  /// @param most bytes that may be held in all
  Holdings(long most) {
    this.most = most / UNIT_BYTES;
  }

  /// Tells what a connection holds now; zero units end its being counted. If that is too much in
  /// all, the one that holds most is asked to make room and counted no more.
  synchronized void holds(Holder holder, int now) {
    @Nullable Integer before = now == 0 ? units.remove(holder) : units.put(holder, now);
    total += now - (before == null ? 0 : before);
    while (total > most) {
      Map.Entry<Holder, Integer> largest = largest();
      units.remove(largest.getKey());
      total -= largest.getValue();
      largest.getKey().makeRoom();
    }
  }

  /// There is one while the total is above zero.
  private Map.Entry<Holder, Integer> largest() {
    Map.@Nullable Entry<Holder, Integer> largest = null;
    for (Map.Entry<Holder, Integer> each : units.entrySet()) {
      if (largest == null || each.getValue() > largest.getValue()) {
        largest = each;
      }
    }
    if (largest == null) {
      throw new IllegalStateException("holdings: " + total + " units of nobody");
    }
    return largest;
  }

  /// Bytes held in all, in whole units of each connection.
  synchronized long bytes() {
    return total * UNIT_BYTES;
  }
}
