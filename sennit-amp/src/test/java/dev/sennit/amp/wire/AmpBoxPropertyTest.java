package dev.sennit.amp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.net.wire.Octets;
import dev.sennit.testkit.Drip;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// What one side writes the other side reads, however it is cut.
class AmpBoxPropertyTest {

  @Property(tries = 100)
  void boxes_any_comeBack(@ForAll("boxes") List<AmpBox> boxes) {
    ByteBuf out = Unpooled.buffer();
    AmpBoxWriter writer = new AmpBoxWriter();
    boxes.forEach(box -> writer.write(box, out));
    Drip.everyWay(
        ByteBufUtil.getBytes(out),
        pieces -> {
          AmpBoxReader reader = new AmpBoxReader(AmpBoxReader.BOX_BYTES, AmpBoxReader.BOX_PAIRS);
          ByteBuf in = Unpooled.buffer();
          List<AmpBox> read = new ArrayList<>();
          for (byte[] piece : pieces) {
            in.writeBytes(piece);
            for (AmpBox box = reader.read(in); box != null; box = reader.read(in)) {
              read.add(box);
            }
          }
          assertThat(read).isEqualTo(boxes);
        });
  }

  @Property(tries = 300)
  void float_any_comesBack(@ForAll double number) {
    assertThat(FloatText.toDouble(FloatText.of(number))).isEqualTo(number);
  }

  @Property(tries = 300)
  void decimal_any_comesBack(
      @ForAll long digits, @ForAll int exponent, @ForAll AmpDecimal.Kind kind) {
    AmpDecimal decimal =
        new AmpDecimal(
            kind,
            digits < 0,
            kind == AmpDecimal.Kind.INFINITE
                ? java.math.BigInteger.ZERO
                : java.math.BigInteger.valueOf(digits).abs(),
            kind == AmpDecimal.Kind.FINITE ? exponent : 0);
    assertThat(AmpDecimal.parse(decimal.toOctets())).isEqualTo(decimal);
  }

  @Provide
  Arbitrary<List<AmpBox>> boxes() {
    Arbitrary<Octets> keys = octets(1, 6);
    Arbitrary<Octets> values = octets(0, 10);
    return Arbitraries.maps(keys, values)
        .ofMaxSize(5)
        .map(AmpBoxPropertyTest::box)
        .list()
        .ofMaxSize(3);
  }

  private static Arbitrary<Octets> octets(int least, int most) {
    return Arbitraries.bytes().array(byte[].class).ofMinSize(least).ofMaxSize(most).map(Octets::of);
  }

  private static AmpBox box(Map<Octets, Octets> pairs) {
    AmpBox.Builder box = AmpBox.builder();
    pairs.forEach(box::put);
    return box.build();
  }
}
