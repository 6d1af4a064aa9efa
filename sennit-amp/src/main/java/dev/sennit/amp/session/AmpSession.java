package dev.sennit.amp.session;

import dev.sennit.amp.session.AmpOutcome.Refusal;
import dev.sennit.amp.session.AmpOutcome.Secure;
import dev.sennit.amp.session.AmpOutcome.Success;
import dev.sennit.amp.session.AmpOutcome.Switch;
import dev.sennit.amp.wire.AmpBox;
import dev.sennit.amp.wire.AmpKeys;
import dev.sennit.net.CloseReason;
import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.Descriptor;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.RequestTimeoutException;
import dev.sennit.net.StartTls;
import dev.sennit.net.Successor;
import dev.sennit.net.session.Complaints;
import dev.sennit.net.session.Outbox;
import dev.sennit.net.session.Session;
import dev.sennit.net.wire.Octets;
import java.time.Duration;
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
/// The file is long because the rules of asking, answering and ending depend on each other; what
/// does not has files of its own ([CallTable], [Incoming], [Outgoing]).
///
/// Source: `BoxDispatcher` and `BinaryBoxProtocol` in Twisted's `twisted/protocols/amp.py`.
public final class AmpSession implements Session<AmpBox, AmpQuestion, AmpOutcome> {
  /// How long answers may take that the end of the connection waits for.
  public static final long LAST_ANSWERS_NANOS = 2_000_000_000L;

  private static final String REJECTED = "the peer rejected our certificate for an unknown reason";

  /// How many calls may be given up without that their answers came.
  static final int MOST_GIVEN_UP = 65_536;

  /// The code for TLS that is not to be had.
  public static final Octets TLS_ERROR = Octets.utf8("TLS_ERROR");

  private static final Complaints COMPLAINTS = new Complaints("dev.sennit.amp");

  /// Hears of the end.
  public interface Owner {
    /// No call will be answered any more. Told once, before the calls fail.
    void over(RuntimeException why);

    /// The connection is gone. Told once, last of all.
    void gone();

    /// What a call fails with that comes when the protocol is switched.
    RuntimeException switched();

    /// Whether nothing more is read of the peer before this request of it has its outcome, since
    /// what follows may be no box.
    boolean holdsInput(Octets command);

    /// Whether it is one that begins TLS.
    boolean isStartTls(Octets command);

    /// Whether the connection is in TLS already.
    boolean isSecure();

    /// The peer has switched the protocol: nothing can be asked any more.
    void switchedByPeer();
  }

  private enum State {
    OPEN,
    STOPPING,
    ENDING,
    SWITCHED,
    OVER
  }

  private final Owner owner;
  private final long bufferBytes;
  private final CallTable calls = new CallTable();
  private final Outgoing outgoing = new Outgoing();
  private final Incoming incoming;
  private final DescriptorTable descriptors;
  private State state = State.OPEN;
  private @Nullable RuntimeException lost;

  private CloseReason endReason = CloseReason.DONE;
  private long endCause;
  private boolean burstOver;
  private boolean secured;
  private boolean quietSinceTls;
  private long endAt = Long.MAX_VALUE;
  private volatile boolean ending;

  /// @param owner is named in messages by its `toString`
  /// @param bufferBytes the most bytes that wait for the answer to StartTLS, and of requests that
  ///   wait because the peer does not take its answers
  /// @param mostDescriptors the most descriptors that no box has claimed
  public AmpSession(Owner owner, long bufferBytes, int mostDescriptors) {
    this.owner = owner;
    this.descriptors = new DescriptorTable(mostDescriptors);
    this.bufferBytes = bufferBytes;
    this.incoming = new Incoming(bufferBytes);
  }

  // ---- this side asks

  /// Sends a request, or lets it wait until the peer takes it. Its outcome is told exactly once,
  /// also if the connection is over.
  public void ask(AmpAsk ask, Outbox<AmpBox, AmpQuestion> out) {
    if (lost == null && !outgoing.isShut() && outgoing.mustWait(out)) {
      outgoing.await(ask);
    } else {
      askNow(ask, out);
    }
  }

