package dev.sennit.amp.session;

import dev.sennit.amp.wire.AmpBox;
import dev.sennit.net.session.Outbox;
import dev.sennit.net.wire.Octets;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// The requests of the peer: those that a handler has, and those that wait because the peer does
/// not take its answers.
///
/// Answers are read even then, so requests that come between them have to be kept somewhere; over
/// their limit nothing is read any more.
final class QuestionTable {
  /// How many requests are handed out at once of those that had to wait.
  private static final int MOST_AT_WORK = 64;

  private final long parkedLimit;
  private final NumberTable<AmpQuestion> atWork = new NumberTable<>();
  private final ArrayDeque<AmpQuestion> parked = new ArrayDeque<>();
  private long parkedBytes;
  private long lastNumber;
  private long heldFor; // the request whose outcome the input waits for; 0 for none

  /// @param parkedLimit the most bytes of requests that wait
  QuestionTable(long parkedLimit) {
    this.parkedLimit = parkedLimit;
  }

  AmpQuestion number(AmpBox box, Octets command) {
    return new AmpQuestion(++lastNumber, box, command);
  }

  /// Asks the handler, or lets the request wait.
  void take(AmpQuestion question, Outbox<AmpBox, AmpQuestion> out) {
    if (parked.isEmpty() && out.isWritable()) {
      handOut(question, out);
      return;
    }
    parked.add(question);
    parkedBytes += question.box().wireBytes();
    if (parkedBytes > parkedLimit) {
      out.hold(true);
    }
  }

  /// Hands out what has waited, as far as the peer takes its answers again.
  void unpark(Outbox<AmpBox, AmpQuestion> out) {
    while (!parked.isEmpty() && atWork.size() < MOST_AT_WORK && out.isWritable()) {
      AmpQuestion question = parked.poll();
      if (question == null) {
        return; // to ask may write, and so have let the last one go meanwhile
      }
      boolean held = parkedBytes > parkedLimit;
      parkedBytes -= question.box().wireBytes();
      if (held && parkedBytes <= parkedLimit && heldFor == 0) {
        out.hold(false);
      }
      handOut(question, out);
    }
  }

  private void handOut(AmpQuestion question, Outbox<AmpBox, AmpQuestion> out) {
    atWork.add(question);
    out.call(question.number(), question);
  }

  /// Reads nothing more before this request has its outcome.
  void holdFor(AmpQuestion question, Outbox<AmpBox, AmpQuestion> out) {
    heldFor = question.number();
    out.hold(true);
  }

  /// The outcome of a request is known.
  void settled(AmpQuestion question, Outbox<AmpBox, AmpQuestion> out) {
    if (question.number() == heldFor) {
      heldFor = 0;
      out.hold(parkedBytes > parkedLimit);
    }
  }

  /// Takes the request that is answered now; null if it is not owed an answer any more.
  @Nullable AmpQuestion remove(long number) {
    return atWork.remove(number);
  }

  boolean isEmpty() {
    return atWork.isEmpty() && parked.isEmpty();
  }

  /// Whether a handler is at work on a request behind this one, without having left a future
  /// behind.
  boolean owesBehind(long number) {
    return atWork.has(question -> question.number() > number && !question.isLater());
  }

  /// Nobody will be answered any more.
  void dropParked() {
    parked.clear();
  }
}
