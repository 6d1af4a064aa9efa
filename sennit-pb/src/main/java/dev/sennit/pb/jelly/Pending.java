package dev.sennit.pb.jelly;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Stands for a value that is not there yet.
///
/// Two may turn out to stand for the same. Then the one points to the other, and what waits is
/// gathered there, the shorter list behind the longer: so neither a long chain of such nor a loop
/// of them costs more than its length.
final class Pending {
  private @Nullable Pending same;
  private List<Consumer<@Nullable Object>> waiting = new ArrayList<>(2);
  private boolean known;
  private @Nullable Object value;

  boolean isKnown() {
    return last().known;
  }

  /// What it is, once that is known.
  @Nullable Object value() {
    return last().value;
  }

  void then(Consumer<@Nullable Object> use) {
    Pending last = last();
    if (last.known) {
      use.accept(last.value);
    } else {
      last.waiting.add(use);
    }
  }

  void is(@Nullable Object found) {
    Pending last = last();
    last.known = true;
    last.value = found;
    last.waiting.forEach(use -> use.accept(found));
    last.waiting.clear();
  }

  /// It stands for what the other one stands for, which may be this one.
  void isSame(Pending other) {
    Pending mine = last();
    Pending theirs = other.last();
    if (mine == theirs) {
      return;
    }
    if (theirs.known) {
      mine.is(theirs.value);
    } else if (mine.waiting.size() > theirs.waiting.size()) {
      mine.waiting.addAll(theirs.waiting);
      theirs.waiting = mine.waiting;
    } else {
      theirs.waiting.addAll(mine.waiting);
    }
    mine.waiting = new ArrayList<>(0);
    mine.same = theirs;
  }

  private Pending last() {
    Pending last = this;
    for (Pending next = last.same; next != null; next = last.same) {
      last = next;
    }
    Pending each = this;
    for (Pending next = each.same; next != null; next = each.same) {
      each.same = last; // a shorter way for the next time
      each = next;
    }
    return last;
  }
}
