package dev.sennit.amp.session;

import dev.sennit.amp.wire.AmpBox;
import dev.sennit.amp.wire.AmpKeys;
import dev.sennit.net.CloseReason;
import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.RequestTimeoutException;
import dev.sennit.net.session.Outbox;
import dev.sennit.net.wire.Octets;
import java.time.Duration;

/// The calls of this side: when they go out, and what their answers mean for the connection.
final class OutgoingCalls {
  /// How many calls may be given up without that their answers came.
  static final int MOST_GIVEN_UP = 65_536;

  private final AmpSession session;
  private final AmpOwner owner;
  private final WayOut way;
  private final Changeover change;
  private final CallTable table = new CallTable();

  OutgoingCalls(AmpSession session, AmpOwner owner, WayOut way, Changeover change) {
    this.session = session;
    this.owner = owner;
    this.way = way;
    this.change = change;
  }

  /// Whether an answer is still waited for.
  boolean areOpen() {
    return !table.isEmpty();
  }

  /// Whether there is no call, neither under way nor waiting.
  boolean isIdle() {
    return table.isEmpty() && !way.hasWaiting();
  }

  // ---- out

  /// Sends a request, or lets it wait until the peer takes it.
  void ask(AmpAsk ask, Outbox<AmpBox, AmpQuestion> out) {
    if (session.lost() == null && !way.isShut() && way.mustWait(out)) {
      way.await(ask);
    } else {
      send(ask, out);
    }
  }

  /// Sends what has waited, as far as the peer takes it.
  void flush(Outbox<AmpBox, AmpQuestion> out) {
    for (AmpAsk ask = way.next(out); ask != null; ask = way.next(out)) {
      send(ask, out);
    }
  }

  private void send(AmpAsk ask, Outbox<AmpBox, AmpQuestion> out) {
    ask.left();
    RuntimeException why = way.isShut() ? owner.switched() : session.lost();
    if (why != null) {
      if (ask.wantsAnswer()) {
        ask.failed(why);
      }
      return;
    }
    long number = table.next();
    if (ask.wantsAnswer()) {
      sendNumbered(ask, number, out);
    } else {
      way.send(ask.box().build(), out);
    }
    change.checkBuffered(out);
  }

  private void sendNumbered(AmpAsk ask, long number, Outbox<AmpBox, AmpQuestion> out) {
    ask.begin(number, out.nanoTime());
    table.add(ask);
    way.send(ask.box().put(AmpKeys.ASK, ask.id()).build(), out);
    if (ask.deadline() == table.nextDeadline() && !session.isEnding()) {
      out.wakeAt(ask.deadline());
    }
    change.asked(ask);
  }

  // ---- back

  /// The peer has answered the call of this id.
  void answered(Octets id, AmpBox box, Outbox<AmpBox, AmpQuestion> out) {
    AmpAsk ask = table.take(id);
    if (ask == null) {
      checkGivenUp(id, out);
      return;
    }
    try {
      change.answered(ask, out);
    } catch (RuntimeException nobodyTakesOver) {
      ask.failed(nobodyTakesOver);
      throw nobodyTakesOver;
    }
    ask.answered(box);
  }

  /// The peer has refused the call of this id.
  void refused(Octets id, AmpBox box, Outbox<AmpBox, AmpQuestion> out) {
    AmpAsk ask = table.take(id);
    if (ask == null) {
      checkGivenUp(id, out);
      return;
    }
    Octets code = box.get(AmpKeys.ERROR_CODE);
    Octets description = box.get(AmpKeys.ERROR_DESCRIPTION);
    if (code == null || description == null) {
      RuntimeException why =
          new ProtocolException(
              owner + ": error box: " + box + " (expected: _error_code and _error_description)");
      ask.failed(why);
      session.breakOff(CloseReason.PROTOCOL_FAULT, why, out);
    } else {
      change.refused(ask, out);
      ask.refused(code, description.utf8());
    }
  }

  private void checkGivenUp(Octets id, Outbox<AmpBox, AmpQuestion> out) {
    if (!table.wasGivenUp(id)) {
      session.breakOff(
          CloseReason.PROTOCOL_FAULT,
          new ProtocolException(owner + ": an answer to the call " + id + ", which is not open"),
          out);
    }
  }

  // ---- never

  /// Fails the calls that are due, and comes back for the next one.
  void expire(long nanoTime, Outbox<AmpBox, AmpQuestion> out) {
    for (AmpAsk ask = table.takeDue(nanoTime); ask != null; ask = table.takeDue(nanoTime)) {
      RuntimeException late =
          new RequestTimeoutException(
              "answer of " + owner + " to the call " + ask.id(),
              Duration.ofNanos(ask.timeoutNanos()));
      ask.failed(late);
      if (ask.tls() != null || ask.isSwitch()) {
        session.breakOff(CloseReason.REQUEST_TIMEOUT, late, out); // what is the next byte now?
        return;
      }
    }
    out.wakeAt(table.nextDeadline());
    if (table.givenUp() > MOST_GIVEN_UP) {
      session.breakOff(
          CloseReason.REQUEST_TIMEOUT,
          new ConnectionLostException(
              owner + ": more than " + MOST_GIVEN_UP + " calls were given up and never answered"),
          out);
    }
  }

  /// Fails all, in the order in which they were made.
  void failAll(RuntimeException why) {
    for (AmpAsk ask : way.takeWaiting()) {
      ask.left();
      if (ask.wantsAnswer()) {
        ask.failed(why);
      }
    }
    table.takeAll().forEach(ask -> ask.failed(why));
  }
}