  @Override
  public void writable(Outbox<AmpBox, AmpQuestion> out) {
    incoming.unpark(out);
    for (AmpAsk ask = outgoing.next(out); ask != null; ask = outgoing.next(out)) {
      askNow(ask, out);
    }
  }

  private void askNow(AmpAsk ask, Outbox<AmpBox, AmpQuestion> out) {
    ask.left();
    RuntimeException why = outgoing.isShut() ? owner.switched() : lost;
    if (why != null) {
      if (ask.wantsAnswer()) {
        ask.failed(why);
      }
      return;
    }
    long number = calls.next();
    if (!ask.wantsAnswer()) {
      outgoing.ask(ask.box().build(), out);
      checkBuffered(out);
      return;
    }
    ask.begin(number, out.nanoTime());
    calls.add(ask);
    outgoing.ask(ask.box().put(AmpKeys.ASK, ask.id()).build(), out);
    if (ask.deadline() == calls.nextDeadline() && state != State.ENDING) {
      out.wakeAt(ask.deadline());
    }
    if (ask.tls() != null) {
      outgoing.buffer();
    } else if (ask.isSwitch()) {
      outgoing.shut();
    }
    checkBuffered(out);
  }

  private void reply(AmpBox box, Outbox<AmpBox, AmpQuestion> out) {
    outgoing.reply(box, out);
    checkBuffered(out);
  }

  private void checkBuffered(Outbox<AmpBox, AmpQuestion> out) {
    if (outgoing.bufferedBytes() > bufferBytes) {
      breakOff(
          CloseReason.LIMIT,
          new ConnectionLostException(
              owner + ": more than " + bufferBytes + " bytes waited for the answer to StartTLS"),
          out);
    }
  }

  private void checkGivenUp(Outbox<AmpBox, AmpQuestion> out) {
    if (calls.givenUp() > MOST_GIVEN_UP) {
      breakOff(
          CloseReason.REQUEST_TIMEOUT,
          new ConnectionLostException(
              owner + ": more than " + MOST_GIVEN_UP + " calls were given up and never answered"),
          out);
    }
  }

  // ---- what comes

  @Override
  public void descriptors(List<Descriptor> arrived, Outbox<AmpBox, AmpQuestion> out) {
    if (!descriptors.add(arrived)) {
      breakOff(
          CloseReason.LIMIT,
          new ConnectionLostException(owner + ": more descriptors came than boxes claimed"),
          out);
    }
  }

  /// What has come and is not claimed; on any thread.
  public DescriptorTable descriptors() {
    return descriptors;
  }

  @Override
  public void received(AmpBox box, Outbox<AmpBox, AmpQuestion> out) {
    if (state == State.OVER || state == State.SWITCHED || (state == State.ENDING && burstOver)) {
      return;
    }
    quietSinceTls = false;
    Octets id = box.get(AmpKeys.ANSWER);
    if (id != null) {
      answer(id, box, out);
      return;
    }
    id = box.get(AmpKeys.ERROR);
    if (id != null) {
      refusal(id, box, out);
      return;
    }
    Octets command = box.get(AmpKeys.COMMAND);
    if (command == null) {
      breakOff(
          CloseReason.PROTOCOL_FAULT,
          new ProtocolException(
              owner
                  + ": box: "
                  + (box.size() == 0 ? "empty" : box)
                  + " (expected: _answer, _error or _command in it; no empty boxes)"),
          out);
    } else if (state != State.STOPPING || !calls.isEmpty()) {
      AmpQuestion question = incoming.number(box, command);
      if (!question.wantsAnswer() || !owner.holdsInput(command) || mayTurn(question, out)) {
        incoming.take(question, out);
      }
    }
  }

  @Override
  public boolean readsAlways() {
    return true;
  }

