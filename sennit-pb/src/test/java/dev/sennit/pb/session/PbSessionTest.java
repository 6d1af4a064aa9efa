package dev.sennit.pb.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.net.CloseReason;
import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.RequestTimeoutException;
import dev.sennit.net.wire.Octets;
import dev.sennit.pb.jelly.Jellied;
import dev.sennit.pb.jelly.JellyException;
import dev.sennit.pb.jelly.JellyWriter;
import dev.sennit.pb.jelly.PbFailure;
import dev.sennit.pb.jelly.PbTypes;
import dev.sennit.pb.wire.BananaLimits;
import dev.sennit.pb.wire.Bananas;
import dev.sennit.pb.wire.Dialect;
import dev.sennit.pb.wire.Item;
import dev.sennit.pb.wire.PbMessage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PbSessionTest {
  private static final Item TUPLE = Side.TUPLE;
  private static final Item DICTIONARY = Side.DICTIONARY;
  private static final Item NONE = Bananas.item("01 80 01 87");

  private static Object object() {
    return new Thread(() -> {}, "an object that Jelly does not know");
  }

  // ---- greeting

  @Test
  void greeting_ofAServer_offersAndSendsItsVersionAfterTheChoice() {
    Side server = new Side(true, 3);
    assertThat(server.out.last()).isEqualTo(new PbMessage.Offer(List.of("pb", "none")));
    server.receive("02 82 70 62");
    assertThat(server.out.last()).isEqualTo(new PbMessage.Version(Item.of(6)));
    assertThat(server.told).containsExactly(Dialect.PB);
  }

  @Test
  void greeting_ofAClient_choosesAndSendsItsVersionAtOnce() {
    Side client = new Side(false, 3);
    assertThat(client.out.sent).isEmpty();
    client.receive("02 80 02 82 70 62 04 82 6e 6f 6e 65");
    assertThat(client.out.sent)
        .containsExactly(new PbMessage.Choice("pb"), new PbMessage.Version(Item.of(6)));
    assertThat(client.told).containsExactly(Dialect.PB);
  }

  @Test
  void greeting_nothingInCommon_closesCleanly() {
    Side server = new Side(true, 3);
    server.receive("01 82 7a");
    assertThat(server.out.closed).isEqualTo(CloseReason.DONE);
    Side client = new Side(false, 3);
    client.receive("00 80");
    assertThat(client.out.closed).isEqualTo(CloseReason.DONE);
    assertThat(client.out.sent).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"02 80 13 87 07 81", "02 80 13 87 01 82 36"})
  void version_another_closes(String hex) {
    Side side = Side.open();
    side.receive(hex);
    assertThat(side.out.closed).isEqualTo(CloseReason.PROTOCOL_FAULT);
  }

  // ---- calls that come

  @Test
  void call_ofTheRoot_isAskedAndAnsweredUnderItsName() {
    Side side = Side.open();
    side.receive(
        new PbMessage.Call(
            Item.of("any name"),
            Item.of("root"),
            Octets.utf8("m"),
            true,
            Bananas.item("02 80 0b 87 05 81"),
            Bananas.item("02 80 05 87 02 80 01 82 6b 06 81"),
            false));
    PbAsk ask = side.out.asked.getFirst().ask();
    assertThat(ask.target()).isEqualTo("root");
    assertThat(ask.arguments()).isEqualTo(List.of(5L));
    assertThat(ask.keywords()).isEqualTo(Map.of("k", 6L));
    side.session.answered(
        side.out.asked.getFirst().call(), new PbOutcome(Jellied.of(NONE), false), side.out);
    assertThat(side.out.last()).isEqualTo(new PbMessage.Answer(Item.of("any name"), NONE));
  }

  @Test
  void call_ofNothing_failsAndGivesBackWhatItBrought() {
    Side side = Side.open();
    for (Item target : List.of(Item.of(5), Item.of("1"), Item.of("nobody"), TUPLE)) {
      // ((remote 9), {remote: (remote 8)}): the key is no reference
      side.call(
          target,
          Bananas.item("03 80 0b 87 02 80 10 87 09 81 02 80 05 87 02 80 10 87 02 80 10 87 08 81"));
      assertThat(side.out.sent)
          .startsWith(new PbMessage.Decref(Item.of(9)), new PbMessage.Decref(Item.of(8)))
          .hasSize(3);
      PbFailure failure = Side.failure(side.out.last());
      assertThat(failure.type()).isEqualTo("twisted.spread.pb.Error");
      assertThat(failure.value()).isEqualTo("Invalid Object ID");
    }
    assertThat(side.out.asked).isEmpty();
    assertThat(side.out.closed).isNull();
  }

  @Test
  void call_argumentsThatCannotBeRead_failsAndGivesBackWhatTheyBrought() {
    Side side = Side.open();
    // ((remote 9), ("os.Evil" (remote 8)))
    side.call(
        Item.of("root"),
        Bananas.item(
            "03 80 0b 87 02 80 10 87 09 81 02 80 07 82 6f 73 2e 45 76 69 6c 02 80 10 87 08 81"));
    assertThat(side.told).containsExactly("remote 9", "discard remote9");
    assertThat(side.out.sent.getFirst()).isEqualTo(new PbMessage.Decref(Item.of(8)));
    assertThat(Side.failure(side.out.last()).type()).isEqualTo(JellyException.INSECURE);
    assertThat(side.out.closed).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"05 81", "01 80 01 87", "01 80 05 87"})
  void call_argumentsThatAreNoSequence_isATypeError(String arguments) {
    Side side = Side.open();
    side.call(Item.of("root"), Bananas.item(arguments));
    assertThat(Side.failure(side.out.last()).type()).isEqualTo("builtins.TypeError");
  }

  @Test
  void call_wantingNoAnswer_getsNoneEvenIfItFails() {
    Side side = Side.open();
    for (Item target : List.of(Item.of("root"), Item.of(5))) {
      side.receive(
          new PbMessage.Call(
              Item.of(1), target, Octets.utf8("m"), false, TUPLE, DICTIONARY, false));
    }
    side.session.failed(side.out.asked.getFirst().call(), new IllegalStateException(), side.out);
    assertThat(side.out.asked).hasSize(1);
    assertThat(side.out.sent).isEmpty();
  }

  @Test
  void call_byteAndTextKeywords_doNotMix() {
    Side side = Side.open();
    side.receive(
        new PbMessage.Call(
            Item.of(1),
            Item.of("root"),
            Octets.utf8("m"),
            true,
            TUPLE,
            Bananas.item(
                "03 80 05 87 02 80 01 82 6b 06 81"
                    + "02 80 02 80 07 82 75 6e 69 63 6f 64 65 01 82 61 01 81"),
            false));
    assertThat(Side.failure(side.out.last()).type()).isEqualTo("builtins.TypeError");
  }

  // ---- references

  private static String argument(Side side) {
    return ((PbMessage.Call) side.out.last()).arguments().toString();
  }

  @Test
  void send_anObject_isNumberedAndCounted() {
    Side side = Side.open();
    Object object = object();
    side.send(object, 0);
    assertThat(argument(side)).isEqualTo("(tuple (remote 1))");
    side.send(List.of(object, object), 0);
    assertThat(argument(side)).isEqualTo("(tuple (list (remote 1) (remote 1)))");
    assertThat(side.session.held(side.out)).containsExactly(new HeldObject(1, object, 3, 0));
    side.call(Item.of(1), TUPLE);
    assertThat(side.out.asked.getFirst().ask().target()).isSameAs(object);
  }

  @Test
  void decref_theLast_forgetsTheNumberForEver() {
    Side side = Side.open();
    Object object = object();
    side.send(List.of(object, object), 0);
    side.receive("02 80 1d 87 01 81");
    assertThat(side.told).isEmpty();
    side.receive("02 80 1d 87 01 81");
    assertThat(side.told).containsExactly("unreferenced");
    assertThat(side.session.held(side.out)).isEmpty();
    side.call(Item.of(1), TUPLE);
    assertThat(Side.failure(side.out.last()).value()).isEqualTo("Invalid Object ID");
    side.send(object, 0);
    assertThat(argument(side)).isEqualTo("(tuple (remote 2))");
    assertThat(side.out.closed).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "02 80 1d 87 01 81", // never sent
        "02 80 1d 87 04 82 72 6f 6f 74", // a name
        "02 80 1e 87 01 81",
        "02 80 1f 87 01 81",
        "03 80 1b 87 01 81 01 80 01 87", // an answer that was not asked for
        "03 80 1c 87 01 82 31 01 80 01 87"
      })
  void command_aboutWhatIsNotTheirs_closes(String hex) {
    Side side = Side.open();
    side.receive(hex);
    assertThat(side.out.closed).isEqualTo(CloseReason.PROTOCOL_FAULT);
  }

  @Test
  void local_afterItsLastDecref_isStillTheObjectForAWhile() {
    Side side = Side.open();
    Object object = object();
    side.send(object, 0);
    side.receive("02 80 1d 87 01 81"); // Twisted gives it back before it answers
    side.call(Item.of("root"), Bananas.item("02 80 0b 87 02 80 11 87 01 81"));
    assertThat(side.out.asked.getFirst().ask().arguments().getFirst()).isSameAs(object);
    assertThat(side.out.wakeAt).isEqualTo(side.out.now + LocalObjects.KEPT_NANOS);
    side.out.now = side.out.wakeAt;
    side.session.due(side.out.now, side.out);
    side.call(Item.of("root"), Bananas.item("02 80 0b 87 02 80 11 87 01 81"));
    assertThat(side.out.asked.getLast().ask().arguments().getFirst()).isNull();
  }

  @Test
  void local_moreThanAreKept_theOldestIsForgotten() {
    Side side = Side.open(); // three
    for (int i = 1; i <= 4; i++) {
      side.send(object(), 0);
      side.receive("02 80 1d 87 %02x 81".formatted(i));
    }
    // (tuple (local 1) (local 2))
    side.call(Item.of("root"), Bananas.item("03 80 0b 87 02 80 11 87 01 81 02 80 11 87 02 81"));
    assertThat(Side.arguments(side).getFirst()).isNull();
    assertThat(Side.arguments(side).getLast()).isNotNull();
  }

  @Test
  void local_byName_isTheObject() {
    Side side = Side.open();
    side.call(Item.of("root"), Bananas.item("02 80 0b 87 02 80 11 87 04 82 72 6f 6f 74"));
    assertThat(side.out.asked.getFirst().ask().arguments()).isEqualTo(List.of("root"));
  }

  @Test
  void answer_tooManyObjects_failsAndTheFourthTimeCloses() {
    Side side = Side.open(); // 3 and the root
    for (int i = 0; i < 8 && side.out.closed == null; i++) {
      side.call(Item.of("root"), TUPLE);
      JellyWriter writer =
          new JellyWriter(
              PbTypes.standard(),
              Dialect.PB,
              BananaLimits.defaults(),
              (value, to) -> {
                to.gap(value);
                return true;
              });
      writer.value(object());
      side.session.answered(
          side.out.asked.getLast().call(), new PbOutcome(writer.finish(), false), side.out);
    }
    assertThat(side.out.sent).hasSize(7);
    assertThat(side.out.sent.subList(0, 3)).allMatch(each -> each instanceof PbMessage.Answer);
    assertThat(Side.failure(side.out.sent.get(3)).value())
        .isEqualTo("Maximum PB reference count exceeded.");
    assertThat(Side.failure(side.out.sent.get(6)).value())
        .isEqualTo("Maximum PB reference count exceeded.  Goodbye.");
    assertThat(side.out.closed).isEqualTo(CloseReason.LIMIT);
  }

  @Test
  void send_tooManyObjectsInOne_countsNoneOfThem() {
    Side side = Side.open();
    side.send(List.of(object(), object(), object(), object()), 0);
    assertThat(side.session.held(side.out)).isEmpty();
    assertThat(side.told.getLast())
        .isInstanceOfSatisfying(
            IllegalStateException.class,
            e -> assertThat(e).hasMessage("Maximum PB reference count exceeded."));
    assertThat(side.out.sent).isEmpty();
  }

  // ---- caches

  @Test
  void cache_thatComes_isCalledUntilItIsForgotten() {
    Side side = Side.open();
    side.call(Item.of("root"), Bananas.item("02 80 0b 87 03 80 03 82 61 2e 43 05 81 01 80 05 87"));
    assertThat(side.told).containsExactly("cached 5");
    side.call(Item.of("root"), Bananas.item("02 80 0b 87 02 80 0f 87 05 81"));
    assertThat(side.out.asked.getLast().ask().arguments())
        .isEqualTo(side.out.asked.getFirst().ask().arguments());
    side.receive("07 80 19 87 01 81 05 81 03 82 73 65 74 01 81 02 80 0b 87 02 81 01 80 05 87");
    assertThat(side.out.asked.getLast().ask().target())
        .isSameAs(side.out.asked.getFirst().ask().arguments().getFirst());
    side.receive("02 80 1f 87 05 81");
    side.receive("07 80 19 87 01 81 05 81 03 82 73 65 74 01 81 02 80 0b 87 02 81 01 80 05 87");
    assertThat(Side.failure(side.out.last()).type()).isEqualTo("builtins.KeyError");
    side.receive("02 80 1f 87 05 81");
    assertThat(side.out.closed).isEqualTo(CloseReason.PROTOCOL_FAULT);
  }

  @Test
  void cache_inAnAnswerNobodyWaitsFor_isGivenBackAndMayBeForgotten() {
    Side side = Side.open();
    side.session.giveUp(side.send("a", 0), side.out);
    side.out.sent.clear();
    side.receive("03 80 1b 87 01 81 03 80 03 82 61 2e 43 05 81 01 80 05 87");
    assertThat(side.out.sent).containsExactly(new PbMessage.Decache(Item.of(5)));
    side.receive("02 80 1f 87 05 81");
    assertThat(side.out.closed).isNull();
  }

  // ---- calls that go

  @Test
  void send_answers_comeInAnyOrder() {
    Side side = Side.open();
    side.send("a", 0);
    side.send("b", 0);
    side.receive("03 80 1b 87 02 81 05 81");
    side.receive("03 80 1b 87 01 81 06 81");
    assertThat(side.told).containsExactly("answer 5", "answer 6");
    side.receive("03 80 1b 87 01 81 06 81");
    assertThat(side.out.closed).isEqualTo(CloseReason.PROTOCOL_FAULT);
  }

  @Test
  void send_answerThatCannotBeRead_failsAndTheConnectionGoesOn() {
    Side side = Side.open();
    side.send("a", 0);
    side.receive("03 80 1b 87 01 81 01 80 0d 87");
    assertThat(side.told).singleElement().isInstanceOf(JellyException.class);
    assertThat(side.out.closed).isNull();
  }

  @Test
  void send_toALateAnswer_waitsNoLongerThanItsDeadline() {
    Side side = Side.open();
    side.send("late", 100);
    side.send("later", 200);
    assertThat(side.out.wakeAt).isEqualTo(101);
    side.out.now = 150;
    side.session.due(150, side.out);
    assertThat(side.told).singleElement().isInstanceOf(RequestTimeoutException.class);
    assertThat(side.out.wakeAt).isEqualTo(201);
    side.out.sent.clear();
    side.receive("03 80 1b 87 01 81 02 80 10 87 09 81"); // brings a reference
    assertThat(side.out.sent).containsExactly(new PbMessage.Decref(Item.of(9)));
    side.receive("03 80 1b 87 02 81 05 81");
    assertThat(side.told).hasSize(2).last().isEqualTo("answer 5");
    assertThat(side.out.wakeAt).isEqualTo(201); // never mind: nothing will be due
  }

  @Test
  void giveUp_answerThatComesLater_isGivenBack() {
    Side side = Side.open();
    Request request = side.send("a", 100);
    side.out.sent.clear();
    side.session.giveUp(request, side.out);
    side.receive("03 80 1b 87 01 81 03 80 08 87 02 80 10 87 09 81 02 80 10 87 09 81");
    assertThat(side.out.sent)
        .containsExactly(new PbMessage.Decref(Item.of(9)), new PbMessage.Decref(Item.of(9)));
    assertThat(side.told).isEmpty();
  }

  // ---- ends

  @Test
  void closed_withCallsWaiting_failsThemInOrderThenTellsTheOwner() {
    Side side = Side.open();
    side.send("a", 100);
    side.send(object(), 0);
    side.session.closed(CloseReason.LOST, null);
    assertThat(side.told).hasSize(3).last().isEqualTo("closed, held 1");
    assertThat(side.told.subList(0, 2)).allMatch(each -> each instanceof ConnectionLostException);
    side.send("c", 0);
    assertThat(side.told).hasSize(4).last().isInstanceOf(ConnectionLostException.class);
  }

  @Test
  void ended_withACallInWork_answersItFirst() {
    Side side = Side.open();
    side.call(Item.of("root"), TUPLE);
    side.send("a", 0);
    side.session.ended(side.out);
    assertThat(side.told).singleElement().isInstanceOf(ConnectionLostException.class);
    assertThat(side.out.closed).isNull();
    side.session.answered(1, new PbOutcome(Jellied.of(NONE), false), side.out);
    assertThat(side.out.last()).isInstanceOf(PbMessage.Answer.class);
    assertThat(side.out.closed).isEqualTo(CloseReason.DONE);
  }

  @Test
  void stop_idle_closes() {
    Side side = Side.open();
    side.session.stop(side.out);
    assertThat(side.out.closed).isEqualTo(CloseReason.DONE);
  }

  @Test
  void unknown_command_isPassedOver() {
    Side side = Side.open();
    side.receive("02 80 01 82 78 01 81");
    assertThat(side.out.closed).isNull();
    assertThat(side.out.sent).isEmpty();
  }
}
