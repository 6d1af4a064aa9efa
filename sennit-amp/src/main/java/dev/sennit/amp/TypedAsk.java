package dev.sennit.amp;

import dev.sennit.amp.wire.AmpBox;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.wire.Octets;

/// A typed request on its way.
class TypedAsk<R> extends LineAsk<R> {
  private final AmpCommand<?, R> command;

  TypedAsk(AmpBox.Builder box, AmpCommand<?, R> command, AmpLine line, long timeoutNanos) {
    super(box, line, timeoutNanos);
    this.command = command;
  }

  @Override
  final R read(AmpBox answer) {
    try {
      return command.readResponse(answer, line());
    } catch (ProtocolException e) {
      throw new ProtocolException(line() + ": answer to " + command + ": " + e.getMessage(), e);
    }
  }

  @Override
  final Throwable thrown(Octets code, String description) {
    return command.thrown(code, description);
  }
}
