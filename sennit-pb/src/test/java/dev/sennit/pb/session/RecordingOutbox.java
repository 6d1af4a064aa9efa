package dev.sennit.pb.session;

import dev.sennit.net.CloseReason;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.session.Outbox;
import dev.sennit.pb.wire.PbMessage;
import dev.sennit.pb.wire.PbWire;
import dev.sennit.testkit.Decisions;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a session of this room decided.
final class RecordingOutbox extends Decisions<PbMessage, PbAsk, CloseReason>
    implements Outbox<PbMessage, PbAsk> {
  record Asked(long call, PbAsk ask) {}

  final List<Asked> asked = new ArrayList<>();
  @Nullable ProtocolException refuse; // the next message

  RecordingOutbox(PbWire wire) {
    super(message -> wire.write(message, Unpooled.buffer()));
    now = 1;
  }

  @Override
  public void send(PbMessage message) {
    ProtocolException refused = refuse;
    refuse = null;
    if (refused != null) {
      throw refused;
    }
    super.send(message);
  }

  @Override
  public void call(long call, PbAsk ask) {
    asked.add(new Asked(call, ask));
  }

  /// The last message, and forgets all.
  PbMessage last() {
    PbMessage last = sent.getLast();
    sent.clear();
    return last;
  }
}
