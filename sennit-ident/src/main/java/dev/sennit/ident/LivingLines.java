package dev.sennit.ident;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The connections of a client that are not gone.
final class LivingLines {
  private static final long BREAKING_SECONDS = 2;

  private final Set<IdentLine> lines = new HashSet<>();
  private final Set<IdentLine> goneBefore = new HashSet<>();
  private final CountDownLatch allGone = new CountDownLatch(1);
  private boolean breaking;

  /// The line is there; it may be gone already.
  synchronized void add(IdentLine line) {
    if (!goneBefore.remove(line)) {
      lines.add(line);
    }
  }

  synchronized void remove(IdentLine line) {
    if (!lines.remove(line)) {
      goneBefore.add(line);
    }
    if (breaking && lines.isEmpty()) {
      allGone.countDown();
    }
  }

  /// Ends all at once, and waits until they are gone; not for long, since nothing is owed to them.
  void breakOff() {
    List<IdentLine> all;
    synchronized (this) {
      breaking = true;
      all = new ArrayList<>(lines);
      if (all.isEmpty()) {
        allGone.countDown();
      }
    }
    all.forEach(IdentLine::breakOff);
    try {
      boolean _ = allGone.await(BREAKING_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
