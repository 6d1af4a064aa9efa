package dev.sennit.pb.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sennit.net.ProtocolException;
import dev.sennit.net.wire.Octets;
import java.math.BigInteger;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BananaWriterTest {
  private static final BigInteger LARGEST = BigInteger.TWO.pow(448).subtract(BigInteger.ONE);

  @ParameterizedTest
  @CsvSource({
    "0, 00 81",
    "1, 01 81",
    "127, 7f 81",
    "128, 00 01 81",
    "1015, 77 07 81",
    "10151, 27 4f 81",
    "2147483645, 7d 7f 7f 7f 07 81",
    "2147483647, 7f 7f 7f 7f 07 81",
    "2147483648, 00 00 00 00 08 85",
    "2147483650, 02 00 00 00 08 85",
    "-1, 01 83",
    "-127, 7f 83",
    "-128, 00 01 83",
    "-1015, 77 07 83",
    "-2147483646, 7e 7f 7f 7f 07 83",
    "-2147483648, 00 00 00 00 08 83",
    "-2147483649, 01 00 00 00 08 86",
    "-2147483651, 03 00 00 00 08 86",
    "-9223372036854775808, 00 00 00 00 00 00 00 00 00 01 86",
    "9223372036854775807, 7f 7f 7f 7f 7f 7f 7f 7f 7f 85"
  })
  void number_eachSide_ofTheCutOffs(long number, String hex) {
    assertThat(Bananas.hex(Bananas.writer().number(number).finish())).isEqualTo(hex);
    assertThat(Bananas.hex(Bananas.writer().number(BigInteger.valueOf(number)).finish()))
        .isEqualTo(hex);
    BananaCursor cursor = Bananas.item(hex).cursor();
    assertThat(cursor.next()).isEqualTo(BananaCursor.Kind.NUMBER);
    assertThat(cursor.isLong()).isTrue();
    assertThat(cursor.number()).isEqualTo(number);
    assertThat(cursor.large()).isEqualTo(BigInteger.valueOf(number));
  }

  @Test
  void number_writtenAndRead_isTheSame() {
    for (long from : new long[] {0, 1_000, 1_000_000}) {
      for (long number = from; number < from + 100; number++) {
        same(BigInteger.valueOf(number));
      }
    }
    same(BigInteger.valueOf(1024).pow(10));
    BigInteger most = BigInteger.valueOf(Long.MAX_VALUE);
    same(most.multiply(BigInteger.TWO));
    same(most.multiply(BigInteger.TWO).negate());
    same(most.multiply(BigInteger.valueOf(3)));
  }

  private static void same(BigInteger number) {
    BananaCursor cursor = Bananas.writer().number(number).finish().cursor();
    assertThat(cursor.next()).isEqualTo(BananaCursor.Kind.NUMBER);
    assertThat(cursor.large()).isEqualTo(number);
    assertThat(cursor.more()).isFalse();
  }

  @Test
  void read_anItemAfterABrokenOne_isNotDisturbed() {
    byte[] broken = new byte[65];
    assertThatThrownBy(() -> Item.read(broken, Dialect.NONE, BananaLimits.defaults()))
        .isInstanceOf(ProtocolException.class);
    byte[] list = Bananas.bytes("02 80 01 81 02 81");
    assertThat(Item.read(list, Dialect.NONE, BananaLimits.defaults())).hasToString("(1 2)");
    for (String odd : new String[] {"02 80 01 81", "01 81 02 81", "", "01 87"}) {
      assertThatThrownBy(() -> Item.read(Bananas.bytes(odd), Dialect.NONE, BananaLimits.defaults()))
          .isInstanceOf(ProtocolException.class);
    }
  }

  @Test
  void number_tooLarge_isRefused() {
    String most = String.join(" ", Collections.nCopies(64, "7f"));
    assertThat(Bananas.hex(Bananas.writer().number(LARGEST).finish())).isEqualTo(most + " 85");
    assertThat(Bananas.hex(Bananas.writer().number(LARGEST.negate()).finish()))
        .isEqualTo(most + " 86");
    BigInteger more = LARGEST.add(BigInteger.ONE);
    assertThatThrownBy(() -> Bananas.writer().number(more))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("number: 449 bits (expected: 448 or fewer)");
    assertThatThrownBy(() -> Bananas.writer().number(more.negate()))
        .isInstanceOf(ProtocolException.class);
    var larger = new BananaWriter(Dialect.PB, BananaLimits.defaults().prefixBytes(65));
    assertThat(larger.number(more).finish().cursor().skip().length()).isEqualTo(66);
  }

  @Test
  void real_anyDouble_isItsBits() {
    assertThat(Bananas.hex(Bananas.writer().real(1015.0).finish()))
        .isEqualTo("84 40 8f b8 00 00 00 00 00");
    assertThat(Bananas.hex(Bananas.writer().real(-0.0).finish()))
        .isEqualTo("84 80 00 00 00 00 00 00 00");
  }

  @Test
  void string_wordOfTheVocabulary_isItsNumber() {
    for (int number = 1; number <= Vocabulary.last(); number++) {
      String word = Vocabulary.word(number);
      String token = "%02x 87".formatted(number);
      assertThat(Bananas.hex(Bananas.writer().string(word).finish())).isEqualTo(token);
      assertThat(Bananas.hex(Bananas.writer().string(Octets.utf8(word)).finish())).isEqualTo(token);
      BananaCursor cursor = Bananas.item(token).cursor();
      assertThat(cursor.next()).isEqualTo(BananaCursor.Kind.STRING);
      assertThat(cursor.text()).isEqualTo(word);
      assertThat(cursor.octets()).isEqualTo(Octets.utf8(word));
      var plain = new BananaWriter(Dialect.NONE, BananaLimits.defaults()).string(word).finish();
      assertThat(plain.length()).isEqualTo(word.length() + 2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "lis", "lists", "List", "nonE", "unicode", "boolean", "set", "root"})
  void string_noWord_isSpelledOut(String text) {
    Item item = Bananas.writer().string(text).finish();
    assertThat(item.length()).isEqualTo(text.length() + 2);
    BananaCursor cursor = item.cursor();
    assertThat(cursor.next()).isEqualTo(BananaCursor.Kind.STRING);
    assertThat(cursor.text()).isEqualTo(text);
  }

  @Test
  void string_tooLong_isRefusedAndNothingIsWritten() {
    BananaWriter writer = Bananas.writer();
    assertThatThrownBy(() -> writer.string(new byte[655_361]))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("string: 655361 bytes (expected: 655360 or fewer)");
    assertThat(writer.length()).isZero();
    assertThat(writer.string(new byte[655_360]).length()).isEqualTo(655_364);
  }

  @Test
  void list_tooLong_isRefused() {
    assertThat(Bananas.hex(Bananas.writer().list(200).finish())).isEqualTo("48 01 80");
    assertThatThrownBy(() -> Bananas.writer().list(655_361))
        .hasMessage("list: 655361 items (expected: 655360 or fewer)");
  }

  @Test
  void message_tooLong_isRefusedBeforeMemoryIsTaken() {
    var writer = new BananaWriter(Dialect.PB, BananaLimits.defaults().messageBytes(100));
    assertThatThrownBy(() -> writer.string(new byte[200]))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("(expected: 100 or fewer)");
  }
}
