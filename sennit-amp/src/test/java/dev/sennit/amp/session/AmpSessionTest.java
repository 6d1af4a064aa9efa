package dev.sennit.amp.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.amp.session.AmpOutcome.Refusal;
import dev.sennit.net.CloseReason;
import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.RequestTimeoutException;
import dev.sennit.net.wire.Octets;
import org.junit.jupiter.api.Test;

class AmpSessionTest extends SessionSide {
  @Test
  void ask_numbers_areLowerHexAndCountOneWayRequestsToo() {
    for (int i = 0; i < 9; i++) {
      var _ = ask();
    }
    out.take();
    var _ = ask();
    var _ = ask(new Call(false, 0, null, false));
    var _ = ask();
    assertThat(out.take())
        .containsExactly("{_ask=a, _command=C}", "{_command=C}", "{_ask=c, _command=C}");
  }

  @Test
  void answer_known_goesToItsCall() {
    Call first = ask();
    Call second = ask();
    receive("_answer", "2", "x", "y");
    assertThat(second.outcome).isEqualTo("{_answer=2, x=y}");
    assertThat(first.outcome).isEqualTo("open");
  }

  @Test
  void answer_otherSpelling_breaksOff() {
    Call call = ask();
    receive("_answer", "01");
    assertThat(out.take()).endsWith("break off PROTOCOL_FAULT");
    assertThat(call.outcome).isEqualTo("ProtocolException");
    assertThat(ends).hasSize(1);
  }

  @Test
  void answerAndCommand_inOneBox_isAnAnswer() {
    Call call = ask();
    receive("_answer", "1", "_command", "C", "_ask", "1");
    assertThat(call.outcome).startsWith("{_answer=1");
    assertThat(out.questions).isEmpty();
  }

  @Test
  void errorAndCommand_inOneBox_isAnError() {
    Call call = ask();
    receive("_error", "1", "_command", "C", "_error_code", "E", "_error_description", "x");
    assertThat(call.outcome).isEqualTo("E: x");
    assertThat(out.questions).isEmpty();
  }

  @Test
  void answerAndError_inOneBox_isAnAnswer() {
    Call call = ask();
    receive("_error", "1", "_answer", "1");
    assertThat(call.outcome).isEqualTo("{_answer=1, _error=1}");
  }

  @Test
  void error_withoutCode_failsItsCallAndBreaksOff() {
    Call call = ask();
    receive("_error", "1", "_error_description", "x");
    assertThat(call.outcome).isEqualTo("ProtocolException");
    assertThat(out.take()).endsWith("break off PROTOCOL_FAULT");
  }

  @Test
  void error_known_goesToItsCall() {
    Call call = ask();
    receive("_error", "1", "_error_code", "A B", "_error_description", "x");
    assertThat(call.outcome).isEqualTo("A B: x");
  }

  @Test
  void deadline_passed_failsAndDropsTheLateAnswer() {
    Call call = ask(new Call(true, 50, null, false));
    assertThat(out.wakeAt).isEqualTo(50);
    out.now = 50;
    session.due(50, out);
    assertThat(call.outcome).isEqualTo(RequestTimeoutException.class.getSimpleName());
    out.take();
    receive("_answer", "1");
    assertThat(out.take()).isEmpty();
    receive("_answer", "1");
    assertThat(out.take()).containsExactly("break off PROTOCOL_FAULT");
  }

  @Test
  void deadlines_ofManyCalls_areKeptEach() {
    Call late = ask(new Call(true, 90, null, false));
    Call early = ask(new Call(true, 20, null, false));
    assertThat(out.wakeAt).isEqualTo(20);
    session.due(20, out);
    assertThat(early.outcome).isEqualTo("RequestTimeoutException");
    assertThat(late.outcome).isEqualTo("open");
    assertThat(out.wakeAt).isEqualTo(90);
  }

  @Test
  void ended_openCalls_failAndLaterOnesToo() {
    Call call = ask();
    session.ended(out);
    assertThat(call.outcome).isEqualTo(ConnectionLostException.class.getSimpleName());
    assertThat(ask().outcome).isEqualTo("ConnectionLostException");
    assertThat(out.take()).endsWith("close PEER_CLOSED");
    session.closed(CloseReason.PEER_CLOSED, null);
    assertThat(gone).isEqualTo(1);
    assertThat(ends).hasSize(1);
  }

