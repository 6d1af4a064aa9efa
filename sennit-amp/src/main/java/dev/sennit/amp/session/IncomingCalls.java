package dev.sennit.amp.session;

import dev.sennit.amp.session.AmpOutcome.Refusal;
import dev.sennit.amp.session.AmpOutcome.Secure;
import dev.sennit.amp.session.AmpOutcome.Success;
import dev.sennit.amp.session.AmpOutcome.Switch;
import dev.sennit.amp.wire.AmpBox;
import dev.sennit.amp.wire.AmpKeys;
import dev.sennit.net.CloseReason;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.session.Complaints;
import dev.sennit.net.session.Outbox;
import dev.sennit.net.wire.Octets;

/// The calls of the peer: which of them the handler is asked, and what its outcomes mean for the
/// connection.
final class IncomingCalls {
  private static final Complaints COMPLAINTS = new Complaints("dev.sennit.amp");

  private final AmpSession session;
  private final AmpOwner owner;
  private final WayOut way;
  private final Changeover change;
  private final QuestionTable table;

  /// @param parkedLimit the most bytes of requests that wait
  IncomingCalls(
      AmpSession session, AmpOwner owner, WayOut way, Changeover change, long parkedLimit) {
    this.session = session;
    this.owner = owner;
    this.way = way;
    this.change = change;
    this.table = new QuestionTable(parkedLimit);
  }

  boolean isEmpty() {
    return table.isEmpty();
  }

  /// Whether a handler is at work on a request behind this one, without having left a future
  /// behind.
  boolean owesBehind(long number) {
    return table.owesBehind(number);
  }

  // ---- what the peer asks

  /// A request came.
  void take(Octets command, AmpBox box, Outbox<AmpBox, AmpQuestion> out) {
    AmpQuestion question = table.number(box, command);
    if (!question.wantsAnswer() || !owner.holdsInput(command) || mayTurn(question, out)) {
      table.take(question, out);
    }
  }

  /// Hands out what has waited, as far as the peer takes its answers again.
  void unpark(Outbox<AmpBox, AmpQuestion> out) {
    table.unpark(out);
  }

  /// Nobody will be answered any more.
  void dropParked() {
    table.dropParked();
  }

  /// What follows a request for TLS or another protocol may be that already, so it is not looked at
  /// before the request has its answer.
  private boolean mayTurn(AmpQuestion question, Outbox<AmpBox, AmpQuestion> out) {
    if (owner.isStartTls(question.command()) && !mayBeginTls(question, out)) {
      return false;
    }
    table.holdFor(question, out);
    return true;
  }

  private boolean mayBeginTls(AmpQuestion question, Outbox<AmpBox, AmpQuestion> out) {
    if (change.isTlsAwaited()) {
      session.breakOff(
          CloseReason.PROTOCOL_FAULT,
          new ProtocolException(owner + ": both sides began TLS at once"),
          out);
      return false;
    }
    Octets id = question.id();
    if (id != null && change.isSecure()) {
      reply(error(id, AmpSession.TLS_ERROR, Octets.utf8("TLS is on already")), out);
      return false;
    }
    return true;
  }

  // ---- what the handler says

  /// The handler is done with a request.
  void answered(long number, AmpOutcome outcome, Outbox<AmpBox, AmpQuestion> out) {
    AmpQuestion question = table.remove(number);
    if (question == null || session.isSwitched()) {
      return; // what is late must not get into the other protocol
    }
    boolean last = !isUnheard(question) && carryOut(question, outcome, out);
    table.settled(question, out);
    if (last) {
      session.finish(number, CloseReason.DONE, out);
    }
    table.unpark(out);
  }

  /// The handler failed in a way of which the peer is told nothing.
  void failed(long number, Outbox<AmpBox, AmpQuestion> out) {
    AmpQuestion question = table.remove(number);
    if (question == null || session.isSwitched()) {
      return;
    }
    boolean unheard = isUnheard(question);
    Octets id = question.id();
    if (id != null) {
      reply(unknown(id), out);
    }
    table.settled(question, out);
    if (!unheard) {
      session.finish(number, CloseReason.DONE, out);
    }
  }

  /// Whether the answer is dropped, since this side waits for the peer to switch the protocol, and
  /// so neither it nor what it means for the connection must happen.
  private boolean isUnheard(AmpQuestion question) {
    return way.isShut() && question.wantsAnswer();
  }

  /// @return whether the connection ends behind it
  private boolean carryOut(
      AmpQuestion question, AmpOutcome outcome, Outbox<AmpBox, AmpQuestion> out) {
    return switch (outcome) {
      case Success(var fields, var close) -> succeed(question, fields, out) && close;
      case Secure(var fields, var tls) -> {
        if (succeed(question, fields, out)) {
          change.beginTls(tls, out);
        }
        yield false;
      }
      case Switch(var successor) -> {
        if (succeed(question, AmpBox.builder(), out)) {
          session.handOver(successor, out);
        }
        yield false;
      }
      case Refusal refusal -> refuse(question, refusal, out) || refusal.fatal();
    };
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

  private void reply(AmpBox box, Outbox<AmpBox, AmpQuestion> out) {
    way.reply(box, out);
    change.checkBuffered(out);
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
}
