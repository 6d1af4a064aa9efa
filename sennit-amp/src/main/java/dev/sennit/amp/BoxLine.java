package dev.sennit.amp;

import dev.sennit.amp.session.BoxSession;
import dev.sennit.amp.wire.AmpBox;
import dev.sennit.amp.wire.AmpBoxReader;
import dev.sennit.amp.wire.AmpBoxWriter;
import dev.sennit.net.CloseReason;
import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.runtime.Conversation;
import dev.sennit.net.runtime.SessionChannel;
import dev.sennit.net.runtime.Side;
import dev.sennit.net.session.Complaints;
import dev.sennit.net.session.Outbox;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One connection whose boxes a receiver of the user's takes.
final class BoxLine implements AmpBoxSender, Line, BoxSession.Receiver {
  private static final Complaints COMPLAINTS = new Complaints("dev.sennit.amp");

  private final AmpLimits limits;
  private final AmpBoxReceiver receiver;
  private volatile @Nullable SessionChannel<AmpBox, Void, Void> channel;
  private volatile boolean closed;
  private final CompletableFuture<@Nullable Void> gone = new CompletableFuture<>();

  /// What the loop has at hand while it calls the receiver; else null.
  private volatile @Nullable AtHand atHand;

  private record AtHand(Thread loop, Outbox<AmpBox, Void> out) {}

  BoxLine(AmpLimits limits, AmpBoxReceiver receiver) {
    this.limits = limits;
    this.receiver = receiver;
  }

  Side<AmpBox, Void, Void> side(Consumer<BoxLine> opened) {
    return new Side<>(
        new Conversation<>(
            new AmpBoxReader(limits.boxBytes(), limits.boxPairs()),
            new AmpBoxWriter(),
            new BoxSession(this)),
        (question, _) -> {
          throw new IllegalStateException("no handler is asked");
        },
        made -> {
          channel = made;
          opened.accept(this);
        });
  }

  @Override
  public void send(AmpBox box) {
    run(out -> out.send(box), true);
  }

  @Override
  public void unhandled(Throwable failure) {
    COMPLAINTS.warn(this + ": closing: " + failure, failure);
    run(out -> out.close(CloseReason.DONE), false);
  }

  @Override
  public void close() {
    run(out -> out.close(CloseReason.STOPPED), false);
  }

  @Override
  public void breakOff() {
    SessionChannel<AmpBox, Void, Void> channel = this.channel;
    if (channel != null) {
      channel.breakOff();
    }
  }

  @Override
  public CompletableFuture<@Nullable Void> whenGone() {
    return gone;
  }

  /// Now, if the loop is just calling the receiver; else soon.
  private void run(Consumer<Outbox<AmpBox, Void>> step, boolean demanded) {
    AtHand now = atHand;
    if (now != null && now.loop().equals(Thread.currentThread())) {
      step.accept(now.out());
      return;
    }
    SessionChannel<AmpBox, Void, Void> channel = this.channel;
    if ((closed || channel == null || !channel.run(step)) && demanded) {
      throw new ConnectionLostException(this + ": the connection is closed");
    }
  }

  @Override
  public void opened(Outbox<AmpBox, Void> out) {
    with(out, () -> receiver.started(this));
  }

  @Override
  public void received(AmpBox box, Outbox<AmpBox, Void> out) {
    with(out, () -> receiver.received(box));
  }

  private void with(Outbox<AmpBox, Void> out, Runnable call) {
    atHand = new AtHand(Thread.currentThread(), out);
    try {
      call.run();
    } finally {
      atHand = null;
    }
  }

  @Override
  public void closed(RuntimeException why) {
    closed = true;
    try {
      receiver.stopped(why);
    } finally {
      gone.complete(null);
    }
  }

  @Override
  public String toString() {
    SessionChannel<AmpBox, Void, Void> channel = this.channel;
    return channel == null ? "amp" : channel.peer().toString();
  }
}
