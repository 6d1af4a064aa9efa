package dev.sennit.amp.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sennit.net.ProtocolException;
import dev.sennit.net.wire.Octets;
import dev.sennit.testkit.Drip;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class AmpBoxReaderTest {
  private final AmpBoxReader reader = new AmpBoxReader(AmpBoxReader.BOX_BYTES, 100);

  private static ByteBuf hex(String digits) {
    return Unpooled.wrappedBuffer(HexFormat.of().parseHex(digits.replace(" ", "")));
  }

  @Test
  void read_emptyValue_isNoEndOfTheBox() {
    assertThat(reader.read(hex("0003 666f6f 0000 0000"))).isEqualTo(AmpBox.of("foo", ""));
  }

  @Test
  void read_emptyBox_isABox() {
    assertThat(reader.read(hex("0000"))).isEqualTo(AmpBox.EMPTY);
  }

  @Test
  void read_keysInAnyOrderAndTwice_laterValueCounts() {
    assertThat(reader.read(hex("0001 62 0001 31 0001 61 0001 32 0001 62 0001 33 0000")))
        .isEqualTo(AmpBox.of("a", "2", "b", "3"));
  }

  @Test
  void read_keyOf256Bytes_isAFaultAtItsLength() {
    assertThatExceptionOfType(TooLongException.class)
        .isThrownBy(() -> reader.read(hex("0100")))
        .satisfies(e -> {
          assertThat(e.isKey()).isTrue();
          assertThat(e.isLocal()).isFalse();
          assertThat(e.value()).isEmpty();
          assertThat(e.keyName()).isEmpty();
        });
  }

  @Test
  void read_laterKeyOf256Bytes_isAFault() {
    assertThatExceptionOfType(TooLongException.class)
        .isThrownBy(() -> reader.read(hex("0001 61 0001 31 0100")));
  }

  @Test
  void read_longKeyInTheNextBox_isAFaultOnlyThen() {
    ByteBuf in = hex("0001 61 0001 31 0000 0100");
    assertThat(reader.read(in)).isEqualTo(AmpBox.of("a", "1"));
    assertThatExceptionOfType(TooLongException.class).isThrownBy(() -> reader.read(in));
  }

  @Test
  void read_longestValue_isTaken() {
    AmpBox box = AmpBox.builder().put(Octets.utf8("v"), Octets.of(new byte[65_535])).build();
    assertThat(reader.read(Unpooled.wrappedBuffer(box.toOctets().toBytes()))).isEqualTo(box);
  }

  @Test
  void read_moreBytesThanTheLimit_isAFaultBeforeTheyAreThere() {
    AmpBoxReader small = new AmpBoxReader(100, 100);
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> small.read(hex("0001 61 0060")))
        .withMessage("box: 103 bytes or more (expected: at most 100)");
  }

  @Test
  void read_boxOfExactlyTheLimit_isTaken() {
    AmpBox box = AmpBox.builder().put(Octets.utf8("a"), Octets.of(new byte[93])).build();
    byte[] bytes = box.toOctets().toBytes();
    assertThat(new AmpBoxReader(100, 1).read(Unpooled.wrappedBuffer(bytes))).isEqualTo(box);
  }

  @Test
  void read_morePairsThanTheLimit_isAFault() {
    AmpBoxReader small = new AmpBoxReader(1000, 1);
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> small.read(hex("0001 61 0000 0001 62 0000 0000")))
        .withMessage("box: more than 1 pairs (expected: at most so many)");
  }

  @Test
  void read_5000Pairs_isTakenByDefault() {
    AmpBox.Builder box = AmpBox.builder();
    for (int i = 0; i < 5_000; i++) {
      box.put("key" + i, "value");
    }
    AmpBox whole = box.build();
    AmpBoxReader usual = new AmpBoxReader(AmpBoxReader.BOX_BYTES, AmpBoxReader.BOX_PAIRS);
    assertThat(usual.read(Unpooled.wrappedBuffer(whole.toOctets().toBytes()))).isEqualTo(whole);
  }

  @Test
  void read_linesInValues_arriveInEverySplit() {
    List<AmpBox> boxes =
        List.of(
            AmpBox.of("k", "\r"),
            AmpBox.of("k", "\n", "l", ": "),
            AmpBox.of("k", "\r\n\r\n", "l", "a\r\nb", "m", "c\n", "n", ": \r\n"));
    byte[] bytes = new byte[boxes.stream().mapToInt(AmpBox::wireBytes).sum()];
    int at = 0;
    for (AmpBox box : boxes) {
      box.toOctets().copyTo(bytes, at);
      at += box.wireBytes();
    }
    Drip.everyWay(
        bytes,
        pieces -> {
          AmpBoxReader fresh = new AmpBoxReader(1000, 10);
          ByteBuf in = Unpooled.buffer();
          List<AmpBox> read = new ArrayList<>();
          for (byte[] piece : pieces) {
            in.writeBytes(piece);
            for (AmpBox box = fresh.read(in); box != null; box = fresh.read(in)) {
              read.add(box);
            }
          }
          assertThat(read).isEqualTo(boxes);
        });
  }

  @Test
  void read_partOfABox_consumesNothing() {
    ByteBuf in = hex("0001 61 0001");
    assertThat(reader.read(in)).isNull();
    assertThat(in.readableBytes()).isEqualTo(5);
  }
}
