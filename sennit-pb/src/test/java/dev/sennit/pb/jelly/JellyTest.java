package dev.sennit.pb.jelly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sennit.net.wire.Octets;
import dev.sennit.pb.wire.BananaWriter;
import dev.sennit.pb.wire.Bananas;
import dev.sennit.pb.wire.Item;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JellyTest {
  static List<Arguments> captured() {
    return List.of(
        Arguments.of(null, "01 80 01 87"),
        Arguments.of(true, "02 80 07 82 62 6f 6f 6c 65 61 6e 04 82 74 72 75 65"),
        Arguments.of("three", "02 80 07 82 75 6e 69 63 6f 64 65 05 82 74 68 72 65 65"),
        Arguments.of("list", "02 80 07 82 75 6e 69 63 6f 64 65 08 87"),
        Arguments.of(
            "é€\uD83D\uDE00", "02 80 07 82 75 6e 69 63 6f 64 65 09 82 c3 a9 e2 82 ac f0 9f 98 80"),
        Arguments.of(List.of(1L, 2L), "03 80 08 87 01 81 02 81"),
        Arguments.of(PbTuple.of(3L), "02 80 0b 87 03 81"),
        Arguments.of(
            Map.of("a", 1L), "02 80 05 87 02 80 02 80 07 82 75 6e 69 63 6f 64 65 01 82 61 01 81"),
        Arguments.of(Map.of(), "01 80 05 87"),
        Arguments.of(Set.of(1L), "02 80 03 82 73 65 74 01 81"),
        Arguments.of(PbFrozenSet.of(1L), "02 80 09 82 66 72 6f 7a 65 6e 73 65 74 01 81"),
        Arguments.of(
            LocalDate.of(2024, 2, 29), "02 80 04 82 64 61 74 65 09 82 32 30 32 34 20 32 20 32 39"),
        Arguments.of(new BigDecimal("-12.340"), "03 80 07 82 64 65 63 69 6d 61 6c 34 60 83 03 83"),
        Arguments.of(
            Duration.ofDays(-1).plusSeconds(5).plusNanos(7000),
            "02 80 09 82 74 69 6d 65 64 65 6c 74 61 06 82 2d 31 20 35 20 37"));
  }

  @ParameterizedTest
  @MethodSource("captured")
  void write_captured_isTwistedsBytesAndReadsBack(@Nullable Object value, String hex) {
    assertThat(Bananas.hex(Jellies.write(value))).isEqualTo(hex);
    assertThat(Jellies.read(Bananas.item(hex))).isEqualTo(value);
  }

  static List<Object> values() {
    return List.of(
        0L,
        Long.MIN_VALUE,
        Long.MAX_VALUE,
        BigInteger.TWO.pow(100),
        1.5,
        Double.NaN,
        Octets.of((byte) 0, (byte) 0xff),
        "",
        List.of(),
        PbTuple.of(),
        PbTuple.of("a", PbTuple.of(1L, List.of())),
        Map.of("a", 1L, Octets.utf8("a"), 2L, PbTuple.of(1L, "b"), 3L),
        PbFrozenSet.of(1L, "a", PbFrozenSet.of()),
        LocalTime.of(23, 59, 58, 7_000),
        LocalDateTime.of(1, 1, 1, 0, 0),
        new BigDecimal("9.95"),
        new BigDecimal("0"),
        new BigDecimal("1E+5"),
        new PbUnpersistable("why"),
        PbFailure.of("a.B", "text", List.of("a.C")));
  }

  @ParameterizedTest
  @MethodSource("values")
  void write_anyValue_readsBackAsWhatItIs(Object value) {
    assertThat(Jellies.read(Jellies.write(value)))
        .isEqualTo(value)
        .hasSameClassAs(
            value instanceof List
                ? new ArrayList<>()
                : value instanceof Map ? new java.util.LinkedHashMap<>() : value);
  }

  @Test
  void write_otherJavaTypes_areTakenForTheirs() {
    assertThat(Jellies.read(Jellies.write(List.of((byte) 1, (short) 2, 3, 1.5f))))
        .isEqualTo(List.of(1L, 2L, 3L, 1.5));
    assertThat(Jellies.read(Jellies.write(new byte[] {1}))).isEqualTo(Octets.of((byte) 1));
    assertThat(Jellies.read(Jellies.write(new int[] {1, 2}))).isEqualTo(List.of(1L, 2L));
    assertThat(Jellies.read(Jellies.write(new Object[] {"a"}))).isEqualTo(List.of("a"));
    assertThat(Jellies.read(Jellies.write(LocalTime.of(1, 2, 3, 4_567))))
        .isEqualTo(LocalTime.of(1, 2, 3, 4_000));
  }

  @Test
  void write_unknownClass_isRefusedByName() {
    assertThatThrownBy(() -> Jellies.write(List.of(new StringBuilder())))
        .isInstanceOf(JellyException.class)
        .hasMessageStartingWith("java.lang.StringBuilder: cannot be sent (expected: ");
  }

  @Test
  void write_unpairedSurrogate_isRefused() {
    assertThatThrownBy(() -> Jellies.write("a\uD83Db"))
        .hasMessage("text: an unpaired surrogate at 1 (expected: characters of Unicode)");
    assertThatThrownBy(() -> Jellies.write("\uDE00")).isInstanceOf(JellyException.class);
  }

  @Test
  void write_yearBeyondPythons_isRefused() {
    assertThatThrownBy(() -> Jellies.write(LocalDate.of(10_000, 1, 1)))
        .hasMessage("year: 10000 (expected: 1 to 9999)");
  }

  @Test
  void write_tooDeep_isRefused() {
    List<Object> deep = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      deep = new ArrayList<>(List.of(deep));
    }
    Object value = deep;
    assertThatThrownBy(() -> Jellies.write(value))
        .hasMessage("value: nested deeper (expected: 400 levels or fewer)");
  }

  // ---- identity

  @Test
  void write_listOfItself_isTwistedsBytes() {
    List<Object> list = new ArrayList<>();
    list.add(list);
    assertThat(Bananas.hex(Jellies.write(list)))
        .isEqualTo("03 80 04 87 01 81 02 80 08 87 02 80 03 87 01 81");
    List<?> back = (List<?>) Jellies.readSome(Jellies.write(list));
    assertThat(back.getFirst()).isSameAs(back);
  }

  @Test
  void write_tupleInAListInATuple_isOneEverywhere() {
    List<Object> list = new ArrayList<>();
    Map<String, Object> map = new HashMap<>();
    PbTuple tuple = PbTuple.of(list, map, list);
    list.add(tuple);
    map.put("t", tuple);
    PbTuple back = (PbTuple) Jellies.readSome(Jellies.write(tuple));
    assertThat(back.get(0)).isSameAs(back.get(2));
    assertThat(((List<?>) Jellies.some(back.get(0))).getFirst()).isSameAs(back);
    assertThat(((Map<?, ?>) Jellies.some(back.get(1))).get("t")).isSameAs(back);
  }

  @Test
  void write_instanceInItsOwnSets_isOneEverywhere() {
    Map<String, Object> state = new HashMap<>();
    PbInstance self = new PbInstance("a.B", state);
    state.put("set", new java.util.HashSet<>(List.of(self)));
    state.put("frozen", PbFrozenSet.of(self));
    state.put("keys", new HashMap<>(Map.of(self, self)));
    PbInstance back =
        (PbInstance) Jellies.readSome(Jellies.write(self), PbTypes.standard().instances("a.B"));
    assertThat((Set<?>) back.get("set")).hasSize(1).first().isSameAs(back);
    assertThat(((PbFrozenSet) Jellies.some(back.get("frozen"))).asSet())
        .hasSize(1)
        .first()
        .isSameAs(back);
    assertThat(((Map<?, ?>) Jellies.some(back.get("keys"))).get(back)).isSameAs(back);
  }

  @Test
  void write_equalButDistinct_staysDistinct() {
    List<?> back =
        (List<?>) Jellies.readSome(Jellies.write(List.of(new ArrayList<>(), new ArrayList<>())));
    assertThat(back.get(0)).isNotSameAs(back.get(1));
    List<?> constants = (List<?>) Jellies.readSome(Jellies.write(List.of(List.of(), List.of())));
    assertThat(constants.get(0)).isNotSameAs(constants.get(1));
  }

  @Test
  void read_dereferenceBeforeItsReference_isFilledIn() {
    // (tuple (dereference 1) (reference 1 (list)) (dictionary (1 (dereference 2)))
    //  (set (dereference 2)) (reference 2 (tuple 5)))
    Object value =
        Jellies.readSome(
            Bananas.item(
                "06 80 0b 87 02 80 03 87 01 81 03 80 04 87 01 81 01 80 08 87"
                    + "02 80 05 87 02 80 01 81 02 80 03 87 02 81"
                    + "02 80 03 82 73 65 74 02 80 03 87 02 81"
                    + "03 80 04 87 02 81 02 80 0b 87 05 81"));
    PbTuple tuple = (PbTuple) value;
    assertThat(tuple.get(0)).isSameAs(tuple.get(1)).isEqualTo(List.of());
    assertThat(tuple.get(2)).isEqualTo(Map.of(1L, PbTuple.of(5L)));
    assertThat(tuple.get(3)).isEqualTo(Set.of(PbTuple.of(5L)));
  }

  @ParameterizedTest
  @CsvSource({
    "02 80 03 87 01 81, dereference", // to nothing
    "02 80 08 87 02 80 03 87 01 81, dereference: 1",
    "03 80 08 87 03 80 04 87 01 81 05 81 03 80 04 87 01 81 05 81, reference: 1 twice",
    "02 80 05 87 02 80 02 80 03 87 01 81 05 81, key: not there yet"
  })
  void read_referenceThatMakesNoSense_isRefused(String hex, String message) {
    assertThatThrownBy(() -> Jellies.read(Bananas.item(hex)))
        .isInstanceOf(JellyException.class)
        .hasMessageStartingWith(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "03 80 04 87 01 81 02 80 03 87 01 81", // (reference 1 (dereference 1))
        // (list (reference 1 (dereference 2)) (reference 2 (dereference 1)))
        "03 80 08 87 03 80 04 87 01 81 02 80 03 87 02 81 03 80 04 87 02 81 02 80 03 87 01 81"
      })
  void read_referencesThatMeanEachOther_areRefused(String hex) {
    assertThatThrownBy(() -> Jellies.read(Bananas.item(hex)))
        .isInstanceOf(JellyException.class)
        .hasMessageStartingWith("dereference: ");
  }

  @Test
  void read_longChainOfReferences_allAreTheLast() {
    int count = 20_000;
    BananaWriter out = Bananas.writer().list(2 * count + 2).string("list");
    for (int i = 1; i <= count; i++) {
      out.list(2).string("dereference").number(i);
    }
    for (int i = 1; i <= count; i++) {
      out.list(3).string("reference").number(i);
      out.list(2).string("dereference").number(i + 1);
    }
    out.list(3).string("reference").number(count + 1).number(7);
    assertThat((List<?>) Jellies.readSome(out.finish()))
        .hasSize(2 * count + 1)
        .allMatch(each -> Long.valueOf(7).equals(each));
  }

  @Test
  void read_referenceToAScalar_givesTheScalar() {
    // (list (reference "n" (None)) (dereference "n"))
    assertThat(
            Jellies.read(
                Bananas.item("03 80 08 87 03 80 04 87 01 82 6e 01 80 01 87 02 80 03 87 01 82 6e")))
        .isEqualTo(Arrays.asList(null, null));
  }

  @Test
  void read_referenceAroundAFailureOrAReference_isTheWhole() {
    // (list (reference 1 (reference 2 (list))) (dereference 1) (dereference 2))
    List<?> lists =
        (List<?>)
            Jellies.readSome(
                Bananas.item(
                    "04 80 08 87 03 80 04 87 01 81 03 80 04 87 02 81 01 80 08 87"
                        + "02 80 03 87 01 81 02 80 03 87 02 81"));
    assertThat(lists.get(0)).isSameAs(lists.get(1)).isSameAs(lists.get(2)).isEqualTo(List.of());
    PbFailure failure = PbFailure.of("a.B", "text", List.of());
    String hex = Bananas.hex(Jellies.write(failure));
    List<?> failures =
        (List<?>)
            Jellies.readSome(
                Bananas.item("03 80 08 87 03 80 04 87 01 81 " + hex + " 02 80 03 87 01 81"));
    assertThat(failures).isEqualTo(List.of(failure, failure));
  }

  // ---- forms

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00 80", // no form
        "01 80 01 81", // no name
        "01 80 00 80",
        "02 80 07 82 75 6e 69 63 6f 64 65 01 82 ff", // not UTF-8
        "02 80 07 82 75 6e 69 63 6f 64 65 03 82 ed a0 80", // a surrogate
        "01 80 07 82 75 6e 69 63 6f 64 65",
        "02 80 07 82 62 6f 6f 6c 65 61 6e 03 82 79 65 73", // boolean yes
        "02 80 05 87 01 81", // dictionary of no pair
        "02 80 05 87 01 80 01 81",
        "02 80 05 87 02 80 01 80 08 87 01 81", // a list as a key
        "02 80 04 82 64 61 74 65 03 82 31 20 32", // date 1 2
        "02 80 04 82 64 61 74 65 09 82 32 30 32 33 20 32 20 32 39", // 2023 2 29
        "02 80 07 82 64 65 63 69 6d 61 6c 01 81",
        "03 80 07 82 64 65 63 69 6d 61 6c 01 81 00 00 00 00 08 85",
        "01 80 0d 87", // copy
        "01 80 0e 87", // cache
        "01 80 03 82 69 6e 74", // int
        "02 80 10 87 01 82 31" // remote with a string
      })
  void read_malformedForm_isRefused(String hex) {
    assertThatThrownBy(() -> Jellies.read(Bananas.item(hex))).isInstanceOf(JellyException.class);
  }

  @Test
  void read_timesWithFewerFields_areFilledUp() {
    assertThat(Jellies.read(Bananas.item("02 80 04 82 74 69 6d 65 00 82")))
        .isEqualTo(LocalTime.MIDNIGHT);
    assertThat(
            Jellies.read(
                Bananas.item("02 80 08 82 64 61 74 65 74 69 6d 65 08 82 32 30 32 34 09 32 20 31")))
        .isEqualTo(LocalDateTime.of(2024, 2, 1, 0, 0));
  }

  // ---- what is allowed

  @Test
  void read_instanceNotAllowed_isInsecure() {
    var item = Jellies.write(new PbInstance("os.path.Evil", Map.of("a", 1L)));
    assertThatThrownBy(() -> Jellies.read(item))
        .isInstanceOfSatisfying(
            JellyException.class,
            e -> assertThat(e.failure().type()).isEqualTo("twisted.spread.jelly.InsecureJelly"))
        .hasMessage("Module os.path not allowed (in type os.path.Evil).");
    var back = (PbInstance) Jellies.readSome(item, PbTypes.standard().modules("os.path"));
    assertThat(back.type()).isEqualTo("os.path.Evil");
    assertThat(back.get("a")).isEqualTo(1L);
  }

  @Test
  void read_namesOfPython_areAllowedByModule() {
    PbTypes types = PbTypes.standard().modules("a", "a.b");
    for (PbName name :
        List.of(
            new PbName.OfClass("a.C"),
            new PbName.OfModule("a.b"),
            new PbName.OfFunction("a.f"),
            new PbName.OfMethod("m", null, new PbName.OfClass("a.C")))) {
      assertThat(Jellies.read(Jellies.write(name), types)).isEqualTo(name);
      assertThatThrownBy(() -> Jellies.read(Jellies.write(name)))
          .isInstanceOf(JellyException.class);
    }
  }

  @Test
  void read_oldInstance_isOneToo() {
    // (instance (class "a.C") (dictionary))
    var item = Bananas.item("03 80 07 87 02 80 02 87 03 82 61 2e 43 01 80 05 87");
    assertThat(((PbInstance) Jellies.readSome(item, PbTypes.standard().instances("a.C"))).type())
        .isEqualTo("a.C");
  }

  @Test
  void read_bareTypes_refuseContainers() {
    assertThat(Jellies.read(Jellies.write("a"), PbTypes.bare())).isEqualTo("a");
    for (Object value : List.of(List.of(1), Map.of(), PbTuple.of())) {
      assertThatThrownBy(() -> Jellies.read(Jellies.write(value), PbTypes.bare()))
          .isInstanceOf(JellyException.class);
    }
    PbTypes without = PbTypes.standard().without("decimal", "set", "frozenset");
    for (Object value : List.of(BigDecimal.ONE, Set.of(), PbFrozenSet.of())) {
      assertThatThrownBy(() -> Jellies.read(Jellies.write(value), without))
          .isInstanceOf(JellyException.class);
    }
  }

  // ---- registered classes

  record Point(int x, @Nullable String label, @Nullable List<Integer> more) {}

  static final class Node {
    String name = "";
    @Nullable Node other;
  }

  @Test
  void record_bothWays_isACopyable() {
    PbTypes types = PbTypes.standard().record("t.Point", Point.class);
    Point point = new Point(1, "a", List.of(1, 2));
    assertThat(Jellies.read(Jellies.write(point, types), types)).isEqualTo(point);
    var asSent =
        (PbInstance) Jellies.readSome(Jellies.write(point, types), PbTypes.standard().modules("t"));
    assertThat(asSent.state()).isEqualTo(Map.of("x", 1L, "label", "a", "more", List.of(1L, 2L)));
  }

  @Test
  void record_oddState_isFittedOrRefused() {
    PbTypes types = PbTypes.standard().record("t.Point", Point.class);
    var fromPython2 = new HashMap<Object, Object>();
    fromPython2.put(Octets.utf8("x"), 1);
    fromPython2.put("unknown", 5);
    assertThat(Jellies.read(Jellies.write(new PbInstance("t.Point", fromPython2)), types))
        .isEqualTo(new Point(1, null, null));
    assertThatThrownBy(
            () -> Jellies.read(Jellies.write(new PbInstance("t.Point", Map.of("x", "1"))), types))
        .hasMessage("Point.x: String (expected: int)");
    assertThatThrownBy(
            () -> Jellies.read(Jellies.write(new PbInstance("t.Point", Map.of())), types))
        .hasMessage("Point.x: None (expected: int)");
  }

  @Test
  void copy_twoThatPointAtEachOther_stayTwo() {
    PbTypes types =
        PbTypes.standard()
            .copy(
                "t.Node",
                Node.class,
                node -> {
                  Map<String, Object> state = new HashMap<>();
                  state.put("name", node.name);
                  state.put("other", node.other);
                  return state;
                },
                Node::new,
                (node, state) -> {
                  node.name = (String) Jellies.some(((Map<?, ?>) Jellies.some(state)).get("name"));
                  node.other = (Node) ((Map<?, ?>) Jellies.some(state)).get("other");
                });
    Node a = new Node();
    Node b = new Node();
    a.name = "a";
    a.other = b;
    b.name = "b";
    b.other = a;
    Node back = (Node) Jellies.readSome(Jellies.write(a, types), types);
    assertThat(back.name).isEqualTo("a");
    Node other = Jellies.some(back.other);
    assertThat(other.name).isEqualTo("b");
    assertThat(other.other).isSameAs(back);
  }

  /// As with Twisted, which makes copies without running a constructor.
  @Test
  void copy_filledLater_isMadeBlankAndThenFilledOnce() {
    List<Object> events = new ArrayList<>();
    PbTypes types =
        PbTypes.standard()
            .copy(
                "t.Node",
                Node.class,
                _ -> Map.of(),
                () -> {
                  events.add("made");
                  return new Node();
                },
                (node, state) -> events.add(node.name + Jellies.some(state)));
    Item one = Jellies.write(new PbInstance("t.Node", Map.of("name", "a")));
    Object _ = Jellies.readSome(one, types);
    assertThat(events).containsExactly("made", "{name=a}");
  }

  @Test
  void factory_gotItsState_makesWhatItLikes() {
    PbTypes types = PbTypes.standard().factory("t.F", state -> List.of("made", state));
    assertThat(Jellies.read(Jellies.write(new PbInstance("t.F", 5L)), types))
        .isEqualTo(List.of("made", 5L));
  }

  @Test
  void write_decimals_areNumberAndExponent() {
    for (String[] each :
        new String[][] {
          {"9.95", "(\"decimal\" 995 -2)"},
          {"0", "(\"decimal\" 0 0)"},
          {"123456", "(\"decimal\" 123456 0)"},
          {"-78.901", "(\"decimal\" -78901 -3)"}
        }) {
      Item item = Jellies.write(new BigDecimal(each[0]));
      assertThat(item).hasToString(each[1]);
      assertThat(Jellies.read(item)).isEqualTo(new BigDecimal(each[0]));
    }
  }

  @Test
  void write_instanceWithATupleAsItsState_readsBack() {
    var back =
        (PbInstance)
            Jellies.readSome(
                Jellies.write(new PbInstance("a.B", PbTuple.of(1, "two"))),
                PbTypes.standard().instances("a.B"));
    assertThat(back.state()).isEqualTo(PbTuple.of(1L, "two"));
  }

  @Test
  void write_instancesAsKeys_keepTheirSharedParts() {
    List<Object> shared = new ArrayList<>();
    PbInstance key = new PbInstance("a.K", Map.of("part", shared));
    PbInstance other = new PbInstance("a.K", Map.of("part", shared));
    var back =
        (Map<?, ?>)
            Jellies.readSome(
                Jellies.write(Map.of(key, other)), PbTypes.standard().instances("a.K"));
    var entry = back.entrySet().iterator().next();
    assertThat(((PbInstance) entry.getKey()).get("part"))
        .isSameAs(((PbInstance) entry.getValue()).get("part"));
  }

  @Test
  void write_treeWithPointersBack_keepsItsShape() {
    Map<String, Object> state = new HashMap<>();
    PbInstance parent = new PbInstance("a.Node", state);
    List<Object> children = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      children.add(new PbInstance("a.Node", Map.of("parent", parent, "number", i)));
    }
    state.put("children", children);
    var back =
        (PbInstance)
            Jellies.readSome(Jellies.write(parent), PbTypes.standard().instances("a.Node"));
    List<?> found = (List<?>) Jellies.some(back.get("children"));
    assertThat(found).hasSize(3);
    for (int i = 0; i < 3; i++) {
      PbInstance child = (PbInstance) found.get(i);
      assertThat(child.get("parent")).isSameAs(back);
      assertThat(child.get("number")).isEqualTo((long) i);
    }
  }

  @Test
  void persistent_objects_goByTheirIds() {
    StringBuilder known = new StringBuilder("known");
    PbTypes types =
        PbTypes.standard()
            .persistent(
                object -> object == known ? (Object) 7L : null, id -> id.equals(7L) ? known : "?");
    Item item = Jellies.write(List.of(known, "x", known), types);
    assertThat(item).hasToString("(list (persistent 7) (\"unicode\" \"x\") (persistent 7))");
    List<?> back = (List<?>) Jellies.readSome(item, types);
    assertThat(back.get(0)).isSameAs(known);
    assertThat(back.get(2)).isSameAs(known);
    assertThat(Jellies.read(Bananas.item("02 80 0a 87 07 81")))
        .isEqualTo(new PbUnpersistable("Persistent callback not found"));
  }

  // ---- failures

  @Test
  void failure_ofPython2_isRead() {
    var state = new HashMap<Object, Object>();
    state.put(Octets.utf8("type"), Octets.utf8("exceptions.ValueError"));
    state.put(Octets.utf8("value"), Octets.utf8("bad"));
    state.put(Octets.utf8("parents"), List.of(Octets.utf8("exceptions.ValueError")));
    PbFailure failure =
        (PbFailure) Jellies.readSome(Jellies.write(new PbInstance(PbFailure.TAG, state)));
    assertThat(failure)
        .isEqualTo(
            new PbFailure("exceptions.ValueError", "bad", List.of("exceptions.ValueError"), ""));
    assertThat(failure).hasToString("Traceback from remote host -- exceptions.ValueError: bad");
  }

  static final class Full extends RuntimeException {
    Full(String message) {
      super(message);
    }
  }

  @Test
  void failureOf_exceptions_haveNamesOverThere() {
    PbTypes types =
        PbTypes.standard().exception("chat.Full", Full.class, Full::new, "chat.ChatError");
    PbFailure full = types.failureOf(new Full("no seat"));
    assertThat(full.parents())
        .containsExactly(
            "chat.Full",
            "chat.ChatError",
            "builtins.Exception",
            "builtins.BaseException",
            "builtins.object");
    assertThat(types.exceptionOf(full)).isInstanceOf(Full.class).hasMessage("no seat");
    assertThat(types.failureOf(new NumberFormatException("x")).is("builtins.ValueError")).isTrue();
    assertThat(types.failureOf(new ArrayIndexOutOfBoundsException()).parents())
        .containsSubsequence(
            "java.lang.ArrayIndexOutOfBoundsException",
            "builtins.IndexError",
            "builtins.LookupError",
            "builtins.Exception");
    assertThat(types.exceptionOf(PbFailure.of("x.Y", "", List.of()))).isNull();
  }
}
