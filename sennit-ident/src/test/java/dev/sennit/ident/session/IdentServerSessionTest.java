package dev.sennit.ident.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sennit.ident.wire.IdentAnswer;
import dev.sennit.ident.wire.IdentAnswer.Fault;
import dev.sennit.ident.wire.IdentAnswer.UserId;
import dev.sennit.ident.wire.IdentBadQuery;
import dev.sennit.ident.wire.IdentError;
import dev.sennit.ident.wire.IdentQuery;
import dev.sennit.ident.wire.IdentRefusal;
import dev.sennit.ident.wire.IdentReply;
import dev.sennit.net.CloseReason;
import dev.sennit.net.Peer;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.RequestTimeoutException;
import dev.sennit.net.wire.Octets;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class IdentServerSessionTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final IdentQuery A = new IdentQuery(6193, 23);
  private static final IdentQuery B = new IdentQuery(65_535, 65_535);
  private static final IdentQuery C = new IdentQuery(1, 1);
  private static final UserId JOE = UserId.unix("joe");
  private static final Peer PEER =
      Peer.of(
          new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 23),
          new InetSocketAddress(InetAddress.ofLiteral("192.0.2.2"), 113));

  private static final class Heard implements IdentServerSession.Observer {
    final List<String> events = new ArrayList<>();
    boolean open = true;

    @Override
    public boolean asked(Peer peer, IdentQuery query, long nanoTime) {
      events.add("asked " + query.serverPort() + "," + query.clientPort() + " at " + nanoTime);
      return open;
    }

    @Override
    public void asked(Peer peer, IdentBadQuery query) {
      events.add("asked badly " + query.serverPort() + "," + query.clientPort());
    }

    @Override
    public void replied(Peer peer, IdentReply reply) {
      events.add("replied " + peer.forLog() + " " + reply.answer());
    }
  }

  private final Heard heard = new Heard();
  private final RecordingOutbox<IdentQuery> out = new RecordingOutbox<>();
  private IdentServerSession session = session(rules(100, false, false));

  private static IdentServerRules rules(int queries, boolean hide, boolean junk) {
    return new IdentServerRules(queries, hide, junk, 30 * SECOND, 60 * SECOND, 600 * SECOND);
  }

  private IdentServerSession session(IdentServerRules rules) {
    IdentServerSession opened = new IdentServerSession(rules, heard);
    opened.opened(PEER, out);
    return opened;
  }

  private long call(IdentQuery query) {
    return out.calls.entrySet().stream()
        .filter(entry -> entry.getValue().equals(query))
        .findFirst()
        .orElseThrow()
        .getKey();
  }

  private void answer(IdentQuery query, IdentAnswer answer) {
    session.answered(call(query), answer, out);
  }

  // ---- one query, one reply

  @Test
  void received_query_asksTheHandlerAndSendsItsAnswer() {
    session.received(A, out);
    assertThat(out.calls).containsValue(A);
    assertThat(out.sent).isEmpty();

    answer(A, JOE);
    assertThat(out.sent).containsExactly(new IdentReply(A, JOE));
    assertThat(out.closed).isNull();
    assertThat(heard.events).containsExactly("asked 6193,23 at 0", "replied 192.0.2.1:23 UNIX:joe");
  }

  @Test
  void answered_everyFault_isSentAsItIs() {
    for (Fault fault :
        List.of(
            Fault.NO_USER,
            Fault.HIDDEN_USER,
            Fault.INVALID_PORT,
            Fault.UNKNOWN_ERROR,
            Fault.of(new IdentError("X-MINE")))) {
      session.received(A, out);
      answer(A, fault);
      assertThat(out.sent).endsWith(new IdentReply(A, fault));
      out.calls.clear();
    }
  }

  @Test
  void received_numbersThatAreNoPorts_areInvalidWithoutAsking() {
    session.received(new IdentBadQuery("-1", "65536"), out);

    assertThat(out.calls).isEmpty();
    assertThat(out.sent).containsExactly(new IdentRefusal("-1", "65536", IdentError.INVALID_PORT));
    assertThat(out.closed).isNull();
    assertThat(heard.events).containsExactly("asked badly -1,65536");
  }

  @Test
  void failed_anyCause_isUnknownErrorAndTheSessionGoesOn() {
    session.received(A, out);
    session.failed(call(A), new IllegalStateException("a secret"), out);
    session.received(B, out);
    session.failed(call(B), new RequestTimeoutException("handler", Duration.ofSeconds(5)), out);

    assertThat(out.sent)
        .containsExactly(
            new IdentReply(A, Fault.UNKNOWN_ERROR), new IdentReply(B, Fault.UNKNOWN_ERROR));
    assertThat(out.closed).isNull();
  }

  @Test
  void answered_whatTheWireCannotCarry_isUnknownError() {
    session.received(A, out);
    answer(A, new UserId("UNIX", null, Octets.EMPTY));

    assertThat(out.sent).containsExactly(new IdentReply(A, Fault.UNKNOWN_ERROR));
    assertThat(heard.events).endsWith("replied 192.0.2.1:23 UNKNOWN-ERROR");
  }

  @Test
  void asked_aboveTheRate_isUnknownErrorWithoutAsking() {
    heard.open = false;
    session.received(A, out);

    assertThat(out.calls).isEmpty();
    assertThat(out.sent).containsExactly(new IdentReply(A, Fault.UNKNOWN_ERROR));
  }

  @Test
  void hideErrors_everyFault_isUnknownError() {
    session = session(rules(100, true, false));
    session.received(A, out);
    answer(A, Fault.HIDDEN_USER);
    session.received(new IdentBadQuery("0", "1"), out);
    session.received(B, out);
    answer(B, JOE);

    assertThat(out.sent)
        .containsExactly(
            new IdentReply(A, Fault.UNKNOWN_ERROR),
            new IdentRefusal("0", "1", IdentError.UNKNOWN_ERROR),
            new IdentReply(B, JOE));
  }

  // ---- order and end

  @Test
  void answered_outOfOrder_isSentInOrder() {
    session.received(A, out);
    session.received(new IdentBadQuery("0", "1"), out);
    session.received(B, out);
    session.received(C, out);
    answer(C, JOE);
    answer(B, Fault.NO_USER);
    assertThat(out.sent).isEmpty();

    answer(A, Fault.HIDDEN_USER);
    assertThat(out.sent)
        .containsExactly(
            new IdentReply(A, Fault.HIDDEN_USER),
            new IdentRefusal("0", "1", IdentError.INVALID_PORT),
            new IdentReply(B, Fault.NO_USER),
            new IdentReply(C, JOE));
  }

  @Test
  void malformed_withoutAnythingOwed_closesWithoutAWord() {
    session.malformed(new ProtocolException("x"), out);

    assertThat(out.sent).isEmpty();
    assertThat(out.closed).isEqualTo(CloseReason.PROTOCOL_FAULT);
  }

  @Test
  void malformed_withAnswersOwed_closesAfterThem() {
    session.received(A, out);
    session.received(B, out);
    session.malformed(new ProtocolException("x"), out);
    answer(B, JOE);
    assertThat(out.closed).isNull();

    answer(A, JOE);
    assertThat(out.sent).containsExactly(new IdentReply(A, JOE), new IdentReply(B, JOE));
    assertThat(out.closed).isEqualTo(CloseReason.PROTOCOL_FAULT);
  }

  @Test
  void answerJunk_malformed_isToldBeforeTheEnd() {
    session = session(rules(100, false, true));
    session.received(A, out);
    session.malformed(new ProtocolException("x"), out);
    assertThat(out.sent).isEmpty();
    answer(A, JOE);

    assertThat(out.sent)
        .containsExactly(
            new IdentReply(A, JOE), new IdentRefusal("0", "0", IdentError.UNKNOWN_ERROR));
    assertThat(out.closed).isEqualTo(CloseReason.PROTOCOL_FAULT);
  }

  @Test
  void queries_lastOne_isAnsweredAndTheConnectionEnds() {
    session = session(rules(2, false, false));
    session.received(A, out);
    session.received(B, out);
    session.received(C, out);
    assertThat(out.calls).hasSize(2);
    answer(B, JOE);
    answer(A, JOE);

    assertThat(out.sent).hasSize(2);
    assertThat(out.closed).isEqualTo(CloseReason.DONE);
  }

  @Test
  void ended_withAnswersOwed_closesAfterThem() {
    session.received(A, out);
    session.ended(out);
    session.received(B, out);
    answer(A, JOE);

    assertThat(out.sent).containsExactly(new IdentReply(A, JOE));
    assertThat(out.closed).isEqualTo(CloseReason.PEER_CLOSED);
  }

  @Test
  void stop_whenIdle_closesAtOnce() {
    session.stop(out);
    assertThat(out.closed).isEqualTo(CloseReason.STOPPED);
  }

  // ---- time

  @Test
  void due_noFirstQueryIn30Seconds_closes() {
    assertThat(out.wakeAt).isEqualTo(30 * SECOND);
    out.now = 30 * SECOND;
    session.due(out.now, out);

    assertThat(out.closed).isEqualTo(CloseReason.IDLE);
  }

  @Test
  void due_afterAQuery_waits60SecondsFromTheReply() {
    out.now = 20 * SECOND;
    session.received(A, out);
    out.now = 29 * SECOND;
    answer(A, JOE);
    assertThat(out.wakeAt).isEqualTo(89 * SECOND);

    out.now = 30 * SECOND; // what was set for the first query comes anyway
    session.due(out.now, out);
    assertThat(out.closed).isNull();
    assertThat(out.wakeAt).isEqualTo(89 * SECOND);

    out.now = 89 * SECOND;
    session.due(out.now, out);
    assertThat(out.closed).isEqualTo(CloseReason.IDLE);
  }

  @Test
  void due_whileAnAnswerIsOwed_waitsForIt() {
    session.received(A, out);
    out.now = 100 * SECOND;
    session.due(out.now, out);
    assertThat(out.closed).isNull();
    assertThat(out.wakeAt).isEqualTo(600 * SECOND);
  }

  @Test
  void due_connectionTooOld_closesAfterWhatIsOwed() {
    for (int i = 1; i < 20; i++) {
      out.now = i * 31L * SECOND;
      session.received(A, out);
      answer(A, JOE);
      out.calls.clear();
    }
    assertThat(out.wakeAt).isEqualTo(600 * SECOND);
    session.received(B, out);
    out.now = 600 * SECOND;
    session.due(out.now, out);
    session.received(C, out);
    assertThat(out.closed).isNull();
    answer(B, JOE);

    assertThat(out.closed).isEqualTo(CloseReason.IDLE);
  }

  @Test
  void due_withoutLimits_neverComes() {
    RecordingOutbox<IdentQuery> patient = new RecordingOutbox<>();
    IdentServerSession forever =
        new IdentServerSession(new IdentServerRules(100, false, false, 0, 0, 0), heard);
    forever.opened(PEER, patient);
    assertThat(patient.wakeAt).isEqualTo(Long.MAX_VALUE);
    forever.received(new IdentBadQuery("0", "0"), patient);
    assertThat(patient.wakeAt).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void received_reply_isOurOwnMistake() {
    assertThatIllegalStateException()
        .isThrownBy(() -> session.received(new IdentReply(A, JOE), out));
    assertThatIllegalStateException()
        .isThrownBy(() -> session.received(IdentRefusal.ofJunk(IdentError.NO_USER), out));
  }
}
