package dev.sennit.amp;

import dev.sennit.amp.wire.AmpBox;
import dev.sennit.net.StartTls;

/// A request to go on in TLS.
final class TlsAsk<R> extends TypedAsk<R> {
  private final StartTls tls;

  TlsAsk(
      AmpBox.Builder box, AmpCommand<?, R> command, AmpLine line, long timeoutNanos, StartTls tls) {
    super(box, command, line, timeoutNanos);
    this.tls = tls;
  }

  @Override
  protected StartTls tls() {
    return tls;
  }

  @Override
  void undone(Throwable why) {
    line().tlsFailed();
  }
}
