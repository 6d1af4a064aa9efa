package dev.sennit.amp.session;

import dev.sennit.amp.session.AmpOutcome.Refusal;
import dev.sennit.amp.session.AmpOutcome.Success;
import dev.sennit.amp.wire.AmpBox;
import dev.sennit.amp.wire.AmpKeys;
import dev.sennit.net.CloseReason;
import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.RequestTimeoutException;
import dev.sennit.net.session.Complaints;
import dev.sennit.net.session.Outbox;
import dev.sennit.net.session.Session;
import dev.sennit.net.wire.Octets;
import java.time.Duration;
import java.util.LinkedHashMap;
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
/// Source: `BoxDispatcher` and `BinaryBoxProtocol` in Twisted's `twisted/protocols/amp.py`.
public final class AmpSession implements Session<AmpBox, AmpQuestion, AmpOutcome> {
  /// How long answers may take that the end of the connection waits for.
  public static final long LAST_ANSWERS_NANOS = 2_000_000_000L;

  /// How many calls may be given up without that their answers came.
  static final int MOST_GIVEN_UP = 65_536;

  private static final Complaints COMPLAINTS = new Complaints(System.getLogger("dev.sennit.amp"));

  /// Hears of the end.
  public interface Owner {
    /// No call will be answered any more. Told once, before the calls fail.
    void over(RuntimeException why);
  }

  private enum State {
    OPEN,
    STOPPING,
    ENDING,
    OVER
  }

  private final Owner owner;
  private final CallTable calls = new CallTable();
  private final LinkedHashMap<Long, AmpQuestion> questions = new LinkedHashMap<>();
  private State state = State.OPEN;
  private long lastNumber;
  private @Nullable RuntimeException lost;

  private CloseReason endReason = CloseReason.DONE;
  private long endCause;
  private boolean burstOver;
  private long endAt = Long.MAX_VALUE;
  private volatile boolean ending;

  /// @param owner is named in messages by its `toString`
  public AmpSession(Owner owner) {
    this.owner = owner;
  }

  // ---- this side asks

  /// Sends a request. Its outcome is told exactly once, also if the connection is over.
  public void ask(AmpAsk ask, Outbox<AmpBox, AmpQuestion> out) {
    RuntimeException why = lost;
    if (why != null) {
      if (ask.wantsAnswer()) {
        ask.failed(why);
      }
      return;
    }
    long number = calls.next();
    if (!ask.wantsAnswer()) {
      out.send(ask.box().build());
      return;
    }
    ask.begin(number, out.nanoTime());
    calls.add(ask);
    out.send(ask.box().put(AmpKeys.ASK, ask.id()).build());
    if (ask.deadline() == calls.nextDeadline() && state != State.ENDING) {
      out.wakeAt(ask.deadline());
    }
  }

  /// Waits no longer for an answer; nothing is told to the peer, which has no ear for it.
  public void giveUp(AmpAsk ask, Outbox<AmpBox, AmpQuestion> out) {
    if (calls.giveUp(ask)) {
      checkGivenUp(out);
      closeIfStopped(out);
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
  public void received(AmpBox box, Outbox<AmpBox, AmpQuestion> out) {
    if (state == State.OVER || (state == State.ENDING && burstOver)) {
      return;
    }
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
      AmpQuestion question = new AmpQuestion(++lastNumber, box, command);
      questions.put(question.number(), question);
      out.call(question.number(), question);
    }
  }

  private void answer(Octets id, AmpBox box, Outbox<AmpBox, AmpQuestion> out) {
    AmpAsk ask = calls.take(id);
    if (ask != null) {
      ask.answered(box);
      closeIfStopped(out);
    } else if (!calls.wasGivenUp(id)) {
      breakOff(CloseReason.PROTOCOL_FAULT, unasked(id), out);
    }
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
      ask.refused(code, description.utf8());
      closeIfStopped(out);
    }
  }

  private RuntimeException unasked(Octets id) {
    return new ProtocolException(owner + ": an answer to the call " + id + ", which is not open");
  }

  // ---- what the handler says

  @Override
  public void answered(long call, AmpOutcome outcome, Outbox<AmpBox, AmpQuestion> out) {
    AmpQuestion question = questions.remove(call);
    if (question == null) {
      return;
    }
    boolean last =
        switch (outcome) {
          case Success(var fields, var close) -> succeed(question, fields, out) || close;
          case Refusal refusal -> refuse(question, refusal, out) || refusal.fatal();
        };
    if (last && (question.wantsAnswer() || outcome instanceof Refusal)) {
      finish(question.number(), CloseReason.DONE, out);
    }
    closeIfReady(out);
    closeIfStopped(out);
  }

  /// @return whether the connection has to end for it
  private boolean succeed(
      AmpQuestion question, AmpBox.Builder fields, Outbox<AmpBox, AmpQuestion> out) {
    Octets id = question.id();
    if (id != null) {
      out.send(fields.put(AmpKeys.ANSWER, id).build());
    }
    return false;
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
      out.send(error(id, refusal.code(), Octets.utf8(refusal.description())));
      return false;
    } catch (ProtocolException e) {
      COMPLAINTS.warn(owner + ": closing: an error cannot be told: " + e.getMessage(), null);
      out.send(unknown(id));
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
    AmpQuestion question = questions.remove(call);
    if (question == null) {
      return;
    }
    Octets id = question.id();
    if (id != null) {
      out.send(unknown(id));
    }
    finish(question.number(), CloseReason.DONE, out);
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

  /// Ends the connection gracefully for something that nobody handles.
  public void unhandled(Throwable failure, Outbox<AmpBox, AmpQuestion> out) {
    COMPLAINTS.warn(owner + ": closing: " + failure, failure);
    finish(lastNumber, CloseReason.DONE, out);
  }

  /// Begins a graceful end.
  ///
  /// @param cause the request whose outcome ends it: those behind it are still answered
  private void finish(long cause, CloseReason reason, Outbox<AmpBox, AmpQuestion> out) {
    if (state == State.ENDING || state == State.OVER) {
      return;
    }
    state = State.ENDING;
    ending = true;
    endReason = reason;
    endCause = cause;
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
    if (state == State.ENDING && burstOver && !owesBehindTheCause()) {
      close(endReason, out);
    }
  }

  private boolean owesBehindTheCause() {
    for (AmpQuestion question : questions.values()) {
      if (question.number() > endCause && !question.isLater()) {
        return true;
      }
    }
    return false;
  }

  private void closeIfStopped(Outbox<AmpBox, AmpQuestion> out) {
    if (state == State.STOPPING && questions.isEmpty() && calls.isEmpty()) {
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
      ask.failed(
          new RequestTimeoutException(
              "answer of " + owner + " to the call " + ask.id(),
              Duration.ofNanos(ask.timeoutNanos())));
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
        new ConnectionLostException(owner + ": the peer has closed the connection"),
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
            owner + ": the connection was " + (cause == null ? "closed" : "lost: " + cause),
            cause));
  }
}
