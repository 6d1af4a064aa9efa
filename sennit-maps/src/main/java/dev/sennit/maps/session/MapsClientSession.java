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
public final class MapsClientSession implements Session<MapsMessage, Void, Void> {

  /// A request on its way, and who wants the reply: one of the two arguments is null.
  private record Asked(
      MapsRequest request,
      long deadline,
      BiConsumer<@Nullable MapsReply, @Nullable Throwable> reply) {}

  private final String target;
  private final Duration timeout;
  private final Runnable whenClosed;
  private final ArrayDeque<Asked> asked = new ArrayDeque<>();
  private @Nullable RuntimeException fault;
  private boolean ending;
  private boolean closed;

  /// @param target the server, for messages
  /// @param timeout how long a reply may take; zero for ever
  /// @param whenClosed told once, when no further request can be asked
  public MapsClientSession(String target, Duration timeout, Runnable whenClosed) {
    this.target = target;
    this.timeout = timeout;
    this.whenClosed = whenClosed;
  }

  /// Sends a request. The reply, or what kept it from coming, is told exactly once.
  public void ask(
      MapsRequest request,
      BiConsumer<@Nullable MapsReply, @Nullable Throwable> reply,
      Outbox<MapsMessage, Void> out) {
    if (ending || closed) {
      reply.accept(null, new ConnectionLostException(target + ": the connection is closing"));
      return;
    }
    try {
      out.send(request);
    } catch (ProtocolException e) {
      reply.accept(null, e);
      return;
    }
    long deadline = timeout.isZero() ? Long.MAX_VALUE : out.nanoTime() + timeout.toNanos();
    asked.add(new Asked(request, deadline, reply));
    if (asked.size() == 1) {
      out.wakeAt(deadline);
    }
  }

  @Override
  public void received(MapsMessage message, Outbox<MapsMessage, Void> out) {
    Asked first = asked.poll();
    if (first == null) {
      fault = new ProtocolException(target + ": a reply that was not asked for");
      out.close(CloseReason.PROTOCOL_FAULT);
      return;
    }
    Asked next = asked.peek();
    out.wakeAt(next == null ? Long.MAX_VALUE : next.deadline());
    first.reply().accept(meant(first.request(), message), null);
    closeIfDone(out);
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
    fault = new RequestTimeoutException("reply from " + target, timeout);
    out.close(CloseReason.REQUEST_TIMEOUT);
    failAll(fault);
  }

  @Override
  public void malformed(ProtocolException problem, Outbox<MapsMessage, Void> out) {
    fault = new ProtocolException(target + ": " + problem.getMessage(), problem);
    out.close(CloseReason.PROTOCOL_FAULT);
  }

  @Override
  public void ended(Outbox<MapsMessage, Void> out) {
    out.close(CloseReason.PEER_CLOSED);
  }

  @Override
  public void stop(Outbox<MapsMessage, Void> out) {
    ending = true;
    closeIfDone(out);
  }

  private void closeIfDone(Outbox<MapsMessage, Void> out) {
    if (ending && asked.isEmpty()) {
      out.close(CloseReason.DONE);
    }
  }

  @Override
  public void closed(CloseReason reason, @Nullable Throwable cause) {
    closed = true;
    RuntimeException why =
        fault != null
            ? fault
            : new ConnectionLostException(target + ": the connection was closed", cause);
    whenClosed.run();
    failAll(why);
  }

  private void failAll(RuntimeException why) {
    for (Asked next = asked.poll(); next != null; next = asked.poll()) {
      next.reply().accept(null, why);
    }
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
