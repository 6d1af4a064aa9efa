package dev.sennit.amp.session;

import dev.sennit.amp.wire.AmpBox;
import dev.sennit.net.session.Outbox;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The way out: open; or buffered, while this side waits to begin TLS; or shut, while it waits to
/// switch the protocol, and behind that. Where both is true it is shut, and what went in before
/// waits.
///
/// | way | replies | requests |
/// |---|---|---|
/// | open | are sent | are sent as far as the peer takes them, in order |
/// | buffered | wait, in order with the requests | wait |
/// | shut | are dropped | are refused before they come here |
final class WayOut {
  private boolean buffered;
  private boolean shut;
  private final ArrayDeque<AmpBox> buffer = new ArrayDeque<>();
  private final ArrayDeque<AmpAsk> waiting = new ArrayDeque<>();
  private final long mostBytes;
  private long bufferedBytes;

  /// @param mostBytes the most that may wait for TLS
  WayOut(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  boolean isBuffered() {
    return buffered;
  }

  boolean isShut() {
    return shut;
  }

  long mostBytes() {
    return mostBytes;
  }

  /// Whether more waits for TLS than may.
  boolean isTooFull() {
    return bufferedBytes > mostBytes;
  }

  void reply(AmpBox box, Outbox<AmpBox, AmpQuestion> out) {
    if (!shut) {
      send(box, out);
    }
  }

  void send(AmpBox box, Outbox<AmpBox, AmpQuestion> out) {
    if (buffered) {
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
    return !waiting.isEmpty() || (!buffered && !out.isWritable());
  }

  void await(AmpAsk ask) {
    waiting.add(ask);
  }

  /// The next request that waits and may be sent now, or null.
  @Nullable AmpAsk next(Outbox<AmpBox, AmpQuestion> out) {
    if (waiting.isEmpty() || (!buffered && !shut && !out.isWritable())) {
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
    buffered = true;
  }

  void shut() {
    shut = true;
  }

  /// The peer does not want to switch.
  void unshut() {
    shut = false;
  }

  /// Sends what was buffered, and buffers nothing more.
  void release(Outbox<AmpBox, AmpQuestion> out) {
    buffered = false;
    bufferedBytes = 0;
    for (AmpBox box = buffer.poll(); box != null; box = buffer.poll()) {
      out.send(box);
    }
  }
}
