package dev.sennit.ident.session;

import dev.sennit.ident.wire.IdentMessage;
import dev.sennit.ident.wire.IdentStyle;
import dev.sennit.ident.wire.IdentWriter;
import dev.sennit.net.CloseReason;
import dev.sennit.net.session.Outbox;
import dev.sennit.testkit.Decisions;
import io.netty.buffer.Unpooled;

/// What a session of this room decided.
final class RecordingOutbox<Q> extends Decisions<IdentMessage, Q, CloseReason>
    implements Outbox<IdentMessage, Q> {
  RecordingOutbox() {
    super(message -> new IdentWriter(IdentStyle.COMPACT).write(message, Unpooled.buffer()));
  }
}
