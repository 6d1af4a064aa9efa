package dev.sennit.amp.session;

import dev.sennit.amp.wire.AmpBox;
import dev.sennit.net.CloseReason;
import dev.sennit.net.session.Outbox;

/// A graceful end: requests of the same burst as its cause are still taken; then the answers that
/// are owed behind the cause are waited for, for [AmpSession#LAST_ANSWERS_NANOS] at most.
final class Ending {
  private CloseReason reason = CloseReason.DONE;
  private long cause;
  private boolean burstOver;
  private long giveUpAt = Long.MAX_VALUE;
  private volatile boolean begun;

  /// @param cause the number of the request whose outcome is the cause; 0 for none
  void begin(long cause, CloseReason reason, Outbox<AmpBox, AmpQuestion> out) {
    this.cause = cause;
    this.reason = reason;
    begun = true;
    out.endInput();
    out.wakeAt(out.nanoTime()); // behind all of the burst
  }

  void endBurst(Outbox<AmpBox, AmpQuestion> out) {
    burstOver = true;
    giveUpAt = out.nanoTime() + AmpSession.LAST_ANSWERS_NANOS;
    out.wakeAt(giveUpAt);
  }

  /// On any thread.
  boolean hasBegun() {
    return begun;
  }

  boolean isBurstOver() {
    return burstOver;
  }

  CloseReason reason() {
    return reason;
  }

  /// Whether nothing has to be waited for any more.
  boolean isReady(IncomingCalls incoming) {
    return burstOver && !incoming.owesBehind(cause);
  }

  /// Whether nothing is waited for any longer; if not, comes back when that is so.
  boolean isDue(long nanoTime, Outbox<AmpBox, AmpQuestion> out) {
    if (nanoTime >= giveUpAt) {
      return true;
    }
    out.wakeAt(giveUpAt);
    return false;
  }
}
