package dev.sennit.amp.session;

import dev.sennit.amp.wire.AmpBox;
import dev.sennit.amp.wire.AmpKeys;
import dev.sennit.net.CloseReason;
import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.Descriptor;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.Successor;
import dev.sennit.net.session.Outbox;
import dev.sennit.net.session.Session;
import dev.sennit.net.wire.Octets;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// One side of an AMP connection. Both sides are alike: each asks, and each answers.
///
/// | state | a request | an answer | its end |
/// |---|---|---|---|
/// | open | asks the handler | goes to the call with its id; without one the connection is broken off | |
/// | stopping | asks the handler while calls of this side are open, else is not taken | as when open | when nothing is owed either way |
/// | ending | asks the handler if it came in the same burst, else is not taken | the same | when what came behind the cause of the end is answered |
/// | switched | is not taken | is not taken | with the protocol that has taken over |
/// | over | is not taken | is not taken | |
///
/// # Two kinds of closing
///
/// Graceful, after a quit answer, a fatal error, an unexpected error, a failure of a one-way
/// request, the peer's end, or a key that is too long: what is owed to requests behind the cause is
/// still answered, unless their handler has left a future behind, and for no longer than
/// [#LAST_ANSWERS_NANOS]. Breaking off, after a box that cannot be understood or an answer to
/// nothing: all that is not yet written is lost, as in Twisted.
///
/// The states are kept here. What the two sides ask of each other is in [OutgoingCalls] and
/// [IncomingCalls], TLS and the switch in [Changeover].
///
/// Source: `BoxDispatcher` and `BinaryBoxProtocol` in Twisted's `twisted/protocols/amp.py`.
public final class AmpSession implements Session<AmpBox, AmpQuestion, AmpOutcome> {
  /// How long answers may take that the end of the connection waits for.
  public static final long LAST_ANSWERS_NANOS = 2_000_000_000L;

  /// The code for TLS that is not to be had.
  public static final Octets TLS_ERROR = Octets.utf8("TLS_ERROR");

  private enum State {
    OPEN,
    STOPPING,
    ENDING,
    SWITCHED,
    OVER
  }

  private final AmpOwner owner;
  private final WayOut way;
  private final Changeover change;
  private final OutgoingCalls outgoing;
  private final IncomingCalls incoming;
  private final DescriptorTable descriptors;
  private final Ending ending = new Ending();
  private State state = State.OPEN;
  private @Nullable RuntimeException lost;

  /// @param bufferBytes the most bytes that wait for the answer to StartTLS, and of requests that
  ///   wait because the peer does not take its answers
  /// @param mostDescriptors the most descriptors that no box has claimed
  public AmpSession(AmpOwner owner, long bufferBytes, int mostDescriptors) {
    this.owner = owner;
    this.way = new WayOut(bufferBytes);
    this.change = new Changeover(this, owner, way);
    this.outgoing = new OutgoingCalls(this, owner, way, change);
    this.incoming = new IncomingCalls(this, owner, way, change, bufferBytes);
    this.descriptors = new DescriptorTable(mostDescriptors);
  }

  // ---- what this side wants

  /// Sends a request, or lets it wait until the peer takes it. Its outcome is told exactly once,
  /// also if the connection is over.
  public void ask(AmpAsk ask, Outbox<AmpBox, AmpQuestion> out) {
    outgoing.ask(ask, out);
  }

  @Override
  public void answered(long call, AmpOutcome outcome, Outbox<AmpBox, AmpQuestion> out) {
    incoming.answered(call, outcome, out);
    closeIfReady(out);
    closeIfStopped(out);
  }

  @Override
  public void failed(long call, Throwable cause, Outbox<AmpBox, AmpQuestion> out) {
    incoming.failed(call, out);
    closeIfReady(out);
    closeIfStopped(out);
  }

  /// The handler of a question has left a future behind, while the connection ends.
  public void postponed(Outbox<AmpBox, AmpQuestion> out) {
    closeIfReady(out);
  }

  @Override
  public void stop(Outbox<AmpBox, AmpQuestion> out) {
    if (state == State.OPEN) {
      state = State.STOPPING;
    }
    closeIfStopped(out);
  }

  /// Whether the end of the connection waits for answers; on any thread.
  public boolean isEnding() {
    return ending.hasBegun();
  }

  /// What has come and is not claimed; on any thread.
  public DescriptorTable descriptors() {
    return descriptors;
  }

  // ---- what comes

  @Override
  public boolean readsAlways() {
    return true;
  }

  @Override
  public void received(AmpBox box, Outbox<AmpBox, AmpQuestion> out) {
    if (state == State.OVER
        || state == State.SWITCHED
        || (state == State.ENDING && ending.isBurstOver())) {
      return;
    }
    change.heard();
    Octets id = box.get(AmpKeys.ANSWER);
    if (id != null) {
      outgoing.answered(id, box, out);
      closeIfStopped(out);
      return;
    }
    id = box.get(AmpKeys.ERROR);
    if (id != null) {
      outgoing.refused(id, box, out);
      closeIfStopped(out);
      return;
    }
    Octets command = box.get(AmpKeys.COMMAND);
    if (command == null) {
      breakOff(CloseReason.PROTOCOL_FAULT, senseless(box), out);
    } else if (state != State.STOPPING || outgoing.areOpen()) {
      incoming.take(command, box, out);
    }
  }

