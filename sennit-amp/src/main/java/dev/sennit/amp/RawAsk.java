package dev.sennit.amp;

import dev.sennit.amp.session.AmpAsk;
import dev.sennit.amp.wire.AmpBox;
import dev.sennit.amp.wire.AmpKeys;
import dev.sennit.net.Reply;
import dev.sennit.net.wire.Octets;

/// A request by hand on its way.
final class RawAsk extends AmpAsk {
  private final AmpLine line;
  private final Reply<AmpBox> reply = new Reply<>();

  RawAsk(AmpBox.Builder box, AmpLine line, long timeoutNanos) {
    super(box, true, timeoutNanos);
    this.line = line;
  }

  Reply<AmpBox> reply() {
    return reply;
  }

  @Override
  public void answered(AmpBox answer) {
    line.ended();
    reply.complete(answer);
  }

  @Override
  public void refused(Octets code, String description) {
    line.ended();
    reply.completeExceptionally(
        code.equals(AmpKeys.UNHANDLED)
            ? new UnhandledCommandException(description)
            : new AmpRemoteException(code, description, false));
  }

  @Override
  public void failed(Throwable why) {
    line.ended();
    reply.completeExceptionally(why);
  }
}
