package dev.sennit.amp;

import dev.sennit.amp.session.AmpAsk;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// The requests of one connection on their way from the threads of callers to its loop. Counts what
/// is open, and refuses what is too much.
///
/// They are gathered in a list, so that a burst of them costs one wake-up of the loop and one
/// write.
final class AskQueue {
  private final AmpLine line;
  private final AmpLimits limits;
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private final Object gathering = new Object();
  private List<AmpAsk> gathered = new ArrayList<>(2);

  AskQueue(AmpLine line, AmpLimits limits) {
    this.line = line;
    this.limits = limits;
  }

  /// Sends a call, or fails it if there are too many.
  void begin(LineAsk<?> ask) {
    bytes.addAndGet(ask.bytes());
    if (open.incrementAndGet() > limits.outstanding()) {
      ask.failed(
          new RejectedExecutionException(
              line
                  + ": calls: "
                  + limits.outstanding()
                  + " are open (expected: fewer, or a higher limit)"));
    } else if (isFull()) {
      ask.failed(full());
    } else {
      enqueue(ask);
    }
  }

  /// Sends a call, however many there are.
  void beginInAnyCase(LineAsk<?> ask) {
    bytes.addAndGet(ask.bytes());
    open.incrementAndGet();
    enqueue(ask);
  }

  /// Sends a one-way request.
  ///
  /// @throws RejectedExecutionException if there is too much
  void tell(OneWayAsk ask) {
    bytes.addAndGet(ask.bytes());
    if (isFull()) {
      left(ask);
      throw full();
    }
    enqueue(ask);
  }

  private boolean isFull() {
    return bytes.get() > limits.queuedBytes();
  }

  private RejectedExecutionException full() {
    return new RejectedExecutionException(
        line
            + ": requests: "
            + limits.queuedBytes()
            + " bytes are not answered or not taken (expected: fewer, or a higher limit)");
  }

  private void enqueue(AmpAsk ask) {
    boolean first;
    synchronized (gathering) {
      gathered.add(ask);
      first = gathered.size() == 1;
    }
    if (first && !line.send(this)) {
      RuntimeException why = line.end();
      for (AmpAsk each : take()) {
        each.left();
        if (!(each instanceof OneWayAsk)) {
          each.failed(why);
        }
      }
    }
  }

  /// All that were gathered.
  List<AmpAsk> take() {
    synchronized (gathering) {
      List<AmpAsk> asks = gathered;
      gathered = new ArrayList<>();
      return asks;
    }
  }

  /// A call is over.
  void ended(AmpAsk ask) {
    open.decrementAndGet();
    left(ask);
  }

  /// A request waits no longer.
  void left(AmpAsk ask) {
    bytes.addAndGet(-ask.bytes());
  }
}
