package dev.sennit.ident.session;

import dev.sennit.ident.wire.IdentMessage;
import dev.sennit.ident.wire.IdentStyle;
import dev.sennit.ident.wire.IdentWriter;
import dev.sennit.net.CloseReason;
import dev.sennit.net.session.Outbox;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Remembers what a session decided; its clock is turned by hand. Refuses what the wire cannot
/// carry, and is deaf once closed, as a connection is.
final class RecordingOutbox<Q> implements Outbox<IdentMessage, Q> {
  final List<IdentMessage> sent = new ArrayList<>();
  final Map<Long, Q> calls = new LinkedHashMap<>();
  @Nullable CloseReason closed;
  long wakeAt = Long.MAX_VALUE;
  long now;

  @Override
  public void send(IdentMessage message) {
    if (closed == null) {
      new IdentWriter(IdentStyle.COMPACT).write(message, Unpooled.buffer());
      sent.add(message);
    }
  }

  @Override
  public void call(long call, Q question) {
    if (calls.put(call, question) != null) {
      throw new AssertionError("call: " + call + " (expected: a new number)");
    }
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
