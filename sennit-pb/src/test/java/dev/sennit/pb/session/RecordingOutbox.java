package dev.sennit.pb.session;

import dev.sennit.net.CloseReason;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.session.Outbox;
import dev.sennit.pb.wire.PbMessage;
import dev.sennit.pb.wire.PbWire;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Remembers what a session decided; its clock is turned by hand. Refuses what the wire cannot
/// carry, and is deaf once closed, as a connection is.
final class RecordingOutbox implements Outbox<PbMessage, PbAsk> {
  record Asked(long call, PbAsk ask) {}

  final List<PbMessage> sent = new ArrayList<>();
  final List<Asked> asked = new ArrayList<>();
  private final PbWire wire;
  @Nullable CloseReason closed;
  long wakeAt = Long.MAX_VALUE;
  long now = 1;
  boolean writable = true;
  boolean held;
  @Nullable ProtocolException refuse; // the next message

  RecordingOutbox(PbWire wire) {
    this.wire = wire;
  }

  @Override
  public void send(PbMessage message) {
    if (closed == null) {
      ProtocolException refused = refuse;
      refuse = null;
      if (refused != null) {
        throw refused;
      }
      wire.write(message, Unpooled.buffer());
      sent.add(message);
    }
  }

  /// The last message, and forgets all.
  PbMessage last() {
    PbMessage last = sent.getLast();
    sent.clear();
    return last;
  }

  @Override
  public void call(long call, PbAsk ask) {
    asked.add(new Asked(call, ask));
  }

  @Override
  public boolean isWritable() {
    return writable;
  }

  @Override
  public void hold(boolean hold) {
    held = hold;
  }

  @Override
  public void wakeAt(long nanoTime) {
    wakeAt = nanoTime;
  }

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public void close(CloseReason reason) {
    if (closed == null) {
      closed = reason;
    }
  }
}
