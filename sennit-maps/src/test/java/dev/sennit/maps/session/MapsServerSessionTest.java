package dev.sennit.maps.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sennit.maps.wire.MapsMessage;
import dev.sennit.maps.wire.MapsReply;
import dev.sennit.maps.wire.MapsReply.Broken;
import dev.sennit.maps.wire.MapsReply.Found;
import dev.sennit.maps.wire.MapsReply.NotFound;
import dev.sennit.maps.wire.MapsReply.Refused;
import dev.sennit.maps.wire.MapsReply.Stored;
import dev.sennit.maps.wire.MapsReply.TryLater;
import dev.sennit.maps.wire.MapsRequest;
import dev.sennit.maps.wire.MapsRequest.Bad;
import dev.sennit.maps.wire.MapsRequest.Fault;
import dev.sennit.maps.wire.MapsRequest.Get;
import dev.sennit.maps.wire.MapsRequest.Put;
import dev.sennit.maps.wire.TcpTableStyle;
import dev.sennit.net.CloseReason;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.RequestTimeoutException;
import dev.sennit.net.wire.Octets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class MapsServerSessionTest {
  private static final Get ALICE = new Get("", Octets.utf8("alice"));
  private static final Get BOB = new Get("", Octets.utf8("bob"));
  private static final Put PUT = new Put("", Octets.utf8("k"), Octets.utf8("v"));
  private final ProtocolException fault = new ProtocolException("x");

  private final MapsServerSession session = new MapsServerSession(TcpTableStyle.POSTFIX);
  private final RecordingOutbox<MapsRequest> out = RecordingOutbox.tcpTable();

  @Test
  void received_get_asksTheHandler() {
    session.received(ALICE, out);

    assertThat(out.calls).containsValue(ALICE);
    assertThat(out.sent).isEmpty();
  }

  @Test
  void received_emptyKey_isNotFoundWithoutAsking() {
    session.received(new Get("", Octets.EMPTY), out);

    assertThat(out.calls).isEmpty();
    assertThat(out.sent).containsExactly(NotFound.INSTANCE);
  }

  @Test
  void received_bad_getsItsAnswerInOrder() {
    Refused answer = new Refused("key too long");
    session.received(ALICE, out);
    session.received(new Bad(Fault.TOO_LONG, answer), out);
    assertThat(out.sent).isEmpty();

    session.answered(call(ALICE), Found.of("a"), out);
    assertThat(out.sent).containsExactly(Found.of("a"), answer);
  }

  @Test
  void received_reply_isOurOwnMistake() {
    assertThatIllegalStateException().isThrownBy(() -> session.received(NotFound.INSTANCE, out));
  }

  @Test
  void answered_outOfOrder_isSentInOrder() {
    session.received(ALICE, out);
    session.received(PUT, out);
    session.received(BOB, out);

    session.answered(call(BOB), Found.of("b"), out);
    session.answered(call(PUT), Stored.INSTANCE, out);
    assertThat(out.sent).isEmpty();
    session.answered(call(ALICE), NotFound.INSTANCE, out);
    assertThat(out.sent).containsExactly(NotFound.INSTANCE, Stored.INSTANCE, Found.of("b"));
  }

  @Test
  void answered_eachKind_isSentAsItIs() {
    for (MapsReply reply : List.of(Found.of("v"), new TryLater("x"), new Broken("y"))) {
      assertThat(answerTo(ALICE, reply)).isEqualTo(reply);
    }
    for (MapsReply reply : List.of(Stored.INSTANCE, new TryLater("x"), new Refused("y"))) {
      assertThat(answerTo(PUT, reply)).isEqualTo(reply);
    }
  }

  @Test
  void answered_changesAnswerToALookup_isTryLater() {
    assertThat(answerTo(ALICE, Stored.INSTANCE)).isInstanceOf(TryLater.class);
    assertThat(answerTo(ALICE, new Refused("no"))).isInstanceOf(TryLater.class);
  }

  @Test
  void answered_lookupsAnswerToAChange_isTryLater() {
    assertThat(answerTo(PUT, Found.of("v"))).isInstanceOf(TryLater.class);
    assertThat(answerTo(PUT, NotFound.INSTANCE)).isInstanceOf(TryLater.class);
  }

  @Test
  void answered_emptyValue_isNotFound() {
    assertThat(answerTo(ALICE, Found.of(""))).isEqualTo(NotFound.INSTANCE);
  }

  @Test
  void answered_emptyValueInTwistedStyle_isSent() {
    MapsServerSession twisted = new MapsServerSession(TcpTableStyle.TWISTED);
    twisted.received(ALICE, out);
    twisted.answered(call(ALICE), Found.of(""), out);
    assertThat(out.sent).containsExactly(Found.of(""));
  }

  @Test
  void answered_valueThatDoesNotFit_isTryLaterAndTheNextGoesOn() {
    session.received(ALICE, out);
    session.received(BOB, out);
    session.answered(call(BOB), Found.of("b"), out);
    session.answered(call(ALICE), Found.of("v".repeat(5000)), out);

    assertThat(out.sent)
        .containsExactly(new TryLater("the value does not fit into a reply"), Found.of("b"));
  }

  @Test
  void failed_anyCause_isTryLaterAndTellsNothing() {
    session.received(ALICE, out);
    session.failed(call(ALICE), new IllegalStateException("password=secret"), out);
    session.received(PUT, out);
    session.failed(call(PUT), new StackOverflowError(), out);

    assertThat(out.sent).hasSize(2).allMatch(reply -> reply instanceof TryLater);
    assertThat(out.sent.toString()).doesNotContain("secret");
  }

  @Test
  void failed_tooLate_hasTheWordForIt() {
    session.received(ALICE, out);
    session.failed(call(ALICE), new RequestTimeoutException("handler", Duration.ofSeconds(1)), out);
    assertThat(out.sent).containsExactly(TryLater.TIMED_OUT);
  }

  @Test
  void failed_twistedStyle_tellsTheMessageOrNothing() {
    MapsServerSession twisted = new MapsServerSession(TcpTableStyle.TWISTED);
    twisted.received(ALICE, out);
    twisted.failed(0, new Exception("This is a test error"), out);
    twisted.received(BOB, out);
    twisted.failed(1, new Exception(), out);
    assertThat(out.sent).containsExactly(new TryLater("This is a test error"), new TryLater(""));
  }

  @Test
  void ended_nothingOwed_closes() {
    session.ended(out);
    assertThat(out.closed).isEqualTo(CloseReason.PEER_CLOSED);
  }

  @Test
  void ended_answersOwed_closesAfterTheLast() {
    session.received(ALICE, out);
    session.received(BOB, out);
    session.ended(out);
    session.answered(call(BOB), Found.of("b"), out);
    assertThat(out.closed).isNull();

    session.failed(call(ALICE), new Exception(), out);
    assertThat(out.closed).isEqualTo(CloseReason.PEER_CLOSED);
    assertThat(out.sent).hasSize(2);
  }

  @Test
  void stop_nothingOwed_closes() {
    session.stop(out);
    assertThat(out.closed).isEqualTo(CloseReason.STOPPED);
  }

  @Test
  void stop_answersOwed_closesAfterTheLast() {
    session.received(ALICE, out);
    session.stop(out);
    assertThat(out.closed).isNull();
    session.answered(call(ALICE), Found.of("a"), out);
    assertThat(out.closed).isEqualTo(CloseReason.STOPPED);
  }

  @Test
  void malformed_answersOwed_closesAfterTheLast() {
    session.received(ALICE, out);
    session.malformed(fault, out);
    assertThat(out.closed).isNull();
    session.answered(call(ALICE), Found.of("a"), out);
    assertThat(out.sent).containsExactly(Found.of("a"));
    assertThat(out.closed).isEqualTo(CloseReason.PROTOCOL_FAULT);
  }

  @Test
  void end_twice_keepsTheFirstReason() {
    session.received(ALICE, out);
    session.stop(out);
    session.ended(out);
    session.malformed(fault, out);
    session.answered(call(ALICE), Found.of("a"), out);
    assertThat(out.closed).isEqualTo(CloseReason.STOPPED);
  }

  private MapsMessage answerTo(MapsRequest request, MapsReply reply) {
    MapsServerSession fresh = new MapsServerSession(TcpTableStyle.POSTFIX);
    RecordingOutbox<MapsRequest> box = RecordingOutbox.tcpTable();
    fresh.received(request, box);
    fresh.answered(0, reply, box);
    assertThat(box.sent).hasSize(1);
    return box.sent.getFirst();
  }

  private long call(MapsRequest request) {
    return out.calls.entrySet().stream()
        .filter(entry -> entry.getValue().equals(request))
        .findFirst()
        .orElseThrow()
        .getKey();
  }
}
