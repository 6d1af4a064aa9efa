package dev.sennit.daemon;

import dev.sennit.net.Reply;
import dev.sennit.pb.PbCacheable;
import dev.sennit.pb.PbObserver;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An object of which peers keep caches: a number that grows, and its caches are told.
///
/// It grows only while somebody looks. A peer that is slow is told of later numbers only: one call
/// of each cache is on its way at a time.
final class PbTicker implements PbCacheable {
  /// The name of its class.
  static final String TAG = "sennit.Ticker";

  private final Duration pace;
  private final Map<PbObserver, Reply<@Nullable Object>> told = new LinkedHashMap<>();
  private long ticks;
  private boolean running;

  /// @param pace from one tick to the next
  PbTicker(Duration pace) {
    this.pace = pace;
  }

  @Override
  public String tag() {
    return TAG;
  }

  @Override
  public synchronized Object state(PbObserver observer) {
    Reply<@Nullable Object> nothing = new Reply<>();
    nothing.complete(null);
    told.put(observer, nothing);
    if (!running) {
      running = true;
      Thread.ofVirtual().name("sennit-pb-ticker").start(this::run);
    }
    return Map.of("ticks", ticks);
  }

  @Override
  public synchronized void stopped(PbObserver observer) {
    told.remove(observer);
  }

  private void run() {
    try {
      do {
        Thread.sleep(pace);
      } while (tick());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// @return whether anybody looks
  private synchronized boolean tick() {
    if (told.isEmpty()) {
      running = false;
      return false;
    }
    ticks++;
    told.replaceAll((observer, last) -> last.isDone() ? observer.call("tick", ticks) : last);
    return true;
  }

  @Override
  public String toString() {
    return "ticker";
  }
}
