package dev.sennit.amp.session;

import dev.sennit.amp.wire.IntegerText;
import dev.sennit.net.wire.Octets;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The requests of this side that have no answer, and those that nobody waits for any more: their
/// ids stay known until the late answer comes, since an answer to an unknown id ends the
/// connection.
///
/// Nearly all calls of a connection have the same time limit, so they are due in the order in which
/// they were made: a list that links them is enough. Those with another limit are sorted.
final class CallTable {
  private final NumberTable<AmpAsk> open = new NumberTable<>();
  private final Set<Long> givenUp = new HashSet<>();
  private long usualTimeout = -1;
  private @Nullable AmpAsk first; // of those with the usual limit
  private @Nullable AmpAsk last;
  private final TreeSet<AmpAsk> others =
      new TreeSet<>(Comparator.comparingLong(AmpAsk::deadline).thenComparingLong(AmpAsk::number));
  private long counter;

  /// Advances with every attempt to send a request, also a one-way one: 1, 2, ... a, ... 10.
  long next() {
    return ++counter;
  }

  void add(AmpAsk ask) {
    open.add(ask);
    if (ask.deadline() == Long.MAX_VALUE) {
      return;
    }
    if (usualTimeout < 0) {
      usualTimeout = ask.timeoutNanos();
    }
    if (ask.timeoutNanos() != usualTimeout) {
      others.add(ask);
      return;
    }
    ask.earlier = last;
    if (last == null) {
      first = ask;
    } else {
      last.later = ask;
    }
    last = ask;
  }

  /// The request with this id, which is answered now; null if there is none.
  @Nullable AmpAsk take(Octets id) {
    long number = IntegerText.ofHex(id);
    return number < 0 ? null : take(number);
  }

  private @Nullable AmpAsk take(long number) {
    AmpAsk ask = open.remove(number);
    if (ask != null && ask.deadline() != Long.MAX_VALUE) {
      if (ask.timeoutNanos() == usualTimeout) {
        unlink(ask);
      } else {
        others.remove(ask);
      }
    }
    return ask;
  }

  private void unlink(AmpAsk ask) {
    AmpAsk before = ask.earlier;
    AmpAsk behind = ask.later;
    if (before == null) {
      first = behind;
    } else {
      before.later = behind;
    }
    if (behind == null) {
      last = before;
    } else {
      behind.earlier = before;
    }
    ask.earlier = null;
    ask.later = null;
  }

  /// Whether a late answer with this id is to be dropped; once.
  boolean wasGivenUp(Octets id) {
    return !givenUp.isEmpty() && givenUp.remove(IntegerText.ofHex(id));
  }

  /// Waits no longer for the answer.
  ///
  /// @return false if it was answered already
  boolean giveUp(AmpAsk ask) {
    if (take(ask.number()) == null) {
      return false;
    }
    givenUp.add(ask.number());
    return true;
  }

  int givenUp() {
    return givenUp.size();
  }

  /// When the first request is due; `Long.MAX_VALUE` for never.
  long nextDeadline() {
    AmpAsk next = nextDue();
    return next == null ? Long.MAX_VALUE : next.deadline();
  }

  private @Nullable AmpAsk nextDue() {
    AmpAsk usual = first;
    AmpAsk other = others.isEmpty() ? null : others.first();
    return other == null || (usual != null && usual.deadline() <= other.deadline()) ? usual : other;
  }

  /// Takes the request that is due, or null.
  @Nullable AmpAsk takeDue(long now) {
    AmpAsk ask = nextDue();
    if (ask == null || ask.deadline() > now) {
      return null;
    }
    boolean _ = giveUp(ask);
    return ask;
  }

  boolean isEmpty() {
    return open.isEmpty();
  }

  /// Takes all requests, in the order in which they were made.
  List<AmpAsk> takeAll() {
    List<AmpAsk> all = open.takeAll();
    first = null;
    last = null;
    others.clear();
    givenUp.clear();
    return all;
  }
}
