package dev.sennit.amp.session;

import dev.sennit.amp.wire.AmpBox;
import dev.sennit.net.CloseReason;
import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.session.Outbox;
import dev.sennit.net.session.Session;
import org.jspecify.annotations.Nullable;

/// A connection of which somebody else takes every box.
public final class BoxSession implements Session<AmpBox, Void, Void> {

  /// Who takes the boxes.
  public interface Receiver {
    /// The connection is open. First of all.
    void opened(Outbox<AmpBox, Void> out);

    /// A box came.
    void received(AmpBox box, Outbox<AmpBox, Void> out);

    /// The connection is closed. Last of all, once.
    void closed(RuntimeException why);
  }

  private final Receiver receiver;
  private @Nullable RuntimeException fault;

  /// @param receiver is named in messages by its `toString`
  public BoxSession(Receiver receiver) {
    this.receiver = receiver;
  }

  @Override
  public void opened(Outbox<AmpBox, Void> out) {
    receiver.opened(out);
  }

  @Override
  public void received(AmpBox box, Outbox<AmpBox, Void> out) {
    receiver.received(box, out);
  }

  @Override
  public void malformed(ProtocolException fault, Outbox<AmpBox, Void> out) {
    this.fault = fault;
    out.close(CloseReason.PROTOCOL_FAULT);
  }

  @Override
  public void ended(Outbox<AmpBox, Void> out) {
    out.close(CloseReason.PEER_CLOSED);
  }

  @Override
  public void stop(Outbox<AmpBox, Void> out) {
    out.close(CloseReason.STOPPED);
  }

  @Override
  public void closed(CloseReason reason, @Nullable Throwable cause) {
    RuntimeException why = fault;
    receiver.closed(
        why != null
            ? why
            : new ConnectionLostException(
                receiver + ": the connection was closed" + (cause == null ? "" : ": " + cause),
                cause));
  }

  @Override
  public void answered(long call, Void answer, Outbox<AmpBox, Void> out) {
    throw new IllegalStateException("no handler is asked");
  }

  @Override
  public void failed(long call, Throwable cause, Outbox<AmpBox, Void> out) {
    throw new IllegalStateException("no handler is asked", cause);
  }
}
