package dev.sennit.amp.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.amp.session.AmpOutcome.Refusal;
import dev.sennit.amp.session.AmpOutcome.Secure;
import dev.sennit.amp.session.AmpOutcome.Success;
import dev.sennit.amp.session.AmpOutcome.Switch;
import dev.sennit.amp.wire.AmpBox;
import dev.sennit.net.CloseReason;
import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.RequestTimeoutException;
import dev.sennit.net.StartTls;
import dev.sennit.net.Successor;
import dev.sennit.net.session.Outbox;
import dev.sennit.net.wire.Octets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AmpSessionTest {

  /// Remembers what the session decided; its clock is turned by hand.
  private static final class Recording implements Outbox<AmpBox, AmpQuestion> {
    final List<String> events = new ArrayList<>();
    final List<AmpQuestion> questions = new ArrayList<>();
    long now;
    long wakeAt = Long.MAX_VALUE;
    boolean writable = true;
    Runnable whenAsked = () -> {};

    @Override
    public void send(AmpBox box) {
      events.add(box.toString());
    }

    @Override
    public void call(long call, AmpQuestion question) {
      questions.add(question);
    }

    @Override
    public void wakeAt(long nanoTime) {
      wakeAt = nanoTime;
    }

    @Override
    public long nanoTime() {
      return now;
    }

    @Override
    public void close(CloseReason reason) {
      events.add("close " + reason);
    }

    @Override
    public void breakOff(CloseReason reason) {
      events.add("break off " + reason);
    }

    @Override
    public boolean isWritable() {
      Runnable task = whenAsked;
      whenAsked = () -> {};
      task.run();
      return writable;
    }

    @Override
    public void hold(boolean held) {
      events.add(held ? "hold" : "go on");
    }

    @Override
    public void secure(StartTls tls) {
      events.add("tls");
    }

    @Override
    public void handOver(Successor successor) {
      events.add("hand over");
    }

    List<String> take() {
      List<String> all = List.copyOf(events);
      events.clear();
      return all;
    }
  }

  private static final class Call extends AmpAsk {
    private final @Nullable StartTls tls;
    private final boolean switching;
    String outcome = "open";

    Call(boolean wantsAnswer, long timeoutNanos, @Nullable StartTls tls, boolean switching) {
      super(AmpBox.of("_command", "C").toBuilder(), wantsAnswer, timeoutNanos);
      this.tls = tls;
      this.switching = switching;
    }

    @Override
    protected @Nullable StartTls tls() {
      return tls;
    }

    @Override
    protected boolean isSwitch() {
      return switching;
    }

    @Override
    protected Successor successor() {
      return SUCCESSOR;
    }

    @Override
    public void answered(AmpBox answer) {
      outcome = answer.toString();
    }

    @Override
    public void refused(Octets code, String description) {
      outcome = code + ": " + description;
    }

    @Override
    public void failed(Throwable why) {
      outcome = why.getClass().getSimpleName();
    }
  }

  private static final Successor SUCCESSOR =
      Successor.of(() -> {
        throw new AssertionError("nobody takes over here");
      });

  private final AmpSession.Owner owner =
      new AmpSession.Owner() {
        @Override
        public void over(RuntimeException why) {
          ends.add(why);
        }

        @Override
        public void gone() {
          gone++;
        }

        @Override
        public RuntimeException switched() {
          return new IllegalStateException("switched");
        }

        @Override
        public boolean isStartTls(Octets command) {
          return command.equals(Octets.utf8("StartTLS"));
        }

        @Override
        public boolean isSecure() {
          return false;
        }

        @Override
        public void switchedByPeer() {}

        @Override
        public String toString() {
          return "peer";
        }
      };

  private final List<RuntimeException> ends = new ArrayList<>();
  private int gone;
  private final Recording out = new Recording();
  private final AmpSession session = new AmpSession(owner, 1000, 4);

  private Call ask() {
    return ask(new Call(true, 0, null, false));
  }

  private Call ask(Call call) {
    session.ask(call, out);
    return call;
  }

  private void receive(String... pairs) {
    session.received(AmpBox.of(pairs), out);
  }

  private static Success done() {
    return new Success(AmpBox.builder(), false);
  }

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

  // ---- TLS

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
  void malformed_isTheReasonOfTheEnd() {
    Call call = ask();
    ProtocolException fault = new ProtocolException("junk");
    session.malformed(fault, out);
    assertThat(ends).containsExactly(fault);
    assertThat(call.outcome).isEqualTo("ProtocolException");
    assertThat(out.take()).endsWith("close PROTOCOL_FAULT");
  }
}
