package dev.sennit.ident.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sennit.ident.session.IdentClientSession.Asker;
import dev.sennit.ident.session.IdentClientSession.Ending;
import dev.sennit.ident.wire.IdentAnswer;
import dev.sennit.ident.wire.IdentAnswer.Fault;
import dev.sennit.ident.wire.IdentAnswer.UserId;
import dev.sennit.ident.wire.IdentBadQuery;
import dev.sennit.ident.wire.IdentError;
import dev.sennit.ident.wire.IdentQuery;
import dev.sennit.ident.wire.IdentRefusal;
import dev.sennit.ident.wire.IdentReply;
import dev.sennit.net.CloseReason;
import dev.sennit.net.ProtocolException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IdentClientSessionTest {
  private static final IdentQuery A = new IdentQuery(6193, 23);
  private static final IdentQuery B = new IdentQuery(6194, 24);
  private static final UserId JOE = UserId.unix("joe");
  private static final UserId ANN = UserId.unix("ann");

  private static final class Told implements Asker {
    final List<String> events = new ArrayList<>();

    @Override
    public void answered(IdentAnswer answer) {
      events.add(answer.toString());
    }

    @Override
    public void ended(Ending how, String detail) {
      events.add(how + (detail.isEmpty() ? "" : ": " + detail));
    }
  }

  private final List<String> life = new ArrayList<>();
  private final RecordingOutbox<Void> out = new RecordingOutbox<>();
  private final Told first = new Told();
  private final Told second = new Told();
  private final IdentClientSession session =
      new IdentClientSession(
          new IdentClientSession.Owner() {
            @Override
            public void ending() {
              life.add("ending");
            }

            @Override
            public void gone() {
              life.add("gone");
            }
          });

  private void askBoth() {
    assertThat(session.ask(A, first, out)).isTrue();
    assertThat(session.ask(B, second, out)).isTrue();
  }

  @Test
  void ask_queries_areSentInOrder() {
    askBoth();
    assertThat(out.sent).containsExactly(A, B);
  }

  @Test
  void received_replies_goToTheirQueriesInAnyOrder() {
    askBoth();
    session.received(new IdentReply(B, ANN), out);
    session.received(new IdentReply(A, JOE), out);

    assertThat(first.events).containsExactly("UNIX:joe");
    assertThat(second.events).containsExactly("UNIX:ann");
    assertThat(out.closed).isNull();
  }

  @Test
  void received_sameQueryTwice_isAnsweredInOrder() {
    session.ask(A, first, out);
    session.ask(A, second, out);
    session.received(new IdentReply(A, JOE), out);
    session.received(new IdentReply(A, Fault.NO_USER), out);

    assertThat(first.events).containsExactly("UNIX:joe");
    assertThat(second.events).containsExactly("NO-USER");
  }

  @Test
  void received_secondReplyToTheSameQuery_isIgnored() {
    session.ask(A, first, out);
    session.received(new IdentReply(A, JOE), out);
    session.received(new IdentReply(A, ANN), out);
    session.ask(B, second, out);
    session.received(new IdentReply(A, ANN), out);
    session.received(new IdentReply(B, ANN), out);

    assertThat(first.events).containsExactly("UNIX:joe");
    assertThat(second.events).containsExactly("UNIX:ann");
    assertThat(out.closed).isNull();
  }

  @Test
  void received_otherPorts_areTheFaultOfTheOldest() {
    askBoth();
    session.received(new IdentReply(new IdentQuery(1, 2), JOE), out);

    assertThat(first.events).containsExactly("MISMATCHED: reply: to 1,2 (expected: to 6193,23)");
    assertThat(second.events).containsExactly("ABANDONED: an earlier reply was wrong");
    assertThat(out.closed).isEqualTo(CloseReason.PROTOCOL_FAULT);
  }

  @Test
  void received_refusal_isAMismatch() {
    session.ask(A, first, out);
    session.received(IdentRefusal.ofJunk(IdentError.INVALID_PORT), out);
    assertThat(first.events)
        .containsExactly("MISMATCHED: reply: to 0,0: INVALID-PORT (expected: to 6193,23)");
  }

  @Test
  void malformed_reply_isTheFaultOfTheOldest() {
    askBoth();
    session.malformed(new ProtocolException("reply: 'x'"), out);

    assertThat(first.events).containsExactly("MALFORMED: reply: 'x'");
    assertThat(second.events).containsExactly("ABANDONED: an earlier reply was none");
    assertThat(life).containsExactly("ending");
  }

  @Test
  void ended_withQueriesOpen_tellsAllOfThem() {
    askBoth();
    session.ended(out);
    session.closed(CloseReason.PEER_CLOSED, null);

    assertThat(first.events).containsExactly("CLOSED: the server closed the connection");
    assertThat(second.events).hasSize(1);
    assertThat(life).containsExactly("ending", "gone");
  }

  @Test
  void closed_byTheNetwork_isAReset() {
    session.ask(A, first, out);
    session.closed(CloseReason.LOST, new IOException("Connection reset by peer"));
    assertThat(first.events).containsExactly("RESET: Connection reset by peer");
    assertThat(life).containsExactly("ending", "gone");
  }

  @Test
  void stop_withAQueryOpen_waitsForItsReply() {
    session.ask(A, first, out);
    session.stop(out);
    assertThat(session.ask(B, second, out)).isFalse();
    assertThat(out.closed).isNull();

    session.received(new IdentReply(A, JOE), out);
    assertThat(first.events).containsExactly("UNIX:joe");
    assertThat(out.closed).isEqualTo(CloseReason.DONE);
    assertThat(second.events).isEmpty();
  }

  @Test
  void stop_whenIdle_closesAtOnce() {
    session.stop(out);
    assertThat(out.closed).isEqualTo(CloseReason.DONE);
    assertThat(life).containsExactly("ending");
  }

  @Test
  void giveUp_queryThatWaits_endsTheConnectionForAll() {
    askBoth();
    session.giveUp(first, out);

    assertThat(first.events).containsExactly("ABANDONED: an earlier query took too long");
    assertThat(second.events).containsExactly("ABANDONED: an earlier query took too long");
    assertThat(out.closed).isEqualTo(CloseReason.REQUEST_TIMEOUT);
  }

  @Test
  void giveUp_queryThatWasAnswered_changesNothing() {
    askBoth();
    session.received(new IdentReply(A, JOE), out);
    session.giveUp(first, out);
    assertThat(out.closed).isNull();
    assertThat(second.events).isEmpty();
  }

  @Test
  void received_query_isOurOwnMistake() {
    assertThatIllegalStateException().isThrownBy(() -> session.received(A, out));
    assertThatIllegalStateException()
        .isThrownBy(() -> session.received(new IdentBadQuery("0", "0"), out));
    assertThatIllegalStateException()
        .isThrownBy(() -> session.failed(0, new IOException("x"), out));
  }
}
