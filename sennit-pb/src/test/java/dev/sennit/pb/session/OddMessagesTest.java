package dev.sennit.pb.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.net.CloseReason;
import dev.sennit.net.wire.Octets;
import dev.sennit.pb.jelly.JellyException;
import dev.sennit.pb.jelly.PbFailure;
import dev.sennit.pb.wire.Bananas;
import dev.sennit.pb.wire.Item;
import dev.sennit.pb.wire.PbMessage;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What peers send that is allowed but rare, or wrong but no reason to close.
class OddMessagesTest {
  private static final String CACHE_5 = "02 80 0b 87 03 80 03 82 61 2e 43 05 81 01 80 05 87";

  private static PbMessage.Call call(Item request, String arguments, String keywords) {
    return new PbMessage.Call(
        request,
        Item.of("root"),
        Octets.utf8("m"),
        true,
        Bananas.item(arguments),
        Bananas.item(keywords),
        false);
  }

  // ---- commands

  @ParameterizedTest
  @ValueSource(
      strings = {
        "02 80 13 87 06 81", // the version again
        "02 80 10 82 64 69 64 4e 6f 74 55 6e 64 65 72 73 74 61 6e 64 01 80 01 82 78",
        "02 80 01 82 ff 01 81" // a name that is not UTF-8
      })
  void command_thatMeansNothing_isPassedOver(String hex) {
    Side side = Side.open();
    side.receive(hex);
    assertThat(side.out.closed).isNull();
    assertThat(side.out.sent).isEmpty();
  }

  // ---- calls

  @ParameterizedTest
  @ValueSource(
      strings = {
        "01 83", // -1
        "00 81",
        "02 80 01 81 01 82 61", // a list
        "00 80",
        "84 40 8f b8 00 00 00 00 00",
        "0c 87" // a word
      })
  void call_requestOfAnyKind_comesBackAsItWas(String hex) {
    Side side = Side.open();
    Item request = Bananas.item(hex);
    for (int i = 0; i < 2; i++) { // the same one twice is two calls
      side.receive(call(request, "05 81", "01 80 05 87"));
      assertThat(side.out.last())
          .isInstanceOfSatisfying(
              PbMessage.Failed.class, failed -> assertThat(failed.request()).isEqualTo(request));
    }
  }

  @Test
  void call_argumentsInAList_areTaken() {
    Side side = Side.open();
    side.call(Item.of("root"), Bananas.item("03 80 08 87 01 81 02 81"));
    assertThat(Side.arguments(side)).isEqualTo(List.of(1L, 2L));
  }

  @ParameterizedTest
  @CsvSource({
    "02 80 05 87 02 80 05 81 06 81, keyword: Long (expected: text)",
    "02 80 05 87 02 80 01 80 01 87 06 81, keyword: None (expected: text)",
    "01 80 0b 87, keywords: PbTuple (expected: a dictionary)",
    "05 81, keywords: Long (expected: a dictionary)"
  })
  void call_keywordsThatAreNone_isATypeError(String keywords, String text) {
    Side side = Side.open();
    side.receive(call(Item.of(1), "01 80 0b 87", keywords));
    PbFailure failure = Side.failure(side.out.last());
    assertThat(failure.type()).isEqualTo("builtins.TypeError");
    assertThat(failure.value()).isEqualTo(text);
    assertThat(side.out.closed).isNull();
  }

  /// A dictionary of thirty lists, each of which is twice in the next: a few hundred bytes, and
  /// more than memory when it is written out.
  @Test
  void call_argumentsThatAreTooLongToShow_areNotShown() {
    StringBuilder hex = new StringBuilder("1f 80 08 87 03 80 04 87 01 81 01 80 08 87");
    for (int i = 2; i <= 30; i++) {
      String before = "02 80 03 87 %02x 81".formatted(i - 1);
      hex.append("03 80 04 87 %02x 81 03 80 08 87".formatted(i)).append(before).append(before);
    }
    Side side = Side.open();
    side.call(Item.of("root"), Bananas.item("02 80 05 87 02 80 01 81" + hex));
    assertThat(Side.failure(side.out.last()).value())
        .isEqualTo("arguments: LinkedHashMap (expected: a tuple)");
  }

