package dev.sennit.amp;

import dev.sennit.amp.wire.AmpBox;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// The other side of a dispatcher: remembers what it is given.
final class RecordingSender implements AmpBoxSender {
  final List<AmpBox> sent = new CopyOnWriteArrayList<>();
  final List<Throwable> unhandled = new CopyOnWriteArrayList<>();
  volatile boolean closed;

  /// What is thrown instead of sending; null to send.
  volatile @Nullable RuntimeException refusal;

  @Override
  public void send(AmpBox box) {
    RuntimeException now = refusal;
    if (now != null) {
      throw now;
    }
    sent.add(box);
  }

  @Override
  public void unhandled(Throwable failure) {
    unhandled.add(failure);
  }

  @Override
  public void close() {
    closed = true;
  }

  /// Takes what was sent since the last look.
  List<AmpBox> take() {
    List<AmpBox> all = List.copyOf(sent);
    sent.clear();
    return all;
  }
}