  private ProtocolException senseless(AmpBox box) {
    return new ProtocolException(
        owner
            + ": box: "
            + (box.size() == 0 ? "empty" : box)
            + " (expected: _answer, _error or _command in it; no empty boxes)");
  }

  @Override
  public void descriptors(List<Descriptor> arrived, Outbox<AmpBox, AmpQuestion> out) {
    if (!descriptors.add(arrived)) {
      breakOff(
          CloseReason.LIMIT,
          new ConnectionLostException(owner + ": more descriptors came than boxes claimed"),
          out);
    }
  }

  @Override
  public void writable(Outbox<AmpBox, AmpQuestion> out) {
    flow(out);
    closeIfStopped(out);
  }

  @Override
  public void due(long nanoTime, Outbox<AmpBox, AmpQuestion> out) {
    if (state == State.OVER) {
      return;
    }
    if (state != State.ENDING) {
      outgoing.expire(nanoTime, out);
      closeIfStopped(out);
    } else if (!ending.isBurstOver()) {
      endBurst(out);
    } else if (ending.isDue(nanoTime, out)) {
      close(ending.reason(), out);
    }
  }

  @Override
  public void malformed(ProtocolException fault, Outbox<AmpBox, AmpQuestion> out) {
    finishNow(CloseReason.PROTOCOL_FAULT, fault, out);
  }

  @Override
  public void ended(Outbox<AmpBox, AmpQuestion> out) {
    finishNow(
        CloseReason.PEER_CLOSED,
        new ConnectionLostException(
            owner + ": " + change.reason("the peer has closed the connection")),
        out);
  }

  @Override
  public void closed(CloseReason reason, @Nullable Throwable cause) {
    state = State.OVER;
    String why = "the connection was " + (cause == null ? "closed" : "lost: " + cause);
    lose(
        new ConnectionLostException(
            owner + ": " + (cause instanceof SSLException ? why : change.reason(why)), cause));
    descriptors.close();
    owner.gone();
  }

  // ---- what the calls ask for

  /// Lets go what has waited in either direction, as far as the peer takes it.
  void flow(Outbox<AmpBox, AmpQuestion> out) {
    incoming.unpark(out);
    outgoing.flush(out);
  }

  boolean isSwitched() {
    return state == State.SWITCHED;
  }

  /// Says and hears nothing of AMP any more, since another protocol takes over.
  void leaveAmp() {
    state = State.SWITCHED;
  }

  /// Lets another protocol take over, behind the answer to the peer that wanted it.
  void handOver(Successor successor, Outbox<AmpBox, AmpQuestion> out) {
    if (state == State.ENDING) {
      close(ending.reason(), out); // nothing of AMP may follow the answer
    } else {
      leaveAmp();
      change.handOver(successor, out);
    }
  }

  /// Why no call is answered any more; null while calls are.
  @Nullable RuntimeException lost() {
    return lost;
  }

  // ---- the end

  /// Begins a graceful end.
  ///
  /// @param cause the request whose outcome ends it: those behind it are still answered
  void finish(long cause, CloseReason reason, Outbox<AmpBox, AmpQuestion> out) {
    if (state == State.OPEN || state == State.STOPPING) {
      state = State.ENDING;
      ending.begin(cause, reason, out);
    }
  }

  /// Ends it when all that has been taken on is answered; nothing is read any more.
  private void finishNow(
      CloseReason reason, RuntimeException why, Outbox<AmpBox, AmpQuestion> out) {
    if (state == State.OVER) {
      return;
    }
    lose(why);
    finish(0, reason, out);
    endBurst(out);
  }

  private void endBurst(Outbox<AmpBox, AmpQuestion> out) {
    ending.endBurst(out);
    closeIfReady(out);
  }

  private void closeIfReady(Outbox<AmpBox, AmpQuestion> out) {
    if (state == State.ENDING && ending.isReady(incoming)) {
      close(ending.reason(), out);
    }
  }

  private void closeIfStopped(Outbox<AmpBox, AmpQuestion> out) {
    if (state == State.STOPPING && incoming.isEmpty() && outgoing.isIdle()) {
      close(CloseReason.STOPPED, out);
    }
  }

  private void close(CloseReason reason, Outbox<AmpBox, AmpQuestion> out) {
    state = State.OVER;
    out.close(reason);
    lose(new ConnectionLostException(owner + ": this side has closed the connection"));
  }

  /// Ends the connection at once.
  void breakOff(CloseReason reason, RuntimeException why, Outbox<AmpBox, AmpQuestion> out) {
    state = State.OVER;
    out.breakOff(reason);
    lose(why);
  }

  /// Fails all calls; later ones fail with the same reason.
  private void lose(RuntimeException why) {
    if (lost == null) {
      lost = why;
      owner.over(why);
    }
    incoming.dropParked();
    outgoing.failAll(lost);
  }
}
