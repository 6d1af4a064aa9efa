package dev.sennit.pb.jelly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sennit.pb.wire.BananaWriter;
import dev.sennit.pb.wire.Bananas;
import dev.sennit.pb.wire.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Keys of dictionaries and members of sets that would take for ever, or change.
@Timeout(30)
class KeysTest {
  /// Writes `(reference 1 (tuple 1 1))` and so on, each the one before twice, under one head.
  ///
  /// @return how many they are
  private static int doubled(BananaWriter out, int first) {
    int count = 60;
    out.list(3).string("reference").number(first);
    out.list(3).string("tuple").number(1).number(1);
    for (int i = 1; i < count; i++) {
      out.list(3).string("reference").number(first + i);
      out.list(3).string("tuple");
      out.list(2).string("dereference").number(first + i - 1);
      out.list(2).string("dereference").number(first + i - 1);
    }
    return count;
  }

  @ParameterizedTest
  @ValueSource(strings = {"dictionary", "set", "frozenset"})
  void key_ofFewBytesAndVeryManyValues_isRefused(String form) {
    BananaWriter out = Bananas.writer().list(62).string("list");
    int count = doubled(out, 1);
    out.list(2).string(form);
    if (form.equals("dictionary")) {
      out.list(2);
    }
    out.list(2).string("dereference").number(count);
    if (form.equals("dictionary")) {
      out.number(0);
    }
    Item item = out.finish();
    assertThatThrownBy(() -> Jellies.read(item))
        .isInstanceOf(JellyException.class)
        .hasMessage("key: more values in it (expected: 10000 or fewer)");
  }

  @Test
  void key_ofUsualSize_isTaken() {
    List<Object> many = new ArrayList<>();
    for (long i = 0; i < 9_000; i++) {
      many.add(i);
    }
    Map<?, ?> map = Map.of(PbTuple.copyOf(many), PbFrozenSet.copyOf(many), PbTuple.of(), 1L);
    assertThat(Jellies.read(Jellies.write(map))).isEqualTo(map);
  }

