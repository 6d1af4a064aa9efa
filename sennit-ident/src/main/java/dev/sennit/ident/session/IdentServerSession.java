package dev.sennit.ident.session;

import dev.sennit.ident.wire.IdentAnswer;
import dev.sennit.ident.wire.IdentAnswer.Fault;
import dev.sennit.ident.wire.IdentBadQuery;
import dev.sennit.ident.wire.IdentError;
import dev.sennit.ident.wire.IdentMessage;
import dev.sennit.ident.wire.IdentQuery;
import dev.sennit.ident.wire.IdentRefusal;
import dev.sennit.ident.wire.IdentReply;
import dev.sennit.net.CloseReason;
import dev.sennit.net.Peer;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.session.Complaints;
import dev.sennit.net.session.InOrder;
import dev.sennit.net.session.Outbox;
import dev.sennit.net.session.Session;
import java.net.InetSocketAddress;

/// An ident server's side: every query gets exactly one reply, in the order of the queries.
///
/// | state | a query | an answer | peer ends, we stop, time is up, no query |
/// |---|---|---|---|
/// | open | asks the handler; the last one that is allowed: ending | replies when its turn comes | ending, or closes if nothing is owed |
/// | ending | is not taken | replies; closes after the last | |
///
/// The clock of the next query runs while nothing is owed. The number of a call also holds its two
/// ports, so that nothing has to be kept for the reply.
public final class IdentServerSession implements Session<IdentMessage, IdentQuery, IdentAnswer> {
  private static final Complaints COMPLAINTS = new Complaints("dev.sennit.ident");
  private static final Peer NOBODY =
      Peer.of(InetSocketAddress.createUnresolved("", 0), InetSocketAddress.createUnresolved("", 0));
  private static final long NEVER = Long.MAX_VALUE;

  /// Hears what is asked and answered. On the event loop.
  public interface Observer {
    /// A query came.
    ///
    /// @return whether it may be asked now; else it is answered `UNKNOWN-ERROR`
    boolean asked(Peer peer, IdentQuery query, long nanoTime);

    /// Two numbers came that are not both ports.
    void asked(Peer peer, IdentBadQuery query);

    /// A reply to a query is on its way.
    void replied(Peer peer, IdentReply reply);
  }

  private final IdentServerRules rules;
  private final Observer observer;
  private final InOrder<IdentMessage> order = new InOrder<>();
  private Peer peer = NOBODY;
  private int taken;
  private long totalAt = NEVER;
  private long nextAt = NEVER;
  private boolean ending;
  private CloseReason reason = CloseReason.DONE;

  /// @param rules what it keeps to
  /// @param observer who hears of it
  public IdentServerSession(IdentServerRules rules, Observer observer) {
    this.rules = rules;
    this.observer = observer;
  }

  @Override
  public void opened(Peer who, Outbox<IdentMessage, IdentQuery> out) {
    peer = who;
    totalAt = after(out.nanoTime(), rules.totalNanos());
    nextAt = after(out.nanoTime(), rules.firstNanos());
    out.wakeAt(dueAt());
  }

  private static long after(long time, long nanos) {
    return nanos == 0 ? NEVER : time + nanos;
  }

  private long dueAt() {
    return order.pending() > 0 ? totalAt : Math.min(totalAt, nextAt);
  }

  @Override
  public void received(IdentMessage message, Outbox<IdentMessage, IdentQuery> out) {
    if (ending) {
      return;
    }
    taken++;
    if (taken >= rules.queries()) {
      ending = true;
    }
    long number = order.begin();
    switch (message) {
      case IdentQuery query -> asked(number, query, out);
      case IdentBadQuery bad -> {
        observer.asked(peer, bad);
        reply(
            number,
            new IdentRefusal(bad.serverPort(), bad.clientPort(), shown(IdentError.INVALID_PORT)),
            out);
      }
      case IdentReply reply -> throw new IllegalStateException("a server's reader read " + reply);
      case IdentRefusal reply -> throw new IllegalStateException("a server's reader read " + reply);
    }
  }

  private void asked(long number, IdentQuery query, Outbox<IdentMessage, IdentQuery> out) {
    if (observer.asked(peer, query, out.nanoTime())) {
      out.call(number << 32 | (long) query.serverPort() << 16 | query.clientPort(), query);
    } else {
      reply(number, new IdentReply(query, Fault.UNKNOWN_ERROR), out);
    }
  }

  @Override
  public void answered(long call, IdentAnswer answer, Outbox<IdentMessage, IdentQuery> out) {
    IdentAnswer shown = answer instanceof Fault(var error) ? Fault.of(shown(error)) : answer;
    reply(call >>> 32, new IdentReply(query(call), shown), out);
  }

  @Override
  public void failed(long call, Throwable cause, Outbox<IdentMessage, IdentQuery> out) {
    reply(call >>> 32, new IdentReply(query(call), Fault.UNKNOWN_ERROR), out);
  }

  private static IdentQuery query(long call) {
    return new IdentQuery((int) (call >>> 16) & 0xffff, (int) call & 0xffff);
  }

  private IdentError shown(IdentError error) {
    return rules.hideErrors() ? IdentError.UNKNOWN_ERROR : error;
  }

  private void reply(long number, IdentMessage reply, Outbox<IdentMessage, IdentQuery> out) {
    order.end(number, reply, ready -> send(ready, out));
    if (order.pending() == 0) {
      nextAt = after(out.nanoTime(), rules.idleNanos());
      out.wakeAt(dueAt());
      closeIfDone(out);
    }
  }

  private void send(IdentMessage message, Outbox<IdentMessage, IdentQuery> out) {
    IdentMessage sent = message;
    try {
      out.send(message);
    } catch (ProtocolException e) {
      COMPLAINTS.warn("ident: " + peer + ": an answer cannot be sent: " + e.getMessage(), null);
      sent =
          message instanceof IdentReply reply
              ? new IdentReply(reply.query(), Fault.UNKNOWN_ERROR)
              : message;
      out.send(sent);
    }
    if (sent instanceof IdentReply reply) {
      observer.replied(peer, reply);
    }
  }

  @Override
  public void malformed(ProtocolException fault, Outbox<IdentMessage, IdentQuery> out) {
    if (rules.answerJunk() && !ending) {
      reply(order.begin(), IdentRefusal.ofJunk(IdentError.UNKNOWN_ERROR), out);
    }
    end(CloseReason.PROTOCOL_FAULT, out);
  }

  @Override
  public void due(long nanoTime, Outbox<IdentMessage, IdentQuery> out) {
    if (nanoTime < dueAt()) {
      out.wakeAt(dueAt());
    } else {
      end(CloseReason.IDLE, out);
    }
  }

  @Override
  public void ended(Outbox<IdentMessage, IdentQuery> out) {
    end(CloseReason.PEER_CLOSED, out);
  }

  @Override
  public void stop(Outbox<IdentMessage, IdentQuery> out) {
    end(CloseReason.STOPPED, out);
  }

  private void end(CloseReason why, Outbox<IdentMessage, IdentQuery> out) {
    if (!ending) {
      ending = true;
      reason = why;
    }
    closeIfDone(out);
  }

  private void closeIfDone(Outbox<IdentMessage, IdentQuery> out) {
    if (ending && order.pending() == 0) {
      out.close(reason);
    }
  }
}
