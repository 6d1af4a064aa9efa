package dev.sennit.pb.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.net.wire.Octets;
import dev.sennit.testkit.Drip;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// What is written reads back, whole and however it is cut.
class BananaPropertyTest {
  private static final BananaLimits LIMITS = BananaLimits.defaults();

  @Property(tries = 100)
  void write_anyItem_readsBack(@ForAll("items") Object value, @ForAll Dialect dialect) {
    BananaWriter writer = new BananaWriter(dialect, LIMITS);
    write(writer, value);
    Item item = writer.finish();
    byte[] bytes = new byte[item.length()];
    item.copyTo(bytes, 0);
    assertThat(Bananas.scan(LIMITS, dialect == Dialect.PB, List.of(bytes))).isEqualTo(bytes.length);
    assertThat(Bananas.scan(LIMITS, dialect == Dialect.PB, Drip.oneByOne(bytes)))
        .isEqualTo(bytes.length);
    BananaCursor cursor = item.cursor();
    assertThat(read(cursor)).isEqualTo(value);
    assertThat(cursor.more()).isFalse();
    assertThat(item.cursor().skip()).isEqualTo(item);
  }

  @Provide
  Arbitrary<Object> items() {
    Arbitrary<Object> leaves =
        Arbitraries.oneOf(
            Arbitraries.bigIntegers()
                .between(BigInteger.TWO.pow(447).negate(), BigInteger.TWO.pow(447))
                .map(number -> number),
            Arbitraries.longs().map(BigInteger::valueOf),
            Arbitraries.doubles().map(number -> number),
            Arbitraries.of("list", "none", "None", "tuple", "x").map(Octets::utf8),
            Arbitraries.bytes().array(byte[].class).ofMaxSize(40).map(Octets::of));
    return Arbitraries.lazyOf(
        () -> leaves, () -> leaves, () -> items().list().ofMaxSize(4).map(list -> list));
  }

  private static void write(BananaWriter writer, Object value) {
    switch (value) {
      case BigInteger number -> writer.number(number);
      case Double number -> writer.real(number);
      case Octets octets -> writer.string(octets);
      case List<?> list -> {
        writer.list(list.size());
        list.forEach(item -> write(writer, item));
      }
      default -> throw new AssertionError(value);
    }
  }

  private static Object read(BananaCursor cursor) {
    return switch (cursor.next()) {
      case NUMBER -> cursor.large();
      case REAL -> cursor.real();
      case STRING -> cursor.octets();
      case LIST -> {
        List<Object> list = new ArrayList<>();
        for (int i = cursor.count(); i > 0; i--) {
          list.add(read(cursor));
        }
        yield list;
      }
    };
  }
}
