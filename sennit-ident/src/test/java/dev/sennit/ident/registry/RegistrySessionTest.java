package dev.sennit.ident.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.ident.registry.RegistryMessage.Done;
import dev.sennit.ident.registry.RegistryMessage.Refused;
import dev.sennit.ident.registry.RegistryMessage.Remove;
import dev.sennit.ident.registry.RegistryMessage.Reply;
import dev.sennit.ident.registry.RegistryMessage.Request;
import dev.sennit.net.CloseReason;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.session.Outbox;
import dev.sennit.testkit.Decisions;
import java.util.List;
import org.junit.jupiter.api.Test;

class RegistrySessionTest {
  private static final Reply ONE = new Done(1, List.of(), false);
  private static final Reply TWO = new Done(2, List.of(), false);

  private static final class Recording extends Decisions<RegistryMessage, Request, CloseReason>
      implements Outbox<RegistryMessage, Request> {
    Recording() {
      super(_ -> {});
    }
  }

  private final Recording out = new Recording();
  private final RegistrySession session = new RegistrySession();

  private long call(int index) {
    return List.copyOf(out.calls.keySet()).get(index);
  }

  @Test
  void answered_outOfOrder_repliesInOrder() {
    session.received(new Remove(1), out);
    session.received(new Remove(2), out);
    session.answered(call(1), TWO, out);
    assertThat(out.sent).isEmpty();
    session.answered(call(0), ONE, out);
    assertThat(out.sent).containsExactly(ONE, TWO);
    assertThat(out.closed).isNull();
  }

  @Test
  void failed_call_saysSo() {
    session.received(new Remove(1), out);
    session.failed(call(0), new IllegalStateException("x"), out);
    assertThat(out.sent).singleElement().isInstanceOf(Refused.class);
  }

  @Test
  void ended_withAnswerOwed_closesAfterIt() {
    session.received(new Remove(1), out);
    session.ended(out);
    assertThat(out.closed).isNull();
    session.received(new Remove(2), out);
    assertThat(out.calls).hasSize(1);
    session.answered(call(0), ONE, out);
    assertThat(out.closed).isEqualTo(CloseReason.PEER_CLOSED);
  }

  @Test
  void stop_nothingOwed_closes() {
    session.stop(out);
    assertThat(out.closed).isEqualTo(CloseReason.STOPPED);
  }

  @Test
  void malformed_withAnswerOwed_answersThenSaysSoAndCloses() {
    session.received(new Remove(1), out);
    session.malformed(new ProtocolException("too long"), out);
    assertThat(out.closed).isNull();
    session.answered(call(0), ONE, out);
    assertThat(out.sent).hasSize(2).first().isEqualTo(ONE);
    assertThat(out.sent.getLast()).isInstanceOf(Refused.class);
    assertThat(out.closed).isEqualTo(CloseReason.PROTOCOL_FAULT);
  }
}
