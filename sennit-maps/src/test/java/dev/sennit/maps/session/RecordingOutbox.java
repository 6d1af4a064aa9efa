package dev.sennit.maps.session;

import dev.sennit.maps.wire.MapsMessage;
import dev.sennit.maps.wire.SocketmapWriter;
import dev.sennit.maps.wire.TcpTableStyle;
import dev.sennit.maps.wire.TcpTableWriter;
import dev.sennit.net.CloseReason;
import dev.sennit.net.session.Outbox;
import dev.sennit.net.wire.WireWriter;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Remembers what a session decided; its clock is turned by hand. Refuses what the wire cannot
/// carry, and is deaf once closed, as a connection is.
final class RecordingOutbox<Q> implements Outbox<MapsMessage, Q> {
  final List<MapsMessage> sent = new ArrayList<>();
  final Map<Long, Q> calls = new LinkedHashMap<>();
  @Nullable CloseReason closed;
  long wakeAt = Long.MAX_VALUE;
  long now;
  private final WireWriter<MapsMessage> writer;

  private RecordingOutbox(WireWriter<MapsMessage> writer) {
    this.writer = writer;
  }

  static <Q> RecordingOutbox<Q> tcpTable() {
    return new RecordingOutbox<>(new TcpTableWriter(TcpTableStyle.POSTFIX));
  }

  static <Q> RecordingOutbox<Q> socketmap() {
    return new RecordingOutbox<>(new SocketmapWriter());
  }

  @Override
  public void send(MapsMessage message) {
    if (closed == null) {
      writer.write(message, Unpooled.buffer());
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