  /// What follows a request for TLS or another protocol may be that already, so it is not looked at
  /// before the request has its answer.
  private boolean mayTurn(AmpQuestion question, Outbox<AmpBox, AmpQuestion> out) {
    if (owner.isStartTls(question.command()) && !mayBeginTls(question, out)) {
      return false;
    }
    incoming.holdFor(question, out);
    return true;
  }

  private boolean mayBeginTls(AmpQuestion question, Outbox<AmpBox, AmpQuestion> out) {
    if (outgoing.isBuffered()) {
      breakOff(
          CloseReason.PROTOCOL_FAULT,
          new ProtocolException(owner + ": both sides began TLS at once"),
          out);
      return false;
    }
    Octets id = question.id();
    if (id != null && (secured || owner.isSecure())) {
      reply(error(id, TLS_ERROR, Octets.utf8("TLS is on already")), out);
      return false;
    }
    return true;
  }

  private void answer(Octets id, AmpBox box, Outbox<AmpBox, AmpQuestion> out) {
    AmpAsk ask = calls.take(id);
    if (ask != null) {
      try {
        turn(ask, out);
      } catch (RuntimeException nobodyTakesOver) {
        ask.failed(nobodyTakesOver);
        throw nobodyTakesOver;
      }
      ask.answered(box);
      closeIfStopped(out);
    } else if (!calls.wasGivenUp(id)) {
      breakOff(CloseReason.PROTOCOL_FAULT, unasked(id), out);
    }
  }

  /// Does to the connection what the answer to this request means for it.
  private void turn(AmpAsk ask, Outbox<AmpBox, AmpQuestion> out) {
    StartTls tls = ask.tls();
    if (tls != null) {
      beginTls(tls, out);
      outgoing.release(out);
      writable(out);
    } else if (ask.isSwitch()) {
      state = State.SWITCHED;
      out.handOver(ask.successor());
    }
  }

  private void beginTls(StartTls tls, Outbox<AmpBox, AmpQuestion> out) {
    secured = true;
    quietSinceTls = true;
    out.secure(tls);
  }

  private void refusal(Octets id, AmpBox box, Outbox<AmpBox, AmpQuestion> out) {
    AmpAsk ask = calls.take(id);
    if (ask == null) {
      if (!calls.wasGivenUp(id)) {
        breakOff(CloseReason.PROTOCOL_FAULT, unasked(id), out);
      }
      return;
    }
    Octets code = box.get(AmpKeys.ERROR_CODE);
    Octets description = box.get(AmpKeys.ERROR_DESCRIPTION);
    if (code == null || description == null) {
      RuntimeException why =
          new ProtocolException(
              owner + ": error box: " + box + " (expected: _error_code and _error_description)");
      ask.failed(why);
      breakOff(CloseReason.PROTOCOL_FAULT, why, out);
    } else {
      goOn(ask, out);
      ask.refused(code, description.utf8());
      closeIfStopped(out);
    }
  }

  /// The peer refused TLS or the switch: everything goes on as before.
  private void goOn(AmpAsk ask, Outbox<AmpBox, AmpQuestion> out) {
    if (ask.tls() != null) {
      outgoing.release(out);
      writable(out);
    } else if (ask.isSwitch()) {
      outgoing.unshut();
      writable(out);
    }
  }

  private RuntimeException unasked(Octets id) {
    return new ProtocolException(owner + ": an answer to the call " + id + ", which is not open");
  }

  // ---- what the handler says

  @Override
  public void answered(long call, AmpOutcome outcome, Outbox<AmpBox, AmpQuestion> out) {
    AmpQuestion question = incoming.remove(call);
    if (question == null || state == State.SWITCHED) {
      return; // what is late must not get into the other protocol
    }
    boolean last = !isUnheard(question) && carryOut(question, outcome, out);
    incoming.settled(question, out);
    if (last) {
      finish(question.number(), CloseReason.DONE, out);
    }
    incoming.unpark(out);
    closeIfReady(out);
    closeIfStopped(out);
  }

