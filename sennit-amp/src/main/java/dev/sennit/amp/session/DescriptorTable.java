package dev.sennit.amp.session;

import dev.sennit.net.Descriptor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The open files that have come over one connection and that no box has claimed yet, by the number
/// of their arrival: 0, 1, 2, ... Safe for many threads, since handlers claim and the loop adds.
///
/// Source: `_DescriptorExchanger` in Twisted's `twisted/protocols/amp.py`.
public final class DescriptorTable {
  private final int most;
  private @Nullable Map<Long, Descriptor> unclaimed;
  private long next;
  private boolean closed;

  /// @param most how many may wait
  DescriptorTable(int most) {
    this.most = most;
  }

  /// Numbers descriptors in the order of their arrival.
  ///
  /// @return false if there are too many: then the connection must end, which closes all that wait
  synchronized boolean add(List<Descriptor> arrived) {
    Map<Long, Descriptor> table = unclaimed == null ? new HashMap<>() : unclaimed;
    unclaimed = table;
    boolean tooMany = false;
    for (Descriptor descriptor : arrived) {
      if (closed || table.size() >= most) {
        tooMany = !closed;
        descriptor.close();
      } else {
        table.put(next, descriptor);
      }
      next++;
    }
    return !tooMany;
  }

  /// Takes a descriptor out; the caller owns it.
  ///
  /// @return null if none of this number has come, or it is taken
  public synchronized @Nullable Descriptor take(long ordinal) {
    return unclaimed == null ? null : unclaimed.remove(ordinal);
  }

  /// Closes what nobody has claimed, and what still comes.
  synchronized void close() {
    closed = true;
    if (unclaimed != null) {
      unclaimed.values().forEach(Descriptor::close);
      unclaimed.clear();
    }
  }
}
