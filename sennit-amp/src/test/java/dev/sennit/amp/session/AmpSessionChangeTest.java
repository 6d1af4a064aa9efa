package dev.sennit.amp.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

import dev.sennit.amp.session.AmpOutcome.Refusal;
import dev.sennit.amp.session.AmpOutcome.Secure;
import dev.sennit.amp.session.AmpOutcome.Success;
import dev.sennit.amp.session.AmpOutcome.Switch;
import dev.sennit.amp.wire.AmpBox;
import dev.sennit.net.CloseReason;
import dev.sennit.net.StartTls;
import dev.sennit.net.Successor;
import dev.sennit.net.wire.Octets;
import org.junit.jupiter.api.Test;

/// How a session goes over into TLS, or into another protocol.
class AmpSessionChangeTest extends SessionSide {
  @Test
  void startTls_asked_buffersUntilItsAnswer() {
    Call tls = ask(new Call(true, 0, StartTls.unverified(), false));
    receive("_command", "C", "_ask", "7");
    session.answered(1, done(), out);
    var _ = ask();
    assertThat(out.take()).containsExactly("{_ask=1, _command=C}");
    receive("_answer", "1");
    assertThat(out.take()).containsExactly("tls", "{_answer=7}", "{_ask=2, _command=C}");
    assertThat(tls.outcome).isEqualTo("{_answer=1}");
  }

  @Test
  void startTls_refused_goesOnInClear() {
    Call tls = ask(new Call(true, 0, StartTls.unverified(), false));
    var _ = ask();
    out.take();
    receive("_error", "1", "_error_code", "E", "_error_description", "no");
    assertThat(out.take()).containsExactly("{_ask=2, _command=C}");
    assertThat(tls.outcome).isEqualTo("E: no");
  }

  @Test
  void startTls_tooMuchWaits_breaksOff() {
    var _ = ask(new Call(true, 0, StartTls.unverified(), false));
    receive("_command", "C", "_ask", "7");
    session.answered(1, new Success(AmpBox.of("v", "x".repeat(2000)).toBuilder(), false), out);
    assertThat(out.take()).endsWith("break off LIMIT");
  }

  @Test
  void startTls_fromThePeer_holdsTheInputUntilItsOutcome() {
    receive("_command", "StartTLS", "_ask", "1");
    assertThat(out.take()).containsExactly("hold");
    session.answered(1, new Secure(AmpBox.builder(), StartTls.unverified()), out);
    assertThat(out.take()).containsExactly("{_answer=1}", "tls", "go on");
    receive("_command", "StartTLS", "_ask", "2");
    assertThat(out.take())
        .containsExactly("{_error=2, _error_code=TLS_ERROR, _error_description=TLS is on already}");
  }

  @Test
  void startTls_bothAtOnce_breaksOff() {
    var _ = ask(new Call(true, 0, StartTls.unverified(), false));
    receive("_command", "StartTLS", "_ask", "1");
    assertThat(out.take()).endsWith("break off PROTOCOL_FAULT");
  }

  @Test
  void closed_beforeAnyByteInTls_saysThatTheCertificateWasRejected() {
    var _ = ask(new Call(true, 0, StartTls.unverified(), false));
    receive("_answer", "1");
    session.closed(CloseReason.PEER_CLOSED, null);
    assertThat(ends.getFirst()).hasMessageContaining("rejected our certificate");
  }

  // ---- the switch

  @Test
  void switch_asked_dropsRepliesAndHandsOver() {
    Call call = ask(new Call(true, 0, null, true));
    receive("_command", "C", "_ask", "7");
    session.answered(1, done(), out);
    assertThat(ask().outcome).isEqualTo("IllegalStateException");
    out.take();
    receive("_answer", "1");
    assertThat(out.take()).containsExactly("hand over");
    assertThat(call.outcome).isEqualTo("{_answer=1}");
  }

  @Test
  void switch_fromThePeer_answersHandsOverAndDropsWhatIsLate() {
    receive("_command", "C", "_ask", "1");
    receive("_command", "C", "_ask", "2");
    session.answered(2, new Switch(SUCCESSOR), out);
    assertThat(out.take()).containsExactly("{_answer=2}", "hand over");
    session.answered(1, done(), out);
    session.failed(1, new IllegalStateException("late"), out);
    assertThat(out.take()).isEmpty();
  }