  @Test
  void ended_runningHandler_isWaitedForButNotOneThatAnswersLater() {
    receive("_command", "C", "_ask", "1");
    receive("_command", "C", "_ask", "2");
    out.questions.get(1).answersLater();
    session.ended(out);
    assertThat(out.take()).isEmpty();
    session.answered(1, done(), out);
    assertThat(out.take()).containsExactly("{_answer=1}", "close PEER_CLOSED");
  }

  @Test
  void ended_handlerThatNeverAnswers_isGivenUp() {
    receive("_command", "C", "_ask", "1");
    session.ended(out);
    session.due(AmpSession.LAST_ANSWERS_NANOS, out);
    assertThat(out.take()).containsExactly("close PEER_CLOSED");
  }

  @Test
  void fatalError_requestsBehindIt_areStillAnswered() {
    receive("_command", "C", "_ask", "1");
    receive("_command", "C", "_ask", "2");
    receive("_command", "C", "_ask", "3");
    session.answered(2, new Refusal(Octets.utf8("F"), "", true), out);
    session.due(0, out);
    receive("_command", "C", "_ask", "4");
    session.answered(3, done(), out);
    assertThat(out.take())
        .containsExactly(
            "{_error=2, _error_code=F, _error_description=}", "{_answer=3}", "close DONE");
    assertThat(out.questions).hasSize(3);
  }

  @Test
  void stop_waitsForBothDirections() {
    Call call = ask();
    receive("_command", "C", "_ask", "1");
    out.take();
    session.stop(out);
    session.answered(1, done(), out);
    assertThat(out.take()).containsExactly("{_answer=1}");
    receive("_answer", "1");
    assertThat(call.outcome).isEqualTo("{_answer=1}");
    assertThat(out.take()).containsExactly("close STOPPED");
  }

  @Test
  void stop_oneWayRequestThatWaits_goesOutFirst() {
    out.writable = false;
    var _ = ask(new Call(false, 0, null, false));
    session.stop(out);
    assertThat(out.take()).isEmpty();
    out.writable = true;
    session.writable(out);
    assertThat(out.take()).containsExactly("{_command=C}", "close STOPPED");
  }

  @Test
  void requests_whilePeerDoesNotTakeAnswers_wait() {
    out.writable = false;
    receive("_command", "C", "_ask", "1");
    assertThat(out.questions).isEmpty();
    Call call = ask();
    assertThat(out.take()).isEmpty();
    out.writable = true;
    session.writable(out);
    assertThat(out.questions).hasSize(1);
    assertThat(out.take()).containsExactly("{_ask=1, _command=C}");
    assertThat(call.outcome).isEqualTo("open");
  }

  @Test
  void writable_toldWhileItIsAsked_letsEachGoOnce() {
    out.writable = false;
    receive("_command", "C", "_ask", "1");
    Call call = ask();
    out.writable = true;
    out.whenAsked = () -> session.writable(out); // the answer is written, and the way free again
    session.writable(out);
    assertThat(out.questions).hasSize(1);
    assertThat(out.take()).containsExactly("{_ask=1, _command=C}");
    assertThat(call.outcome).isEqualTo("open");
  }

  @Test
  void request_alone_writableToldWhileItIsAsked_goesOnce() {
    out.writable = false;
    Call _ = ask();
    out.writable = true;
    out.whenAsked = () -> session.writable(out);
    session.writable(out);
    assertThat(out.take()).containsExactly("{_ask=1, _command=C}");
  }

  @Test
  void requests_thatWait_areBounded() {
    out.writable = false;
    receive("_command", "x".repeat(600), "_ask", "1");
    assertThat(out.take()).isEmpty();
    receive("_command", "x".repeat(600), "_ask", "2");
    assertThat(out.take()).containsExactly("hold");
    out.writable = true;
    session.writable(out);
    assertThat(out.take()).containsExactly("go on");
    assertThat(out.questions).hasSize(2);
  }

  @Test
  void malformed_isTheReasonOfTheEnd() {
    Call call = ask();
    ProtocolException fault = new ProtocolException("junk");
    session.malformed(fault, out);
    assertThat(ends).containsExactly(fault);
    assertThat(call.outcome).isEqualTo("ProtocolException");
    assertThat(out.take()).endsWith("close PROTOCOL_FAULT");
  }
}
