package dev.sennit.pb.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.net.CloseReason;
import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.RequestTimeoutException;
import dev.sennit.net.wire.Octets;
import dev.sennit.pb.jelly.Jellied;
import dev.sennit.pb.wire.Bananas;
import dev.sennit.pb.wire.Item;
import dev.sennit.pb.wire.PbMessage;
import org.junit.jupiter.api.Test;

/// A peer that does not take what is written.
class BackPressureTest {
  private static final Item NOTHING = Item.of(99);
  private static final Item NONE = Bananas.item("01 80 01 87");

  @Test
  void send_notWritable_waitsAndGoesInOrder() {
    Side side = Side.open();
    side.out.writable = false;
    side.send("a", 0);
    side.send("b", 0);
    assertThat(side.out.sent).isEmpty();
    assertThat(side.left).isZero();
    side.out.writable = true;
    side.send("c", 0); // does not overtake
    assertThat(side.out.sent).isEmpty();
    side.session.writable(side.out);
    assertThat(side.out.sent)
        .extracting(message -> ((PbMessage.Call) message).arguments().toString())
        .containsExactly(
            "(tuple (\"unicode\" \"a\"))",
            "(tuple (\"unicode\" \"b\"))",
            "(tuple (\"unicode\" \"c\"))");
    assertThat(side.left).isEqualTo(3);
  }

  @Test
  void send_notWritableUntilItsDeadline_failsAndIsNeverSent() {
    Side side = Side.open();
    side.out.writable = false;
    side.send("a", 100);
    side.session.due(101, side.out);
    assertThat(side.told).singleElement().isInstanceOf(RequestTimeoutException.class);
    side.out.writable = true;
    side.session.writable(side.out);
    assertThat(side.out.sent).isEmpty();
    assertThat(side.left).isEqualTo(1);
  }

  @Test
  void closed_withCallsThatWait_failsThem() {
    Side side = Side.open();
    side.out.writable = false;
    side.send("a", 0);
    side.session.closed(CloseReason.LOST, null);
    assertThat(side.told).first().isInstanceOf(ConnectionLostException.class);
    assertThat(side.told).hasSize(2);
    assertThat(side.left).isEqualTo(1);
  }

  @Test
  void call_notWritable_waitsAndAtItsLimitNothingIsRead() {
    Side side = Side.open(); // 10 000 bytes may wait
    side.out.writable = false;
    int calls = 0;
    while (!side.out.held) {
      side.call(Item.of("root"), Side.TUPLE);
      calls++;
    }
    assertThat(calls).isBetween(35, 40);
    assertThat(side.out.asked).isEmpty();
    side.out.writable = true;
    side.session.writable(side.out);
    assertThat(side.out.held).isFalse();
    assertThat(side.out.asked).hasSize(calls);
  }

  @Test
  void call_thatFails_whileNotWritable_isAnsweredLater() {
    Side side = Side.open();
    side.out.writable = false;
    for (int i = 0; i < 10_000 && !side.out.held; i++) {
      side.call(NOTHING, Side.TUPLE);
    }
    assertThat(side.out.held).isTrue();
    assertThat(side.out.sent).isEmpty();
    side.out.writable = true;
    side.session.writable(side.out);
    assertThat(side.out.held).isFalse();
    assertThat(side.out.sent).isNotEmpty().allMatch(each -> each instanceof PbMessage.Failed);
  }

  @Test
  void call_manyThatFail_whileNotWritable_areAllAnsweredAtOnce() {
    Side side = Side.open();
    side.out.writable = false;
    for (int i = 0; i < 300; i++) {
      side.receive(
          new PbMessage.Call(
              Item.of(i), NOTHING, Octets.utf8("m"), true, Side.TUPLE, Side.DICTIONARY, false));
    }
    side.out.writable = true;
    side.session.writable(side.out);
    assertThat(side.out.sent).hasSize(300); // nothing else would come and ask for the rest
  }

  @Test
  void ended_withCallsThatFail_whileNotWritable_closesWhenTheyAreAnswered() {
    Side side = Side.open();
    side.out.writable = false;
    side.call(NOTHING, Side.TUPLE);
    side.session.ended(side.out);
    assertThat(side.out.closed).isNull();
    side.out.writable = true;
    side.session.writable(side.out);
    assertThat(side.out.sent).hasSize(1);
    assertThat(side.out.closed).isEqualTo(CloseReason.DONE);
  }

  @Test
  void call_manyThatWaited_areHandedOutSixtyFourAtATime() {
    Side side = Side.open();
    side.out.writable = false;
    for (int i = 0; i < 200; i++) {
      side.receive(
          new PbMessage.Call(
              Item.of(i),
              Item.of("root"),
              Octets.utf8("m"),
              true,
              Side.TUPLE,
              Side.DICTIONARY,
              false));
    }
    side.out.writable = true;
    side.session.writable(side.out);
    assertThat(side.out.asked).hasSize(64);
    side.session.answered(1, new PbOutcome(Jellied.of(NONE), false), side.out);
    assertThat(side.out.asked).hasSize(128);
    side.session.failed(2, new IllegalStateException(), side.out);
    assertThat(side.out.asked).hasSize(192);
    side.session.stop(side.out);
    assertThat(side.out.closed).isNull(); // eight wait still
  }

  @Test
  void answer_whileCallsWait_isRead() {
    Side side = Side.open();
    side.send("a", 0);
    side.out.writable = false;
    side.call(Item.of("root"), Side.TUPLE);
    side.receive("03 80 1b 87 01 81 05 81");
    assertThat(side.told).containsExactly("answer 5");
    assertThat(side.session.readsAlways()).isTrue();
  }

  @Test
  void giveUp_tooManyThatAreNeverAnswered_closes() {
    Side side = Side.open();
    for (int i = 0; i <= OutgoingCalls.MOST_GIVEN_UP; i++) {
      assertThat(side.out.closed).isNull();
      side.session.giveUp(side.send("a", 0), side.out);
      side.out.sent.clear();
    }
    assertThat(side.out.closed).isEqualTo(CloseReason.REQUEST_TIMEOUT);
  }

  @Test
  void giveUp_manyThatAreAnswered_goesOn() {
    Side side = Side.open();
    for (int i = 1; i <= 1000; i++) {
      side.session.giveUp(side.send("a", 100), side.out);
      side.receive(new PbMessage.Answer(Item.of(i), NONE));
    }
    side.out.sent.clear();
    assertThat(side.out.closed).isNull();
    assertThat(side.told).isEmpty();
  }
}