  /// Whether the answer is dropped, since this side waits for the peer to switch the protocol, and
  /// so neither it nor what it means for the connection must happen.
  private boolean isUnheard(AmpQuestion question) {
    return outgoing.isShut() && question.wantsAnswer();
  }

  /// @return whether the connection ends behind it
  private boolean carryOut(
      AmpQuestion question, AmpOutcome outcome, Outbox<AmpBox, AmpQuestion> out) {
    return switch (outcome) {
      case Success(var fields, var close) -> succeed(question, fields, out) && close;
      case Secure(var fields, var tls) -> {
        if (succeed(question, fields, out)) {
          beginTls(tls, out);
        }
        yield false;
      }
      case Switch(var successor) -> {
        if (succeed(question, AmpBox.builder(), out)) {
          handOver(successor, out);
        }
        yield false;
      }
      case Refusal refusal -> refuse(question, refusal, out) || refusal.fatal();
    };
  }

  private void handOver(Successor successor, Outbox<AmpBox, AmpQuestion> out) {
    if (state == State.ENDING) {
      close(endReason, out); // nothing of AMP may follow the answer
      return;
    }
    state = State.SWITCHED;
    outgoing.shut();
    owner.switchedByPeer();
    out.handOver(successor);
  }

  /// @return whether the peer wanted to know
  private boolean succeed(
      AmpQuestion question, AmpBox.Builder fields, Outbox<AmpBox, AmpQuestion> out) {
    Octets id = question.id();
    if (id == null) {
      return false;
    }
    reply(fields.put(AmpKeys.ANSWER, id).build(), out);
    return true;
  }

  /// @return whether the connection has to end for it
  private boolean refuse(AmpQuestion question, Refusal refusal, Outbox<AmpBox, AmpQuestion> out) {
    Octets id = question.id();
    if (id == null) {
      COMPLAINTS.warn(
          owner
              + ": closing: the one-way request "
              + question.command().forLog()
              + " failed: "
              + refusal.code().forLog()
              + ": "
              + refusal.description(),
          null);
      return true;
    }
    try {
      reply(error(id, refusal.code(), Octets.utf8(refusal.description())), out);
      return false;
    } catch (ProtocolException e) {
      COMPLAINTS.warn(owner + ": closing: an error cannot be told: " + e.getMessage(), null);
      reply(unknown(id), out);
      return true;
    }
  }

  private static AmpBox unknown(Octets id) {
    return error(id, AmpKeys.UNKNOWN, Octets.utf8("Unknown Error"));
  }

  private static AmpBox error(Octets id, Octets code, Octets description) {
    return AmpBox.builder()
        .put(AmpKeys.ERROR, id)
        .put(AmpKeys.ERROR_CODE, code)
        .put(AmpKeys.ERROR_DESCRIPTION, description)
        .build();
  }

  @Override
  public void failed(long call, Throwable cause, Outbox<AmpBox, AmpQuestion> out) {
    AmpQuestion question = incoming.remove(call);
    if (question == null || state == State.SWITCHED) {
      return;
    }
    boolean unheard = isUnheard(question);
    Octets id = question.id();
    if (id != null) {
      reply(unknown(id), out);
    }
    incoming.settled(question, out);
    if (!unheard) {
      finish(question.number(), CloseReason.DONE, out);
    }
    closeIfReady(out);
  }

  /// The handler of a question has left a future behind, while the connection ends.
  public void postponed(Outbox<AmpBox, AmpQuestion> out) {
    closeIfReady(out);
  }

  /// Whether the end of the connection waits for answers; on any thread.
  public boolean isEnding() {
    return ending;
  }

  // ---- the end

  /// Begins a graceful end.
  ///
  /// @param cause the request whose outcome ends it: those behind it are still answered
  private void finish(long cause, CloseReason reason, Outbox<AmpBox, AmpQuestion> out) {
    if (state == State.ENDING || state == State.OVER || state == State.SWITCHED) {
      return;
    }
    state = State.ENDING;
    ending = true;
    endReason = reason;
    endCause = cause;
    out.endInput();
    out.wakeAt(out.nanoTime());
  }

