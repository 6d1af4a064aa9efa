package dev.sennit.maps.session;

import dev.sennit.maps.wire.MapsMessage;
import dev.sennit.maps.wire.TcpTableStyle;
import dev.sennit.maps.wire.TcpTableWriter;
import dev.sennit.net.CloseReason;
import dev.sennit.net.session.Outbox;
import dev.sennit.net.wire.WireWriter;
import dev.sennit.testkit.Decisions;
import io.netty.buffer.Unpooled;

/// What a session of this room decided.
final class RecordingOutbox<Q> extends Decisions<MapsMessage, Q, CloseReason>
    implements Outbox<MapsMessage, Q> {
  private RecordingOutbox(WireWriter<MapsMessage> writer) {
    super(message -> writer.write(message, Unpooled.buffer()));
  }

  static <Q> RecordingOutbox<Q> tcpTable() {
    return new RecordingOutbox<>(new TcpTableWriter(TcpTableStyle.POSTFIX));
  }
}
