package dev.sennit.amp.session;

import dev.sennit.net.wire.Octets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The requests of this side that have no answer, oldest first, and those that nobody waits for any
/// more: their ids stay known until the late answer comes, since an answer to an unknown id ends
/// the connection.
final class CallTable {
  private final LinkedHashMap<Octets, AmpAsk> open = new LinkedHashMap<>();
  private final Set<Octets> givenUp = new HashSet<>();
  private final TreeSet<AmpAsk> byDeadline =
      new TreeSet<>(Comparator.comparingLong(AmpAsk::deadline).thenComparingLong(AmpAsk::number));
  private long counter;

  /// Advances with every attempt to send a request, also a one-way one: 1, 2, ... a, ... 10.
  long next() {
    return ++counter;
  }

  void add(AmpAsk ask) {
    open.put(ask.id(), ask);
    if (ask.deadline() != Long.MAX_VALUE) {
      byDeadline.add(ask);
    }
  }

  /// The request with this id, which is answered now; null if there is none.
  @Nullable AmpAsk take(Octets id) {
    AmpAsk ask = open.remove(id);
    if (ask != null && ask.deadline() != Long.MAX_VALUE) {
      byDeadline.remove(ask);
    }
    return ask;
  }

  /// Whether a late answer with this id is to be dropped; once.
  boolean wasGivenUp(Octets id) {
    return givenUp.remove(id);
  }

  /// Waits no longer for the answer.
  ///
  /// @return false if it was answered already
  boolean giveUp(AmpAsk ask) {
    if (take(ask.id()) == null) {
      return false;
    }
    givenUp.add(ask.id());
    return true;
  }

  int givenUp() {
    return givenUp.size();
  }

  /// When the first request is due; `Long.MAX_VALUE` for never.
  long nextDeadline() {
    return byDeadline.isEmpty() ? Long.MAX_VALUE : byDeadline.first().deadline();
  }

  /// Takes the request that is due, or null.
  @Nullable AmpAsk takeDue(long now) {
    if (nextDeadline() > now) {
      return null;
    }
    AmpAsk ask = byDeadline.first();
    boolean _ = giveUp(ask);
    return ask;
  }

  boolean isEmpty() {
    return open.isEmpty();
  }

  /// Takes all requests, in the order in which they were made.
  List<AmpAsk> takeAll() {
    List<AmpAsk> all = new ArrayList<>(open.values());
    open.clear();
    byDeadline.clear();
    givenUp.clear();
    return all;
  }
}