  @Test
  void switch_fromThePeer_holdsTheInputUntilItsOutcome() {
    receive("_command", "Switch", "_ask", "1");
    assertThat(out.take()).containsExactly("hold");
    session.answered(1, new Switch(SUCCESSOR), out);
    assertThat(out.take()).containsExactly("{_answer=1}", "hand over", "go on");
  }

  @Test
  void switch_fromThePeerRefused_goesOn() {
    receive("_command", "Switch", "_ask", "1");
    session.answered(1, new Refusal(Octets.utf8("BUSY"), "", false), out);
    assertThat(out.take())
        .containsExactly("hold", "{_error=1, _error_code=BUSY, _error_description=}", "go on");
  }

  @Test
  void switch_inTheBurstBehindAQuit_closesBehindItsAnswer() {
    receive("_command", "C", "_ask", "1");
    receive("_command", "Switch", "_ask", "2");
    session.answered(1, new Success(AmpBox.builder(), true), out);
    session.answered(2, new Switch(SUCCESSOR), out);
    assertThat(out.take())
        .containsExactly("hold", "{_answer=1}", "{_answer=2}", "close DONE", "go on");
  }

  @Test
  void switch_askedOneWay_holdsNothing() {
    receive("_command", "Switch");
    session.answered(1, new Switch(SUCCESSOR), out);
    assertThat(out.take()).isEmpty();
  }

  @Test
  void switch_askedWhileTlsBegins_dropsRepliesBehindItAndStaysShut() {
    receive("_command", "C", "_ask", "7");
    receive("_command", "C", "_ask", "8");
    var _ = ask(new Call(true, 0, StartTls.unverified(), false));
    session.answered(1, done(), out);
    Call change = ask(new Call(true, 0, null, true));
    session.answered(2, done(), out);
    assertThat(out.take()).containsExactly("{_ask=1, _command=C}");
    receive("_answer", "1");
    assertThat(out.take()).containsExactly("tls", "{_answer=7}", "{_ask=2, _command=C}");
    assertThat(ask().outcome).isEqualTo("IllegalStateException");
    receive("_error", "2", "_error_code", "E", "_error_description", "no");
    assertThat(change.outcome).isEqualTo("E: no");
    var _ = ask();
    assertThat(out.take()).containsExactly("{_ask=3, _command=C}");
  }

  @Test
  void switch_asked_nothingThatThePeerIsNotToldHappens() {
    var _ = ask(new Call(true, 0, null, true));
    out.take();
    receive("_command", "StartTLS", "_ask", "1");
    session.answered(1, new Secure(AmpBox.builder(), StartTls.unverified()), out);
    receive("_command", "Switch", "_ask", "2");
    session.answered(2, new Switch(SUCCESSOR), out);
    receive("_command", "C", "_ask", "3");
    session.answered(3, new Success(AmpBox.builder(), true), out);
    receive("_command", "C", "_ask", "4");
    session.failed(4, new IllegalStateException("no"), out);
    assertThat(out.take()).containsExactly("hold", "go on", "hold", "go on");
    assertThat(ends).isEmpty();
  }

  @Test
  void switch_nobodyTakesOver_failsItsCall() {
    IllegalStateException failure = new IllegalStateException("nobody");
    Call call =
        ask(
            new Call(true, 0, null, true) {
              @Override
              protected Successor successor() {
                throw failure;
              }
            });
    assertThatException().isThrownBy(() -> receive("_answer", "1")).isSameAs(failure);
    assertThat(call.outcome).isEqualTo("IllegalStateException");
  }

  @Test
  void startTls_anAnswerInClearBehindItsOwn_isForThePeersTls() {
    var _ = ask(new Call(true, 0, StartTls.unverified(), false));
    Call behind = ask();
    receive("_answer", "1");
    assertThat(behind.outcome).isEqualTo("open");
    assertThat(out.take()).containsExactly("{_ask=1, _command=C}", "tls", "{_ask=2, _command=C}");
  }

  @Test
  void startTls_noAnswerInTime_breaksOff() {
    Call tls = ask(new Call(true, 10, StartTls.unverified(), false));
    session.due(10, out);
    assertThat(tls.outcome).isEqualTo("RequestTimeoutException");
    assertThat(out.take()).endsWith("break off REQUEST_TIMEOUT");
  }

  @Test
  void startTls_oneWay_holdsNothing() {
    receive("_command", "StartTLS");
    session.answered(1, new Secure(AmpBox.builder(), StartTls.unverified()), out);
    assertThat(out.take()).isEmpty();
  }
}
