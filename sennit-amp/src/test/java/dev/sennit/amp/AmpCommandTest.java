package dev.sennit.amp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sennit.amp.wire.AmpBox;
import dev.sennit.amp.wire.AmpDecimal;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.wire.Octets;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AmpCommandTest {
  record Row(String k, @Nullable Integer v) {}

  record Mixed(
      List<Integer> ids,
      List<Row> rows,
      OffsetDateTime when,
      AmpDecimal cost,
      boolean ok,
      double f,
      String name,
      Octets raw) {}

  record Keys(@AmpKey("dash-arg") int count, @AmpKey("from") String source, String mixedCase) {}

  record Optionals(@Nullable String a, Optional<Integer> b, Optional<List<Row>> c, String d) {}

  private static AmpConnection nobody() {
    return new AmpLine(
        new AmpTerms(AmpRouter.of(), AmpLimits.defaults(), dev.sennit.net.Timeouts.defaults()));
  }

  private static <Q extends Record> AmpBox written(Class<Q> type, Q value) {
    return AmpCommand.of(type, AmpNothing.class).write(value, nobody()).build();
  }

  private static <Q extends Record> Q read(Class<Q> type, AmpBox box) {
    return AmpCommand.of(type, AmpNothing.class).readRequest(box, nobody());
  }

  @Test
  void mixed_everyType_isTheCapturedBox() {
    Mixed value =
        new Mixed(
            List.of(1, -20, 300),
            List.of(new Row("☃", 5), new Row("", null)),
            OffsetDateTime.parse("2024-02-29T23:59:58.000001-03:30"),
            AmpDecimal.parse("-1.50E+3"),
            true,
            1e-7,
            "é",
            Octets.of((byte) 0, (byte) 0xff));
    Octets captured =
        Vectors.octets(
            """
            0004 5f61736b 0001 31  0008 5f636f6d6d616e64 0005 6d69786564
            0004 636f7374 0008 2d312e3530452b33
            0001 66 0005 31652d3037
            0003 696473 000d 0001 31 0003 2d3230 0003 333030
            0004 6e616d65 0002 c3a9
            0002 6f6b 0004 54727565
            0003 726177 0002 00ff
            0004 726f7773 0017 0001 6b 0003 e29883 0001 76 0001 35 0000 0001 6b 0000 0000
            0004 7768656e 0020 323032342d30322d32395432333a35393a35382e3030303030312d30333a3330
            0000\
            """);
    AmpCommand<Mixed, AmpNothing> mixed = AmpCommand.of("mixed", Mixed.class, AmpNothing.class);
    AmpBox box = mixed.write(value, nobody()).put("_ask", "1").build();
    assertThat(box.toOctets()).isEqualTo(captured);
    assertThat(mixed.readRequest(AmpBox.parse(captured).getFirst(), nobody())).isEqualTo(value);
  }

  @Test
  void keys_givenByAnnotation_areThoseOnTheWire() {
    Keys value = new Keys(3, "here", "x");
    AmpBox box = written(Keys.class, value);
    assertThat(box)
        .isEqualTo(
            AmpBox.of("_command", "Keys", "dash-arg", "3", "from", "here", "mixedCase", "x"));
    assertThat(read(Keys.class, box)).isEqualTo(value);
  }

  @Test
  void optional_absent_isOmittedAndComesBackAsAbsent() {
    Optionals value = new Optionals(null, Optional.empty(), Optional.empty(), "");
    AmpBox box = written(Optionals.class, value);
    assertThat(box).isEqualTo(AmpBox.of("_command", "Optionals", "d", ""));
    assertThat(read(Optionals.class, box)).isEqualTo(value);
  }

  @Test
  void optional_present_comesBack() {
    Optionals value =
        new Optionals("", Optional.of(1), Optional.of(List.of(new Row("a", null))), "d");
    assertThat(read(Optionals.class, written(Optionals.class, value))).isEqualTo(value);
  }

  @Test
  void optional_emptyValue_isNotAbsent() {
    assertThat(read(Optionals.class, AmpBox.of("a", "", "c", "", "d", "")))
        .isEqualTo(new Optionals("", Optional.empty(), Optional.of(List.of()), ""));
  }

  @Test
  void read_unknownKeys_areIgnored() {
    assertThat(read(Commands.Sum.class, AmpBox.of("a", "1", "b", "2", "c", "3")))
        .isEqualTo(new Commands.Sum(1, 2));
  }

  @Test
  void read_missingField_isNamed() {
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> read(Commands.Sum.class, AmpBox.of("a", "1")))
        .withMessage("Sum.b: missing (expected: the key b in the box)");
  }

  @Test
  void read_badValue_isNamed() {
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> read(Commands.Sum.class, AmpBox.of("a", "1", "b", "x")))
        .withMessage("Sum.b: integer: x (expected: decimal digits)");
  }

  @Test
  @SuppressWarnings("NullAway") // that is the mistake
  void write_requiredComponentIsNull_isNamed() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> written(Commands.Name.class, new Commands.Name(null)))
        .withMessage("Name.name: null (expected: a value; it is not optional)");
  }

  @Test
  void write_halfASurrogatePair_isRefused() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> written(Commands.Name.class, new Commands.Name("\ud800")))
        .withMessageContaining("Name.name: text: half a surrogate pair");
  }

  @Test
  void read_malformedUtf8_isRefused() {
    for (String hex : List.of("c0af", "eda080", "f4908080", "e298", "ff")) {
      AmpBox box = AmpBox.builder().put(Octets.utf8("name"), Vectors.octets(hex)).build();
      assertThatExceptionOfType(ProtocolException.class)
          .isThrownBy(() -> read(Commands.Name.class, box));
    }
  }

  record Flag(boolean on) {}

  @Test
  void boolean_anythingButTrueAndFalse_isRefused() {
    assertThat(read(Flag.class, AmpBox.of("on", "True"))).isEqualTo(new Flag(true));
    assertThat(read(Flag.class, AmpBox.of("on", "False"))).isEqualTo(new Flag(false));
    for (String text : List.of("true", "TRUE", "1", "", " True", "True\n", "ninja")) {
      assertThatExceptionOfType(ProtocolException.class)
          .isThrownBy(() -> read(Flag.class, AmpBox.of("on", text)));
    }
  }

  record Lists(
      List<BigInteger> numbers,
      List<Octets> bytes,
      List<String> texts,
      List<List<Integer>> nested,
      List<AmpDecimal> decimals) {}

  @Test
  void listOf_everyElement_isTheKnownBytes() {
    Lists value =
        new Lists(
            List.of(
                BigInteger.ONE,
                BigInteger.valueOf(20),
                BigInteger.valueOf(500),
                BigInteger.valueOf(-1)),
            List.of(Octets.EMPTY, Octets.utf8("a"), Octets.EMPTY),
            List.of("☃", "Hello"),
            List.of(List.of(), List.of(1), List.of(2, 30)),
            List.of(AmpDecimal.parse("Infinity"), AmpDecimal.parse("-Infinity")));
    AmpBox box = written(Lists.class, value);
    assertThat(box.get("numbers"))
        .isEqualTo(Vectors.octets("0001 31 0002 3230 0003 353030 0002 2d31"));
    assertThat(box.get("bytes")).isEqualTo(Vectors.octets("0000 0001 61 0000"));
    assertThat(box.get("texts")).isEqualTo(Vectors.octets("0003 e29883 0005 48656c6c6f"));
    assertThat(box.get("nested"))
        .isEqualTo(Vectors.octets("0000 0003 000131 0007 000132 00023330"));
    assertThat(box.get("decimals"))
        .isEqualTo(Vectors.octets("0008 496e66696e697479 0009 2d496e66696e697479"));
    assertThat(read(Lists.class, box)).isEqualTo(value);
  }

  record Texts(List<String> texts) {}

  @Test
  void listOf_unfinishedElement_isDropped() {
    AmpBox box =
        AmpBox.builder().put(Octets.utf8("texts"), Vectors.octets("0001 61 0005 6162")).build();
    assertThat(read(Texts.class, box)).isEqualTo(new Texts(List.of("a")));
  }

  @Test
  void listOf_tooLong_namesItsKey() {
    for (int length : new int[] {65_534, 65_536}) {
      assertThatExceptionOfType(dev.sennit.amp.wire.TooLongException.class)
          .isThrownBy(() -> written(Texts.class, new Texts(List.of("x".repeat(length)))))
          .satisfies(e -> assertThat(e.keyName()).contains(Octets.utf8("texts")));
    }
  }

  record Outer(List<Inner> n, List<Integer> l) {}

  record Inner(int x) {}

  record Nested(List<Outer> all) {}

  @Test
  void ampList_nested_isTheKnownBytes() {
    Nested value = new Nested(List.of(new Outer(List.of(new Inner(1), new Inner(2)), List.of(7))));
    AmpBox box = written(Nested.class, value);
    assertThat(box.get("all"))
        .isEqualTo(
            Vectors.octets(
                "0001 6c 0003 000137 0001 6e 0010 0001780001310000 0001780001320000 0000"));
    assertThat(read(Nested.class, box)).isEqualTo(value);
  }

  record Item(int number) {}

  record Items(List<Item> items) {}

  record PerhapsItems(Optional<List<Item>> items) {}

  @Test
  void ampList_tenItems_comeBack() {
    Items ten = new Items(IntStream.range(0, 10).mapToObj(Item::new).toList());
    assertThat(read(Items.class, written(Items.class, ten))).isEqualTo(ten);
  }

  @Test
  void ampList_optional_mayBeAbsentAndEmptyIsNotAbsent() {
    PerhapsItems absent = new PerhapsItems(Optional.empty());
    PerhapsItems empty = new PerhapsItems(Optional.of(List.of()));
    PerhapsItems one = new PerhapsItems(Optional.of(List.of(new Item(7))));
    assertThat(written(PerhapsItems.class, absent).get("items")).isNull();
    assertThat(written(PerhapsItems.class, empty).get("items")).isEqualTo(Octets.EMPTY);
    for (PerhapsItems each : List.of(absent, empty, one)) {
      assertThat(read(PerhapsItems.class, written(PerhapsItems.class, each))).isEqualTo(each);
    }
  }

  record Paths(Path path) {}

  @Test
  void path_thatComes_isAbsoluteAndNormal() {
    assertThat(written(Paths.class, new Paths(Path.of("/a/./b/../c"))).get("path"))
        .isEqualTo(Octets.utf8("/a/c"));
    assertThat(read(Paths.class, AmpBox.of("path", "x//y/")).path())
        .isEqualTo(Path.of("x/y").toAbsolutePath());
    assertThat(read(Paths.class, AmpBox.of("path", "")).path())
        .isEqualTo(Path.of("").toAbsolutePath());
  }

  // ---- own types

  static final class Backwards implements AmpType<String> {
    @Override
    public Octets encode(String value, AmpConnection connection) {
      return Octets.utf8(new StringBuilder(value).reverse().toString());
    }

    @Override
    public String decode(Octets bytes, AmpConnection connection) {
      return new StringBuilder(bytes.utf8()).reverse().toString();
    }
  }

  /// A text over as many keys as it takes: `name`, `name.2`, ...
  static final class Pieces implements AmpField<String> {
    @Override
    public void write(Octets key, String value, AmpBox.Builder box, AmpConnection connection) {
      for (int i = 0; i * 3 < value.length() || i == 0; i++) {
        box.put(
            i == 0 ? key.utf8() : key.utf8() + "." + (i + 1),
            value.substring(i * 3, Math.min(value.length(), i * 3 + 3)));
      }
    }

    @Override
    public @Nullable String read(Octets key, AmpBox box, AmpConnection connection) {
      Octets first = box.get(key);
      if (first == null) {
        return null;
      }
      List<String> parts = new ArrayList<>(List.of(first.utf8()));
      for (Octets next = box.get(key.utf8() + ".2"); next != null; ) {
        parts.add(next.utf8());
        next = box.get(key.utf8() + "." + (parts.size() + 1));
      }
      return String.join("", parts);
    }
  }

  record Own(@AmpAs(Backwards.class) String text, @AmpAs(Pieces.class) String pieces) {}

  @Test
  void ownTypes_oneKeyOrSeveral_comeBack() {
    Own value = new Own("abc", "1234567");
    AmpBox box = written(Own.class, value);
    assertThat(box)
        .isEqualTo(
            AmpBox.of(
                "_command",
                "Own",
                "text",
                "cba",
                "pieces",
                "123",
                "pieces.2",
                "456",
                "pieces.3",
                "7"));
    assertThat(read(Own.class, box)).isEqualTo(value);
  }

  // ---- mistakes in declarations

  record BadType(Map<String, String> map) {}

  record BadList(List<List<Row>> rows) {}

  record BadKey(@AmpKey("") int a) {}

  record TakenKey(@AmpKey("_ask") int a) {}

  record SameKey(int a, @AmpKey("a") int b) {}

  record Loop(List<Loop> loops) {}

  record BadOwn(@AmpAs(String.class) String text) {}

  record NoMaking(@AmpAs(Needy.class) String text) {}

  static final class Needy implements AmpType<String> {
    Needy(int need) {}

    @Override
    public Octets encode(String value, AmpConnection connection) {
      return Octets.EMPTY;
    }

    @Override
    public String decode(Octets bytes, AmpConnection connection) {
      return "";
    }
  }

  private static void refused(Class<? extends Record> type, String message) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> AmpCommand.of(type, AmpNothing.class))
        .withMessageContaining(message);
  }

  @Test
  void declaration_mistakes_nameTheComponent() {
    refused(BadType.class, "BadType.map: java.util.Map");
    refused(BadList.class, "BadList.rows");
    refused(BadKey.class, "BadKey.a: key of 0 bytes");
    refused(TakenKey.class, "TakenKey.a: key _ask");
    refused(SameKey.class, "SameKey.b: key a");
    refused(Loop.class, "a record that does not hold itself");
    refused(BadOwn.class, "BadOwn.text: java.lang.String");
    refused(NoMaking.class, "NoMaking.text");
  }

  @Test
  void name_default_isTheClassName() {
    assertThat(Commands.SUM.name()).isEqualTo(Octets.utf8("Sum"));
  }

  // ---- errors

  private static class BaseError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BaseError(String message) {
      super(message);
    }
  }

  private static final class DerivedError extends BaseError {
    private static final long serialVersionUID = 1L;

    DerivedError(String message) {
      super(message);
    }
  }

  private static AmpCommand<AmpNothing, AmpNothing> plain(String name) {
    return AmpCommand.of(name, AmpNothing.class, AmpNothing.class);
  }

  private static Octets codeOf(AmpCommand<?, ?> command, Throwable thrown) {
    AmpCommand.Declared declared = command.declared(thrown);
    return declared == null ? Octets.EMPTY : declared.code();
  }

  @Test
  void errors_areTriedInTheOrderOfDeclaration() {
    var command =
        plain("x")
            .error(BaseError.class, "BASE", BaseError::new)
            .error(DerivedError.class, "DER", DerivedError::new);
    assertThat(codeOf(command, new DerivedError(""))).isEqualTo(Octets.utf8("BASE"));
    assertThat(command.thrown(Octets.utf8("DER"), "text")).isInstanceOf(DerivedError.class);
  }

  @Test
  void errors_inherited_comeFirstAndStayFatal() {
    var base = plain("base").fatal(BaseError.class, "BASE", BaseError::new);
    var derived =
        plain("derived")
            .fatal(ArithmeticException.class, "MATH", ArithmeticException::new)
            .errorsOf(base);
    assertThat(derived.declared(new DerivedError("")))
        .extracting(AmpCommand.Declared::fatal)
        .isEqualTo(true);
    assertThat(codeOf(derived, new ArithmeticException())).isEqualTo(Octets.utf8("MATH"));
  }

  @Test
  void errors_sameException_ownCodeCounts() {
    var base = plain("base").error(BaseError.class, "OLD", BaseError::new);
    var derived = plain("derived").error(BaseError.class, "NEW", BaseError::new).errorsOf(base);
    assertThat(codeOf(derived, new BaseError(""))).isEqualTo(Octets.utf8("NEW"));
  }

  @Test
  void thrown_unhandled_cannotBeDeclaredAway() {
    var command = plain("x").error(BaseError.class, "UNHANDLED", BaseError::new);
    assertThat(command.thrown(Octets.utf8("UNHANDLED"), "text"))
        .isInstanceOf(UnhandledCommandException.class);
  }

  @Test
  void thrown_unknownCode_losesTheCodeAndKeepsTheText() {
    assertThat(plain("x").thrown(Octets.utf8("OTHER"), "text"))
        .isInstanceOf(UnknownRemoteException.class)
        .hasMessage("Code<UNKNOWN>: text");
    var declaring = plain("x").error(BaseError.class, "UNKNOWN", BaseError::new);
    assertThat(declaring.thrown(Octets.utf8("UNKNOWN"), "mine")).isInstanceOf(BaseError.class);
  }
}
