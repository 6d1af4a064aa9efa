package dev.sennit.amp;

import dev.sennit.amp.wire.AmpBox;
import dev.sennit.amp.wire.AmpKeys;
import dev.sennit.net.wire.Octets;

/// A request by hand on its way.
final class RawAsk extends LineAsk<AmpBox> {

  RawAsk(AmpBox.Builder box, AmpLine line, long timeoutNanos) {
    super(box, line, timeoutNanos);
  }

  @Override
  AmpBox read(AmpBox answer) {
    return answer;
  }

  @Override
  Throwable thrown(Octets code, String description) {
    return code.equals(AmpKeys.UNHANDLED)
        ? new UnhandledCommandException(description)
        : new AmpRemoteException(code, description, false);
  }
}
