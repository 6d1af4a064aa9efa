package dev.sennit.amp;

import dev.sennit.amp.session.AmpAsk;
import dev.sennit.amp.wire.AmpBox;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.Reply;
import dev.sennit.net.wire.Octets;

/// A typed request on its way.
final class TypedAsk<R> extends AmpAsk {
  private final AmpCommand<?, R> command;
  private final AmpLine line;
  private final Reply<R> reply = new Reply<>();

  TypedAsk(AmpBox.Builder box, AmpCommand<?, R> command, AmpLine line, long timeoutNanos) {
    super(box, true, timeoutNanos);
    this.command = command;
    this.line = line;
  }

  Reply<R> reply() {
    return reply;
  }

  @Override
  public void answered(AmpBox answer) {
    line.ended();
    R response;
    try {
      response = command.readResponse(answer, line);
    } catch (ProtocolException e) {
      reply.completeExceptionally(
          new ProtocolException(line + ": answer to " + command + ": " + e.getMessage(), e));
      return;
    } catch (RuntimeException e) {
      reply.completeExceptionally(e);
      return;
    }
    reply.complete(response);
  }

  @Override
  public void refused(Octets code, String description) {
    line.ended();
    Throwable thrown;
    try {
      thrown = command.thrown(code, description);
    } catch (RuntimeException e) {
      thrown = e;
    }
    reply.completeExceptionally(thrown);
  }

  @Override
  public void failed(Throwable why) {
    line.ended();
    reply.completeExceptionally(why);
  }
}
