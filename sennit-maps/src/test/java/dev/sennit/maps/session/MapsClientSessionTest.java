package dev.sennit.maps.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sennit.maps.wire.MapsReply;
import dev.sennit.maps.wire.MapsReply.Broken;
import dev.sennit.maps.wire.MapsReply.Found;
import dev.sennit.maps.wire.MapsReply.NotFound;
import dev.sennit.maps.wire.MapsReply.Refused;
import dev.sennit.maps.wire.MapsReply.Stored;
import dev.sennit.maps.wire.MapsReply.TryLater;
import dev.sennit.maps.wire.MapsRequest;
import dev.sennit.maps.wire.MapsRequest.Get;
import dev.sennit.maps.wire.MapsRequest.Put;
import dev.sennit.net.CloseReason;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.wire.Octets;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MapsClientSessionTest {
  private static final Put PUT = new Put("", Octets.utf8("k"), Octets.utf8("v"));
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final List<String> heard = new ArrayList<>();
  private final RecordingOutbox<Void> out = RecordingOutbox.tcpTable();
  private final MapsClientSession session = session(Duration.ofSeconds(10));

  private MapsClientSession session(Duration timeout) {
    return new MapsClientSession(
        "tcp:h:1",
        timeout,
        new MapsClientSession.Owner() {
          @Override
          public void ending() {
            heard.add("ending");
          }

          @Override
          public void gone() {
            heard.add("gone");
          }
        });
  }

  @Test
  void received_replies_goToTheRequestsInOrder() {
    ask("a");
    ask("b");
    session.received(Found.of("1"), out);
    session.received(NotFound.INSTANCE, out);

    assertThat(out.sent).containsExactly(get("a"), get("b"));
    assertThat(heard).containsExactly("a=" + Found.of("1"), "b=" + NotFound.INSTANCE);
    assertThat(out.closed).isNull();
  }

  @Test
  void received_repliesToALookup_meanWhatTheySay() {
    assertThat(replyTo(get("a"), new TryLater("x"))).isEqualTo(new TryLater("x"));
    assertThat(replyTo(get("a"), new Broken("x"))).isEqualTo(new Broken("x"));
    assertThat(replyTo(get("a"), new Refused("not found"))).isEqualTo(NotFound.INSTANCE);
  }

  @Test
  void received_repliesToAChange_meanStoredOrRefused() {
    assertThat(replyTo(PUT, Found.of("OK"))).isEqualTo(Stored.INSTANCE);
    assertThat(replyTo(PUT, Found.of(""))).isEqualTo(Stored.INSTANCE);
    assertThat(replyTo(PUT, NotFound.INSTANCE)).isEqualTo(new Refused(""));
    assertThat(replyTo(PUT, new Refused("no"))).isEqualTo(new Refused("no"));
    assertThat(replyTo(PUT, new TryLater("x"))).isEqualTo(new TryLater("x"));
  }

  @Test
  void received_strayReply_endsTheConnectionBeforeTheNextRequest() {
    ask("a");
    session.received(Found.of("1"), out);
    session.received(Found.of("2"), out);

    assertThat(out.closed).isEqualTo(CloseReason.PROTOCOL_FAULT);
    assertThat(heard).containsExactly("a=" + Found.of("1"), "ending");
    assertThat(ask("b")).isFalse();
  }

  @Test
  void ask_whatTheWireCannotCarry_failsAloneAndTheConnectionGoesOn() {
    assertThat(ask(new Put("", Octets.EMPTY, Octets.utf8("v")), "bad")).isTrue();
    ask("a");
    session.received(Found.of("1"), out);

    assertThat(heard).hasSize(2);
    assertThat(heard.get(0)).startsWith("bad!ProtocolException");
    assertThat(heard.get(1)).isEqualTo("a=" + Found.of("1"));
  }

  @Test
  void due_replyTooLate_failsAllAndTakesNoMore() {
    ask("a");
    out.now = SECOND;
    ask("b");
    assertThat(out.wakeAt).isEqualTo(10 * SECOND);
    session.due(10 * SECOND, out);

    assertThat(out.closed).isEqualTo(CloseReason.REQUEST_TIMEOUT);
    assertThat(heard).hasSize(3);
    assertThat(heard.get(0)).isEqualTo("ending");
    assertThat(heard.get(1)).startsWith("a!RequestTimeoutException");
    assertThat(heard.get(2)).startsWith("b!RequestTimeoutException");
    assertThat(ask("c")).isFalse();
    session.closed(CloseReason.REQUEST_TIMEOUT, null);
    assertThat(heard).hasSize(4).endsWith("gone");
  }

  @Test
  void due_afterAReply_isForTheNextRequest() {
    ask("a");
    out.now = 3 * SECOND;
    ask("b");
    session.received(Found.of("1"), out);
    assertThat(out.wakeAt).isEqualTo(13 * SECOND);
    session.due(10 * SECOND, out);
    assertThat(out.closed).isNull();
    session.received(Found.of("2"), out);
    assertThat(out.wakeAt).isEqualTo(Long.MAX_VALUE);
    session.due(13 * SECOND, out);
    assertThat(out.closed).isNull();
  }

  @Test
  void due_noTimeout_isNever() {
    MapsClientSession patient = session(Duration.ZERO);
    patient.ask(get("a"), (_, _) -> {}, out);
    assertThat(out.wakeAt).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void malformed_reply_failsAllWithTheFault() {
    ask("a");
    ask("b");
    session.malformed(new ProtocolException("reply: 'SSH' (expected: NNN text)"), out);

    assertThat(out.closed).isEqualTo(CloseReason.PROTOCOL_FAULT);
    assertThat(heard.get(1))
        .isEqualTo("a!ProtocolException: tcp:h:1: reply: 'SSH' (expected: NNN text)");
    assertThat(heard).hasSize(3);
    assertThat(ask("c")).isFalse();
  }

  @Test
  void ended_inTheMiddle_failsWhatHasNoReply() {
    ask("a");
    ask("b");
    session.received(Found.of("1"), out);
    session.ended(out);
    session.closed(CloseReason.PEER_CLOSED, null);

    assertThat(out.closed).isEqualTo(CloseReason.PEER_CLOSED);
    assertThat(heard)
        .containsExactly(
            "a=" + Found.of("1"),
            "ending",
            "b!ConnectionLostException: tcp:h:1: the connection was closed",
            "gone");
  }

  @Test
  void closed_byTheNetwork_failsWhatHasNoReply() {
    ask("a");
    session.closed(CloseReason.LOST, new IOException("reset"));
    assertThat(heard).hasSize(3).startsWith("ending").endsWith("gone");
    assertThat(heard.get(1)).startsWith("a!ConnectionLostException");
    assertThat(ask("b")).isFalse();
  }

  @Test
  void stop_nothingOwed_closes() {
    session.stop(out);
    assertThat(out.closed).isEqualTo(CloseReason.DONE);
    session.closed(CloseReason.DONE, null);
    assertThat(heard).containsExactly("ending", "gone");
  }

  @Test
  void stop_repliesOwed_closesAfterTheLast() {
    ask("a");
    ask("b");
    session.stop(out);
    assertThat(ask("c")).isFalse();
    session.received(Found.of("1"), out);
    assertThat(out.closed).isNull();
    session.received(Found.of("2"), out);

    assertThat(out.closed).isEqualTo(CloseReason.DONE);
    assertThat(heard).containsExactly("ending", "a=" + Found.of("1"), "b=" + Found.of("2"));
  }

  @Test
  void stop_thenTooLate_fails() {
    ask("a");
    session.stop(out);
    session.due(10 * SECOND, out);
    assertThat(out.closed).isEqualTo(CloseReason.REQUEST_TIMEOUT);
    assertThat(heard.get(1)).startsWith("a!RequestTimeoutException");
  }

  @Test
  void answered_anything_isOurOwnMistake() {
    assertThatIllegalStateException().isThrownBy(() -> session.failed(1, new Exception(), out));
  }

  private MapsReply replyTo(MapsRequest request, MapsReply reply) {
    List<MapsReply> replies = new ArrayList<>();
    session.ask(
        request,
        (given, _) -> {
          if (given != null) {
            replies.add(given);
          }
        },
        out);
    session.received(reply, out);
    assertThat(replies).hasSize(1);
    return replies.getFirst();
  }

  private boolean ask(String key) {
    return ask(get(key), key);
  }

  private boolean ask(MapsRequest request, String name) {
    return session.ask(
        request,
        (reply, failure) ->
            heard.add(
                failure == null
                    ? name + "=" + reply
                    : name
                        + "!"
                        + failure.getClass().getSimpleName()
                        + ": "
                        + failure.getMessage()),
        out);
  }

  private static Get get(String key) {
    return new Get("", Octets.utf8(key));
  }
}
