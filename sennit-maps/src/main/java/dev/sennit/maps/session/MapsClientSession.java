package dev.sennit.maps.session;

import dev.sennit.maps.wire.MapsMessage;
import dev.sennit.maps.wire.MapsReply;
import dev.sennit.maps.wire.MapsReply.Found;
import dev.sennit.maps.wire.MapsReply.NotFound;
import dev.sennit.maps.wire.MapsReply.Refused;
import dev.sennit.maps.wire.MapsReply.Stored;
import dev.sennit.maps.wire.MapsRequest;
import dev.sennit.maps.wire.MapsRequest.Put;
import dev.sennit.net.CloseReason;
import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.RequestTimeoutException;
import dev.sennit.net.session.Outbox;
import dev.sennit.net.session.Session;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// A map client's side, the same for both protocols: replies belong to requests by their order and
/// by nothing else. So a reply that nobody asked for, or one that does not come in time, ends the
/// connection before an answer can be given to the wrong key.
///
/// | state | a request | a reply | stop | fault, timeout, end, lost |
/// |---|---|---|---|---|
/// | open | is sent | goes to the oldest request; without one it is a fault | ending, or over | over |
/// | ending | is not taken | goes to the oldest request; after the last one over | | over |
/// | over | is not taken | (none comes) | | |
///
/// Whoever still waits when it is over is told why.
public final class MapsClientSession implements Session<MapsMessage, Void, Void> {

  /// Hears of the connection's end.
  public interface Owner {
    /// No further request is taken. Told once, before the failures of those that wait.
    void ending();

    /// The connection is gone. Told once, last of all.
    void gone();
  }

  /// A request on its way, and who wants the reply: one of the two arguments is null.
  private record Asked(
      MapsRequest request,
      long deadline,
      BiConsumer<@Nullable MapsReply, @Nullable Throwable> reply) {}

  private enum State {
    OPEN,
    ENDING,
    OVER
  }

  private final String target;
  private final Duration timeout;
  private final Owner owner;
  private final ArrayDeque<Asked> asked = new ArrayDeque<>();
  private State state = State.OPEN;

  /// @param target the server, for messages
  /// @param timeout how long a reply may take; zero for ever
  /// @param owner who keeps the connection
  public MapsClientSession(String target, Duration timeout, Owner owner) {
    this.target = target;
    this.timeout = timeout;
    this.owner = owner;
  }

  /// Sends a request. The reply, or what kept it from coming, is told exactly once.
  ///
  /// @return false if no further request is taken: nothing was sent, and nothing will be told
  public boolean ask(
      MapsRequest request,
      BiConsumer<@Nullable MapsReply, @Nullable Throwable> reply,
      Outbox<MapsMessage, Void> out) {
    if (state != State.OPEN) {
      return false;
    }
    try {
      out.send(request);
    } catch (ProtocolException e) {
      reply.accept(null, e);
      return true;
    }
    long deadline = timeout.isZero() ? Long.MAX_VALUE : out.nanoTime() + timeout.toNanos();
    asked.add(new Asked(request, deadline, reply));
    if (asked.size() == 1) {
      out.wakeAt(deadline);
    }
    return true;
  }

  @Override
  public void received(MapsMessage message, Outbox<MapsMessage, Void> out) {
    Asked first = asked.poll();
    if (first == null) {
      finish(
          CloseReason.PROTOCOL_FAULT,
          new ProtocolException(target + ": a reply that was not asked for"),
          out);
      return;
    }
    Asked next = asked.peek();
    out.wakeAt(next == null ? Long.MAX_VALUE : next.deadline());
    first.reply().accept(meant(first.request(), message), null);
    finishIfDone(out);
  }

  /// The codes of tcp_table are the same for lookups and changes; what they mean depends on what
  /// was asked.
  private static MapsReply meant(MapsRequest request, MapsMessage message) {
    return switch (message) {
      case Found _ when request instanceof Put -> Stored.INSTANCE;
      case NotFound _ when request instanceof Put -> new Refused("");
      case Refused _ when !(request instanceof Put) -> NotFound.INSTANCE;
      case MapsReply reply -> reply;
      case MapsRequest odd -> throw new IllegalStateException("a client's reader read " + odd);
    };
  }

  @Override
  public void due(long nanoTime, Outbox<MapsMessage, Void> out) {
    Asked first = asked.peek();
    if (first == null) {
      return;
    }
    if (first.deadline() > nanoTime) {
      out.wakeAt(first.deadline());
      return;
    }
    finish(
        CloseReason.REQUEST_TIMEOUT,
        new RequestTimeoutException("reply from " + target, timeout),
        out);
  }

  @Override
  public void malformed(ProtocolException problem, Outbox<MapsMessage, Void> out) {
    finish(
        CloseReason.PROTOCOL_FAULT,
        new ProtocolException(target + ": " + problem.getMessage(), problem),
        out);
  }

  @Override
  public void ended(Outbox<MapsMessage, Void> out) {
    finish(CloseReason.PEER_CLOSED, lost(null), out);
  }

  @Override
  public void stop(Outbox<MapsMessage, Void> out) {
    if (state == State.OPEN) {
      state = State.ENDING;
      owner.ending();
    }
    finishIfDone(out);
  }

  @Override
  public void closed(CloseReason reason, @Nullable Throwable cause) {
    over(lost(cause));
    owner.gone();
  }

  private void finishIfDone(Outbox<MapsMessage, Void> out) {
    if (state == State.ENDING && asked.isEmpty()) {
      finish(CloseReason.DONE, lost(null), out);
    }
  }

  private void finish(CloseReason reason, RuntimeException why, Outbox<MapsMessage, Void> out) {
    out.close(reason);
    over(why);
  }

  private void over(RuntimeException why) {
    State before = state;
    state = State.OVER;
    if (before == State.OPEN) {
      owner.ending();
    }
    for (Asked next = asked.poll(); next != null; next = asked.poll()) {
      next.reply().accept(null, why);
    }
  }

  private ConnectionLostException lost(@Nullable Throwable cause) {
    return new ConnectionLostException(target + ": the connection was closed", cause);
  }

  @Override
  public void answered(long call, Void answer, Outbox<MapsMessage, Void> out) {
    throw new IllegalStateException("a client asks no handler");
  }

  @Override
  public void failed(long call, Throwable cause, Outbox<MapsMessage, Void> out) {
    throw new IllegalStateException("a client asks no handler", cause);
  }
}
