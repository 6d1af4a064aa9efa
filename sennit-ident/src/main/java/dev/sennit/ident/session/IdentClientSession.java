package dev.sennit.ident.session;

import dev.sennit.ident.wire.IdentAnswer;
import dev.sennit.ident.wire.IdentBadQuery;
import dev.sennit.ident.wire.IdentMessage;
import dev.sennit.ident.wire.IdentQuery;
import dev.sennit.ident.wire.IdentRefusal;
import dev.sennit.ident.wire.IdentReply;
import dev.sennit.net.CloseReason;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.session.Outbox;
import dev.sennit.net.session.Session;
import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/// An ident client's side. A reply belongs to the oldest query with its two ports; one that repeats
/// the reply before it is ignored, and any other one is the fault of the oldest query.
///
/// | state | a query | a reply | stop, no more wanted | fault, end, lost |
/// |---|---|---|---|---|
/// | open | is sent | goes to its query | ending, or over | over |
/// | ending | is not taken | goes to its query; after the last one over | | over |
/// | over | is not taken | (none comes) | | |
///
/// Whoever still waits when it is over is told why.
public final class IdentClientSession implements Session<IdentMessage, Void, Void> {

  /// Hears of the connection's end.
  public interface Owner {
    /// No further query is taken. Told once, after those that still wait are told.
    void ending();

    /// The connection is gone. Told once, last of all.
    void gone();
  }

  /// Wants the answer to one query; told one of the two, once.
  public interface Asker {
    /// The reply came.
    void answered(IdentAnswer answer);

    /// No reply will come.
    void ended(Ending how, String detail);
  }

  /// Why no reply comes.
  public enum Ending {
    /// The server closed the connection.
    CLOSED,
    /// The network ended it: a reset.
    RESET,
    /// The server sent what is no reply.
    MALFORMED,
    /// The server replied to a query that was not asked.
    MISMATCHED,
    /// This side ended it, for the sake of another query, or all of them.
    ABANDONED
  }

  private record Asked(IdentQuery query, Asker asker) {}

  private enum State {
    OPEN,
    ENDING,
    OVER
  }

  private final Owner owner;
  private final ArrayDeque<Asked> asked = new ArrayDeque<>(2);
  private @Nullable IdentQuery last;
  private State state = State.OPEN;

  /// @param owner who keeps the connection
  public IdentClientSession(Owner owner) {
    this.owner = owner;
  }

  /// Sends a query.
  ///
  /// @return false if no further query is taken: nothing was sent, and nothing will be told
  public boolean ask(IdentQuery query, Asker asker, Outbox<IdentMessage, Void> out) {
    if (state != State.OPEN) {
      return false;
    }
    asked.add(new Asked(query, asker));
    out.send(query);
    return true;
  }

  /// Ends the connection if the asker still waits: it has no more time.
  public void giveUp(Asker asker, Outbox<IdentMessage, Void> out) {
    if (asked.stream().anyMatch(each -> each.asker().equals(asker))) {
      finish(CloseReason.REQUEST_TIMEOUT, Ending.ABANDONED, "an earlier query took too long", out);
    }
  }

  @Override
  public void received(IdentMessage message, Outbox<IdentMessage, Void> out) {
    switch (message) {
      case IdentReply(var query, var answer) -> replied(query, answer, out);
      case IdentRefusal refusal ->
          mismatched(
              refusal.serverPort() + "," + refusal.clientPort() + ": " + refusal.error(), out);
      case IdentQuery odd -> throw new IllegalStateException("a client's reader read " + odd);
      case IdentBadQuery odd -> throw new IllegalStateException("a client's reader read " + odd);
    }
  }

  private void replied(IdentQuery query, IdentAnswer answer, Outbox<IdentMessage, Void> out) {
    Asker asker = take(query);
    if (asker != null) {
      last = query;
      asker.answered(answer);
      finishIfDone(out);
    } else if (!query.equals(last)) {
      mismatched(query.serverPort() + "," + query.clientPort(), out);
    }
  }

  private @Nullable Asker take(IdentQuery query) {
    for (Iterator<Asked> all = asked.iterator(); all.hasNext(); ) {
      Asked each = all.next();
      if (each.query().equals(query)) {
        all.remove();
        return each.asker();
      }
    }
    return null;
  }

  private void mismatched(String what, Outbox<IdentMessage, Void> out) {
    Asked first = asked.poll();
    if (first != null) {
      String asked = first.query().serverPort() + "," + first.query().clientPort();
      first.asker().ended(Ending.MISMATCHED, "reply: to " + what + " (expected: to " + asked + ")");
    }
    finish(CloseReason.PROTOCOL_FAULT, Ending.ABANDONED, "an earlier reply was wrong", out);
  }

  @Override
  public void malformed(ProtocolException problem, Outbox<IdentMessage, Void> out) {
    Asked first = asked.poll();
    if (first != null) {
      first.asker().ended(Ending.MALFORMED, String.valueOf(problem.getMessage()));
    }
    finish(CloseReason.PROTOCOL_FAULT, Ending.ABANDONED, "an earlier reply was none", out);
  }

  @Override
  public void ended(Outbox<IdentMessage, Void> out) {
    finish(CloseReason.PEER_CLOSED, Ending.CLOSED, "the server closed the connection", out);
  }

  @Override
  public void stop(Outbox<IdentMessage, Void> out) {
    if (state == State.OPEN) {
      state = State.ENDING;
      owner.ending();
    }
    finishIfDone(out);
  }

  @Override
  public void closed(CloseReason reason, @Nullable Throwable cause) {
    if (cause != null) {
      over(Ending.RESET, String.valueOf(cause.getMessage()));
    } else {
      over(Ending.CLOSED, "the connection was closed");
    }
    owner.gone();
  }

  private void finishIfDone(Outbox<IdentMessage, Void> out) {
    if (state == State.ENDING && asked.isEmpty()) {
      finish(CloseReason.DONE, Ending.ABANDONED, "", out);
    }
  }

  private void finish(
      CloseReason reason, Ending how, String detail, Outbox<IdentMessage, Void> out) {
    out.close(reason);
    over(how, detail);
  }

  private void over(Ending how, String detail) {
    State before = state;
    state = State.OVER;
    for (Asked next = asked.pollLast(); next != null; next = asked.pollLast()) {
      next.asker().ended(how, detail); // the oldest last: it goes before those that wait already
    }
    if (before == State.OPEN) {
      owner.ending();
    }
  }

  @Override
  public void answered(long call, Void answer, Outbox<IdentMessage, Void> out) {
    throw new IllegalStateException("a client asks no handler");
  }

  @Override
  public void failed(long call, Throwable cause, Outbox<IdentMessage, Void> out) {
    throw new IllegalStateException("a client asks no handler", cause);
  }
}