  @Test
  void local_thatIsNot_isNone() {
    Side side = Side.open();
    // (tuple (local 5) (local "nobody") (local "1"))
    side.call(
        Item.of("root"),
        Bananas.item(
            "04 80 0b 87 02 80 11 87 05 81 02 80 11 87 06 82 6e 6f 62 6f 64 79"
                + "02 80 11 87 01 82 31"));
    assertThat(Side.arguments(side)).isEqualTo(Arrays.asList(null, null, null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"02 80 0b 87 02 80 0f 87 05 81", "02 80 0b 87 02 80 12 87 05 81"})
  void call_withACacheThatIsNot_isAKeyError(String arguments) {
    Side side = Side.open();
    side.call(Item.of("root"), Bananas.item(arguments));
    assertThat(Side.failure(side.out.last()).type()).isEqualTo("builtins.KeyError");
    assertThat(side.out.closed).isNull();
  }

  // ---- caches are no objects, and objects no caches

  @Test
  void cache_calledAsAnObject_isNone() {
    Side side = Side.open();
    side.call(Item.of("root"), Bananas.item(CACHE_5));
    side.call(Item.of(5), Side.TUPLE);
    assertThat(Side.failure(side.out.last()).value()).isEqualTo("Invalid Object ID");
  }

  @Test
  void object_calledAsACache_isNone() {
    Side side = Side.open();
    side.send(new Object(), 0);
    side.receive("07 80 19 87 01 81 01 81 01 82 6d 01 81 01 80 0b 87 01 80 05 87");
    assertThat(Side.failure(side.out.last()).type()).isEqualTo("builtins.KeyError");
  }

  @Test
  void decref_ofACache_closes() {
    Side side = Side.open();
    side.call(Item.of("root"), Bananas.item(CACHE_5));
    side.receive("02 80 1d 87 05 81");
    assertThat(side.out.closed).isEqualTo(CloseReason.PROTOCOL_FAULT);
  }

  @Test
  void cache_underANumberThatIsTaken_isRefused() {
    Side side = Side.open();
    side.call(Item.of("root"), Bananas.item(CACHE_5));
    side.out.sent.clear();
    side.call(Item.of("root"), Bananas.item(CACHE_5));
    assertThat(side.out.sent).contains(new PbMessage.Decache(Item.of(5)));
    assertThat(Side.failure(side.out.last()).value()).startsWith("a.C: 5 again");
  }

  // ---- answers

  @ParameterizedTest
  @ValueSource(
      strings = {
        "02 80 0f 87 05 81", // (cached 5)
        "02 80 12 87 05 81", // (lcache 5)
        "01 80 0d 87", // (copy)
        "00 80",
        "02 80 07 82 6f 73 2e 45 76 69 6c 01 80 05 87" // ("os.Evil" (dictionary))
      })
  void answer_orErrorThatCannotBeRead_failsThatCallOnly(String hex) {
    Side side = Side.open();
    side.send("a", 0);
    side.send("b", 0);
    side.receive("03 80 1b 87 01 81" + hex);
    side.receive("03 80 1c 87 02 81" + hex);
    assertThat(side.told).hasSize(2).allMatch(each -> each instanceof JellyException);
    side.send("c", 0);
    side.receive("03 80 1b 87 03 81 05 81");
    assertThat(side.told).last().isEqualTo("answer 5");
    assertThat(side.out.closed).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "05 81, 5",
    "01 82 61, a",
    "02 80 07 82 75 6e 69 63 6f 64 65 01 82 61, a",
    "01 80 01 87, None",
    "02 80 08 87 05 81, [5]",
    "02 80 10 87 09 81, remote9"
  })
  void error_ofAnotherValue_isThatValue(String hex, String told) {
    Side side = Side.open();
    side.send("a", 0);
    side.receive("03 80 1c 87 01 81" + hex);
    assertThat(side.told.getLast()).hasToString(told);
    assertThat(side.out.closed).isNull();
  }

  // ---- what this side may hold

  @Test
  void references_moreThanMayBeHeld_failThatCallAndAreGivenBack() {
    Side side = Side.open(3);
    String two = "03 80 0b 87 02 80 10 87 08 81 02 80 10 87 09 81";
    side.call(Item.of("root"), Bananas.item(two));
    assertThat(side.out.asked).hasSize(1);
    side.call(Item.of("root"), Bananas.item(two));
    assertThat(side.out.asked).hasSize(1);
    assertThat(side.out.sent.getFirst()).isEqualTo(new PbMessage.Decref(Item.of(9)));
    assertThat(side.told).last().isEqualTo("discard remote8"); // whose handle gives it back
    assertThat(Side.failure(side.out.last()).value())
        .isEqualTo("references: 3 are held (expected: fewer, or a higher limit)");
    for (int i = 0; i < 2; i++) {
      side.session.release(8, side.out);
    }
    side.call(Item.of("root"), Bananas.item(two));
    assertThat(side.out.asked).hasSize(2);
    assertThat(side.out.closed).isNull();
  }

  @Test
  void caches_moreThanMayBeHeld_failThatCall() {
    Side side = Side.open(1);
    side.call(Item.of("root"), Bananas.item(CACHE_5));
    side.call(Item.of("root"), Bananas.item(CACHE_5.replace("05 81", "06 81")));
    assertThat(side.out.asked).hasSize(1);
    assertThat(Side.failure(side.out.last()).value()).startsWith("caches: 1 are held");
    side.receive("02 80 1f 87 06 81"); // they were given it back, and may say so
    assertThat(side.out.closed).isNull();
  }

  @Test
  void handles_moreThanMayBeHeld_failThatCall() {
    Side side = Side.open(2);
    side.call(Item.of("root"), Bananas.item(CACHE_5));
    String again = "02 80 0b 87 02 80 0f 87 05 81";
    side.call(Item.of("root"), Bananas.item(again));
    side.call(Item.of("root"), Bananas.item(again));
    assertThat(side.out.asked).hasSize(2);
    assertThat(side.out.sent.getFirst()).isEqualTo(new PbMessage.Decache(Item.of(5)));
    assertThat(Side.failure(side.out.last()).value()).startsWith("handles of caches: 2 are held");
    side.session.decache(5, side.out);
    side.call(Item.of("root"), Bananas.item(again));
    assertThat(side.out.asked).hasSize(3);
  }

  @Test
  void caches_thatNobodyReads_areNotRememberedWithoutEnd() {
    Side side = Side.open(10);
    for (int i = 1; i <= 20; i++) {
      side.call(Item.of("nobody"), Bananas.item(CACHE_5.replace("05 81", "%02x 81".formatted(i))));
    }
    side.receive("02 80 1f 87 14 81");
    assertThat(side.out.closed).isNull();
    side.receive("02 80 1f 87 01 81");
    assertThat(side.out.closed).isEqualTo(CloseReason.PROTOCOL_FAULT);
  }

  // ---- after the end

  @Test
  void release_afterTheEnd_saysNothing() {
    Side side = Side.open();
    side.session.closed(CloseReason.LOST, null);
    side.session.release(9, side.out);
    side.session.decache(9, side.out);
    side.session.uncache(9, side.out);
    assertThat(side.out.sent).isEmpty();
  }
}
