package dev.sennit.net.session;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Puts replies into the order of their requests: for protocols in which a reply does not say what
/// it replies to.
///
/// A ring of the replies that cannot be sent yet; as long as they come in order it stays empty.
///
/// @param <R> the replies
public final class InOrder<R> {
  private @Nullable Object[] ring = new @Nullable Object[8];
  private long oldest;
  private long next;

  /// No request yet.
  public InOrder() {}

  /// The number of the next request.
  public long begin() {
    if (next - oldest == ring.length) {
      grow();
    }
    return next++;
  }

  /// Takes a reply, and passes on every one whose turn has come.
  ///
  /// @param number what [#begin()] returned, once
  public void end(long number, R reply, Consumer<? super R> send) {
    if (number != oldest) {
      ring[slot(number)] = reply;
      return;
    }
    send.accept(reply);
    oldest++;
    while (oldest < next) {
      @SuppressWarnings("unchecked") // only replies are put in
      R ready = (R) ring[slot(oldest)];
      if (ready == null) {
        return;
      }
      ring[slot(oldest)] = null;
      oldest++;
      send.accept(ready);
    }
  }

  /// How many requests have no reply, or one that waits for an earlier one.
  public int pending() {
    return (int) (next - oldest);
  }

  private int slot(long number) {
    return (int) (number & (ring.length - 1));
  }

  private void grow() {
    @Nullable Object[] larger = new @Nullable Object[ring.length * 2];
    for (long number = oldest; number < next; number++) {
      larger[(int) (number & (larger.length - 1))] = ring[slot(number)];
    }
    ring = larger;
  }
}
