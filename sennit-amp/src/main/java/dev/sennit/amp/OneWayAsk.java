package dev.sennit.amp;

import dev.sennit.amp.session.AmpAsk;
import dev.sennit.amp.wire.AmpBox;
import dev.sennit.net.wire.Octets;

/// A request without an answer: nothing is ever told.
final class OneWayAsk extends AmpAsk {
  private final AskQueue queue;

  OneWayAsk(AmpBox.Builder box, AskQueue queue) {
    super(box, false, 0);
    this.queue = queue;
  }

  @Override
  public void left() {
    queue.left(this);
  }

  @Override
  public void answered(AmpBox answer) {
    throw new IllegalStateException("a one-way request was answered");
  }

  @Override
  public void refused(Octets code, String description) {
    throw new IllegalStateException("a one-way request was answered");
  }

  @Override
  public void failed(Throwable why) {
    throw new IllegalStateException("a one-way request was told of its end", why);
  }
}