  @Test
  void key_deepByItsReferences_isRefused() {
    int depth = 100_000;
    BananaWriter out = Bananas.writer().list(depth + 2).string("list");
    out.list(3).string("reference").number(0);
    out.list(2).string("tuple").number(1);
    for (int i = 1; i < depth; i++) {
      out.list(3).string("reference").number(i);
      out.list(2).string("tuple");
      out.list(2).string("dereference").number(i - 1);
    }
    out.list(2).string("set");
    out.list(2).string("dereference").number(depth - 1);
    Item item = out.finish();
    assertThatThrownBy(() -> Jellies.read(item))
        .hasMessage("key: nested deeper (expected: 400 or fewer)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"list", "dictionary", "set"})
  void key_thatHoldsWhatCanChange_isRefused(String form) {
    BananaWriter out = Bananas.writer().list(2).string("set");
    out.list(2).string("tuple");
    out.list(2).string("tuple").list(1).string(form);
    Item item = out.finish();
    assertThatThrownBy(() -> Jellies.read(item))
        .isInstanceOf(JellyException.class)
        .hasMessageContaining("(expected: a value that cannot change)");
  }

  record Pair(@Nullable Object one, Optional<Object> two) {}

  private static @Nullable Object readPairs(Item item) {
    return new JellyReader(PbTypes.standard().record("a.P", Pair.class), new Anything()).read(item);
  }

  /// Begins a pair of which the first is still to be written.
  private static BananaWriter pair(BananaWriter out) {
    out.list(2).string("a.P");
    out.list(2).string("dictionary");
    return out.list(2).string("one");
  }

  @Test
  void key_recordInItself_isRefused() {
    BananaWriter out = Bananas.writer().list(3).string("reference").number(1);
    pair(out.list(3).string("tuple"));
    out.list(2).string("dereference").number(1);
    out.list(2).string("set");
    out.list(2).string("dereference").number(1);
    Item item = out.finish();
    assertThatThrownBy(() -> readPairs(item))
        .hasMessage("key: nested deeper (expected: 400 or fewer)");
  }

  @Test
  void key_recordThatHoldsMuch_isRefused() {
    BananaWriter out = Bananas.writer().list(2).string("set");
    pair(out).list(100).string("tuple");
    for (int i = 1; i < 100; i++) {
      out.number(i);
    }
    Item item = out.finish();
    assertThatThrownBy(() -> readPairs(item))
        .hasMessage("key: a Pair of 102 values (expected: 100 or fewer)");
  }

  @Test
  void key_recordThatHoldsAList_isRefused() {
    BananaWriter out = Bananas.writer().list(2).string("set");
    Item item = pair(out).list(1).string("list").finish();
    assertThatThrownBy(() -> readPairs(item))
        .hasMessageContaining("(expected: a value that cannot change)");
  }

  @Test
  void key_recordInARecord_isTaken() {
    BananaWriter out = Bananas.writer().list(2).string("set");
    Item item = pair(pair(out)).number(7).finish();
    assertThat(readPairs(item))
        .isEqualTo(Set.of(new Pair(new Pair(7L, Optional.empty()), Optional.empty())));
  }

  @Test
  void fit_listOfWhatNoSetMayHold_isRefused() {
    List<Object> item = new ArrayList<>();
    item.add(item);
    assertThatThrownBy(() -> Fitting.fit(List.of(item), Set.class, "those"))
        .hasMessage("key: ArrayList (expected: a value that cannot change)");
    assertThat(Fitting.fit(List.of(1L, PbTuple.of(2L)), Set.class, "those"))
        .isEqualTo(Set.of(1L, PbTuple.of(2L)));
  }

  @Test
  void key_thatIsNotThereYet_isRefused() {
    for (String hex :
        List.of(
            // (list (dictionary ((tuple (dereference 1)) 5)) (reference 1 6))
            "03 80 08 87 02 80 05 87 02 80 02 80 0b 87 02 80 03 87 01 81 05 81"
                + "03 80 04 87 01 81 06 81",
            // (reference 1 (tuple (dictionary ((dereference 1) 5))))
            "03 80 04 87 01 81 02 80 0b 87 02 80 05 87 02 80 02 80 03 87 01 81 05 81",
            // (reference 1 (tuple (frozenset (dereference 1))))
            "03 80 04 87 01 81 02 80 0b 87 02 80 09 82 66 72 6f 7a 65 6e 73 65 74 02 80 03 87 01"
                + " 81")) {
      assertThatThrownBy(() -> Jellies.read(Bananas.item(hex)))
          .isInstanceOf(JellyException.class)
          .hasMessage("key: not there yet (expected: a finished one)");
    }
  }

  @Test
  void keys_thatShareAHash_areRefusedBeforeTheyTakeForEver() {
    Item item = tuplesOfOneHash(300_000);
    assertThatThrownBy(() -> Jellies.read(item))
        .isInstanceOf(JellyException.class)
        .hasMessage("key: of the hash of others (expected: 1000 such or fewer)");
    // as many that are the same are one
    assertThat((List<?>) Objects.requireNonNull(Jellies.read(sameTuple(2_000))))
        .first()
        .isEqualTo(java.util.Set.of(PbTuple.of(7L)));
  }

  /// The hash of a number is that of its upper half and its lower half, one over the other.
  private static Item tuplesOfOneHash(int count) {
    BananaWriter out = Bananas.writer().list(count + 1).string("set");
    for (long i = 1; i <= count; i++) {
      out.list(2).string("tuple").number(i << 32 | i);
    }
    return out.finish();
  }

  private static Item sameTuple(int count) {
    BananaWriter out = Bananas.writer().list(2).string("list");
    out.list(count + 1).string("set");
    for (int i = 0; i < count; i++) {
      out.list(2).string("tuple").number(7);
    }
    return out.finish();
  }

  @Test
  void keys_ofManyKinds_areTakenByTheThousand() {
    BananaWriter out = Bananas.writer().list(100_001).string("dictionary");
    for (int i = 0; i < 100_000; i++) {
      out.list(2);
      out.list(3).string("tuple").number(i % 300).number(i / 300);
      out.number(i);
    }
    assertThat((Map<?, ?>) Objects.requireNonNull(Jellies.read(out.finish()))).hasSize(100_000);
  }
}
