package dev.sennit.amp;

import dev.sennit.amp.session.AmpAsk;
import dev.sennit.amp.wire.AmpBox;
import dev.sennit.net.Reply;
import dev.sennit.net.wire.Octets;
import org.jspecify.annotations.Nullable;

/// A request of one connection with an answer: counted while it is open.
///
/// @param <T> what the caller waits for
abstract class LineAsk<T extends @Nullable Object> extends AmpAsk {
  private final AmpLine line;
  private final Reply<T> reply = new Reply<>();

  LineAsk(AmpBox.Builder box, AmpLine line, long timeoutNanos) {
    super(box, true, timeoutNanos);
    this.line = line;
  }

  final Reply<T> reply() {
    return reply;
  }

  final AmpLine line() {
    return line;
  }

  /// The answer for the caller.
  abstract T read(AmpBox answer);

  /// The failure for the caller.
  abstract Throwable thrown(Octets code, String description);

  /// The request came to nothing.
  void undone(Throwable why) {}

  @Override
  public final void answered(AmpBox answer) {
    line.asks().ended(this);
    T value;
    try {
      value = read(answer);
    } catch (RuntimeException e) {
      reply.completeExceptionally(e);
      return;
    }
    reply.complete(value);
  }

  @Override
  public final void refused(Octets code, String description) {
    Throwable why;
    try {
      why = thrown(code, description);
    } catch (RuntimeException e) {
      why = e;
    }
    failed(why);
  }

  @Override
  public final void failed(Throwable why) {
    line.asks().ended(this);
    undone(why);
    reply.completeExceptionally(why);
  }
}