  /// Ends it when all that has been taken on is answered; nothing is read any more.
  private void finishNow(
      CloseReason reason, RuntimeException why, Outbox<AmpBox, AmpQuestion> out) {
    if (state == State.OVER) {
      return;
    }
    lose(why);
    if (state != State.ENDING) {
      finish(0, reason, out);
    }
    endBurst(out);
  }

  private void endBurst(Outbox<AmpBox, AmpQuestion> out) {
    burstOver = true;
    endAt = out.nanoTime() + LAST_ANSWERS_NANOS;
    out.wakeAt(endAt);
    closeIfReady(out);
  }

  private void closeIfReady(Outbox<AmpBox, AmpQuestion> out) {
    if (state == State.ENDING && burstOver && !incoming.owesBehind(endCause)) {
      close(endReason, out);
    }
  }

  private void closeIfStopped(Outbox<AmpBox, AmpQuestion> out) {
    if (state == State.STOPPING
        && incoming.isEmpty()
        && calls.isEmpty()
        && !outgoing.hasWaiting()) {
      close(CloseReason.STOPPED, out);
    }
  }

  private void close(CloseReason reason, Outbox<AmpBox, AmpQuestion> out) {
    state = State.OVER;
    out.close(reason);
    lose(new ConnectionLostException(owner + ": this side has closed the connection"));
  }

  private void breakOff(CloseReason reason, RuntimeException why, Outbox<AmpBox, AmpQuestion> out) {
    state = State.OVER;
    out.breakOff(reason);
    lose(why);
  }

  /// Fails all calls, in the order in which they were made; later ones fail with the same reason.
  private void lose(RuntimeException why) {
    if (lost == null) {
      lost = why;
      owner.over(why);
    }
    RuntimeException reason = lost;
    incoming.dropParked();
    for (AmpAsk ask : outgoing.takeWaiting()) {
      ask.left();
      if (ask.wantsAnswer()) {
        ask.failed(reason);
      }
    }
    calls.takeAll().forEach(ask -> ask.failed(reason));
  }

  @Override
  public void due(long nanoTime, Outbox<AmpBox, AmpQuestion> out) {
    if (state == State.OVER) {
      return;
    }
    if (state == State.ENDING) {
      if (!burstOver) {
        endBurst(out);
      } else if (nanoTime >= endAt) {
        close(endReason, out);
      } else {
        out.wakeAt(endAt);
      }
      return;
    }
    for (AmpAsk ask = calls.takeDue(nanoTime); ask != null; ask = calls.takeDue(nanoTime)) {
      RuntimeException late =
          new RequestTimeoutException(
              "answer of " + owner + " to the call " + ask.id(),
              Duration.ofNanos(ask.timeoutNanos()));
      ask.failed(late);
      if (ask.tls() != null || ask.isSwitch()) {
        breakOff(CloseReason.REQUEST_TIMEOUT, late, out); // nobody knows what the next byte is
        return;
      }
    }
    out.wakeAt(calls.nextDeadline());
    checkGivenUp(out);
    closeIfStopped(out);
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
            owner + ": " + (quietSinceTls ? REJECTED : "the peer has closed the connection")),
        out);
  }

  @Override
  public void stop(Outbox<AmpBox, AmpQuestion> out) {
    if (state == State.OPEN) {
      state = State.STOPPING;
    }
    closeIfStopped(out);
  }

  @Override
  public void closed(CloseReason reason, @Nullable Throwable cause) {
    state = State.OVER;
    lose(
        new ConnectionLostException(
            owner
                + ": "
                + (quietSinceTls && !(cause instanceof SSLException)
                    ? REJECTED
                    : "the connection was " + (cause == null ? "closed" : "lost: " + cause)),
            cause));
    descriptors.close();
    owner.gone();
  }
}
