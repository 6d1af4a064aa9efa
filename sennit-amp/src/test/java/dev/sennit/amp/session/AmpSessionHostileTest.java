package dev.sennit.amp.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.amp.session.AmpOutcome.Refusal;
import dev.sennit.amp.wire.AmpBox;
import dev.sennit.net.Descriptor;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.wire.Octets;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a peer may try, and what becomes of it.
class AmpSessionHostileTest extends SessionSide {

  @Test
  void requests_sameIdTwice_areBothAnsweredWithIt() {
    receive("_command", "C", "_ask", "7");
    receive("_command", "C", "_ask", "7");
    session.answered(2, done(), out);
    session.answered(1, new Refusal(Octets.utf8("E"), "no", false), out);
    assertThat(out.take())
        .containsExactly("{_answer=7}", "{_error=7, _error_code=E, _error_description=no}");
  }

  @Test
  void request_withAnyId_getsItBackAsItIs() {
    Octets id = Octets.of((byte) 0, (byte) 0xff, (byte) '\n');
    for (Octets each : List.of(id, Octets.EMPTY, Octets.of(new byte[65_535]))) {
      AmpBox box =
          AmpBox.builder()
              .put(Octets.utf8("_command"), Octets.utf8("C"))
              .put(Octets.utf8("_ask"), each)
              .build();
      session.received(box, out);
      session.answered(out.questions.size(), done(), out);
      AmpBox answer = AmpBox.builder().put(Octets.utf8("_answer"), each).build();
      assertThat(out.take()).containsExactly(answer.toString());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "2", "01", "-1", "A", "x", "ffffffffffffffffff"})
  void answer_toNothing_breaksOffAndFailsTheCalls(String id) {
    Call call = ask();
    out.take();
    receive("_answer", id);
    assertThat(out.take()).containsExactly("break off PROTOCOL_FAULT");
    assertThat(call.outcome).isEqualTo("ProtocolException");
    assertThat(ends).singleElement().isInstanceOf(ProtocolException.class);
    receive("_answer", "1");
    receive("_command", "C", "_ask", "1");
    assertThat(out.take()).isEmpty();
    assertThat(out.questions).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "2", "01", "x"})
  void error_toNothing_breaksOffAndFailsTheCalls(String id) {
    Call call = ask();
    out.take();
    receive("_error", id, "_error_code", "E", "_error_description", "no");
    assertThat(out.take()).containsExactly("break off PROTOCOL_FAULT");
    assertThat(call.outcome).isEqualTo("ProtocolException");
  }

  @Test
  void answer_secondOfACall_breaksOff() {
    Call call = ask();
    receive("_answer", "1", "v", "first");
    out.take();
    receive("_answer", "1", "v", "second");
    assertThat(call.outcome).isEqualTo("{_answer=1, v=first}");
    assertThat(out.take()).containsExactly("break off PROTOCOL_FAULT");
  }

  @Test
  void error_behindAnAnswer_breaksOff() {
    Call call = ask();
    receive("_answer", "1");
    receive("_error", "1", "_error_code", "E", "_error_description", "no");
    assertThat(call.outcome).isEqualTo("{_answer=1}");
    assertThat(out.take()).endsWith("break off PROTOCOL_FAULT");
  }

  @Test
  void error_withoutDescription_failsItsCallAndBreaksOff() {
    Call call = ask();
    Call other = ask();
    receive("_error", "1", "_error_code", "E");
    assertThat(call.outcome).isEqualTo("ProtocolException");
    assertThat(other.outcome).isEqualTo("ProtocolException");
    assertThat(out.take()).endsWith("break off PROTOCOL_FAULT");
  }

  @Test
  void answer_toAOneWayRequest_breaksOff() {
    var _ = ask(new Call(false, 0, null, false));
    receive("_answer", "1");
    assertThat(out.take()).endsWith("break off PROTOCOL_FAULT");
  }

  @Test
  void box_withNoneOfTheKeys_breaksOff() {
    Call call = ask();
    session.received(AmpBox.EMPTY, out);
    assertThat(out.take()).endsWith("break off PROTOCOL_FAULT");
    assertThat(call.outcome).isEqualTo("ProtocolException");
    assertThat(ends.getFirst()).hasMessageContaining("no empty boxes");
  }

  @Test
  void requests_withoutEndOfAPeerThatNeverReads_stopAtTheLimit() {
    out.writable = false;
    int taken = 0;
    while (!out.take().contains("hold")) {
      receive("_command", "C", "_ask", "1", "fill", "x".repeat(90));
      taken++;
    }
    assertThat(taken).isBetween(8, 9); // 1,000 bytes
    assertThat(out.questions).isEmpty();
    out.writable = true;
    session.writable(out);
    assertThat(out.questions).hasSize(taken);
    assertThat(out.take()).containsExactly("go on");
  }

  @Test
  void requests_thatWaited_areHandedOutAFewAtATime() {
    out.writable = false;
    for (int i = 0; i < 200; i++) {
      receive("_command", "C", "_ask", "1");
    }
    out.writable = true;
    session.writable(out);
    assertThat(out.questions).hasSize(64);
    session.answered(1, done(), out);
    assertThat(out.questions).hasSize(65);
  }

  @Test
  void requests_thatWaited_areForgottenWithTheConnection() {
    out.writable = false;
    receive("_command", "C", "_ask", "1");
    session.ended(out);
    out.writable = true;
    session.writable(out);
    assertThat(out.questions).isEmpty();
    assertThat(out.take()).containsExactly("close PEER_CLOSED");
  }

  @Test
  void answers_thatNeverCome_areRememberedUpToALimit() {
    for (int i = 0; i <= OutgoingCalls.MOST_GIVEN_UP; i++) {
      var _ = ask(new Call(true, 10, null, false));
    }
    out.take();
    session.due(10, out);
    assertThat(out.take()).containsExactly("break off REQUEST_TIMEOUT");
    assertThat(ends.getFirst()).hasMessageContaining("65536 calls were given up");
  }

  @Test
  void descriptors_thatNobodyClaims_endTheConnectionAtTheLimitAndAreClosed() throws IOException {
    List<Descriptor> arrived = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Descriptor.Pipe pipe = Descriptor.pipe();
      arrived.addAll(List.of(pipe.source(), pipe.sink()));
    }
    session.descriptors(arrived.subList(0, 4), out);
    assertThat(out.take()).isEmpty();
    assertThat(session.descriptors().take(1)).isSameAs(arrived.get(1));
    session.descriptors(arrived.subList(4, 6), out);
    assertThat(out.take()).containsExactly("break off LIMIT");
    session.closed(dev.sennit.net.CloseReason.LIMIT, null);
    assertThat(arrived.stream().filter(Descriptor::isOpen)).containsExactly(arrived.get(1));
    arrived.get(1).close();
  }
}
