package dev.sennit.amp.session;

import dev.sennit.amp.wire.AmpBox;
import dev.sennit.net.session.Outbox;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The way out: open; or buffered, while this side waits to begin TLS; or shut, while it waits to
/// switch the protocol, and behind that.
///
/// | way | replies | requests |
/// |---|---|---|
/// | open | are sent | are sent as far as the peer takes them, in order |
/// | buffered | wait, in order with the requests | wait |
/// | shut | are dropped | are refused before they come here |
final class Outgoing {
  private enum Way {
    OPEN,
    BUFFERED,
    SHUT
  }

  private Way way = Way.OPEN;
  private final ArrayDeque<AmpBox> buffer = new ArrayDeque<>();
  private final ArrayDeque<AmpAsk> waiting = new ArrayDeque<>();
  private long bufferedBytes;

  boolean isBuffered() {
    return way == Way.BUFFERED;
  }

  boolean isShut() {
    return way == Way.SHUT;
  }

  /// Bytes that wait for TLS.
  long bufferedBytes() {
    return bufferedBytes;
  }

  void reply(AmpBox box, Outbox<AmpBox, AmpQuestion> out) {
    switch (way) {
      case OPEN -> out.send(box);
      case BUFFERED -> keep(box);
      case SHUT -> {}
    }
  }

  void ask(AmpBox box, Outbox<AmpBox, AmpQuestion> out) {
    if (way == Way.BUFFERED) {
      keep(box);
    } else {
      out.send(box);
    }
  }

  private void keep(AmpBox box) {
    buffer.add(box);
    bufferedBytes += box.wireBytes();
  }

  /// Whether a request must queue.
  boolean mustWait(Outbox<AmpBox, AmpQuestion> out) {
    return !waiting.isEmpty() || (way == Way.OPEN && !out.isWritable());
  }

  void await(AmpAsk ask) {
    waiting.add(ask);
  }

  /// The next request that waits and may be sent now, or null.
  @Nullable AmpAsk next(Outbox<AmpBox, AmpQuestion> out) {
    if (waiting.isEmpty() || (way == Way.OPEN && !out.isWritable())) {
      return null;
    }
    return waiting.poll(); // to ask may write, and so have let the last one go meanwhile
  }

  /// All requests that wait, which will never be sent.
  List<AmpAsk> takeWaiting() {
    List<AmpAsk> all = new ArrayList<>(waiting);
    waiting.clear();
    return all;
  }

  boolean hasWaiting() {
    return !waiting.isEmpty();
  }

  void buffer() {
    way = Way.BUFFERED;
  }

  void shut() {
    way = Way.SHUT;
  }

  /// Opens the way, and sends what was buffered.
  void open(Outbox<AmpBox, AmpQuestion> out) {
    way = Way.OPEN;
    bufferedBytes = 0;
    for (AmpBox box = buffer.poll(); box != null; box = buffer.poll()) {
      out.send(box);
    }
  }
}
