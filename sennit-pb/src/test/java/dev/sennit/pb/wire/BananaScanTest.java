package dev.sennit.pb.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sennit.net.ProtocolException;
import dev.sennit.testkit.Drip;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BananaScanTest {
  private static final BananaLimits LIMITS = BananaLimits.defaults();

  private static void whole(String hex) {
    byte[] bytes = Bananas.bytes(hex);
    Drip.everyWay(
        bytes, pieces -> assertThat(Bananas.scan(LIMITS, true, pieces)).isEqualTo(bytes.length));
  }

  private static void refused(BananaLimits limits, boolean words, String hex, String message) {
    for (var pieces : List.of(List.of(Bananas.bytes(hex)), Drip.oneByOne(Bananas.bytes(hex)))) {
      assertThatThrownBy(() -> Bananas.scan(limits, words, pieces))
          .isInstanceOf(ProtocolException.class)
          .hasMessageContaining(message);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00 81",
        "81", // no prefix means 0
        "80",
        "82",
        "05 00 00 81", // longer than need be
        "00 83",
        "05 85",
        "01 87",
        "1f 87",
        "84 40 8f b8 00 00 00 00 00",
        "7f 84 40 8f b8 00 00 00 00 00",
        "05 82 68 65 6c 6c 6f",
        "02 80 01 81 01 80 01 82 61",
        "03 80 00 80 00 80 02 80 80 81"
      })
  void find_item_isWholeWithItsLastByte(String hex) {
    whole(hex);
    byte[] bytes = Bananas.bytes(hex);
    assertThat(
            Bananas.scan(LIMITS, true, List.of(java.util.Arrays.copyOf(bytes, bytes.length - 1))))
        .isEqualTo(-1);
  }

  @ParameterizedTest
  @CsvSource({
    "88, type: 0x88",
    "01 ff, type: 0xff",
    "02 80 01 81 90, type: 0x90",
    "00 87, word: 0",
    "87, word: 0",
    "20 87, word",
    "7a 87, word",
    "02 01 01 01 01 80, list",
    "02 01 01 01 01 82, string",
    "00 00 00 00 04 80, list",
    "01 00 28 80, list", // 655361
    "01 00 28 82, string"
  })
  void find_whatIsNone_isRefusedAtOnce(String hex, String message) {
    refused(LIMITS, true, hex, message);
  }

  @Test
  void find_wordWhereThereAreNone_isRefused() {
    refused(LIMITS, false, "01 87", "(expected: none in this dialect)");
    refused(LIMITS, false, "02 80 01 81 7a 87", "word");
  }

  @Test
  void find_prefix_mayHave64Bytes() {
    String zeros = String.join(" ", Collections.nCopies(63, "00"));
    whole(zeros + " 01 85");
    refused(LIMITS, true, zeros + " 00 01", "prefix");
    refused(LIMITS.prefixBytes(2), true, "01 01 01 81", "prefix");
  }

  @ParameterizedTest
  @ValueSource(strings = {"00 00 28 82", "00 00 28 80"})
  void find_stringOrListOf655360_isWanted(String hex) {
    assertThat(Bananas.scan(LIMITS, true, List.of(Bananas.bytes(hex)))).isEqualTo(-1);
  }

  @Test
  void find_listOf655360_isWhole() {
    byte[] bytes = new byte[4 + 655_360];
    java.util.Arrays.fill(bytes, (byte) 0x81); // nothing before it means 0
    System.arraycopy(Bananas.bytes("00 00 28 80"), 0, bytes, 0, 4);
    assertThat(Bananas.scan(LIMITS, true, List.of(bytes))).isEqualTo(bytes.length);
  }

  @Test
  void find_deepNesting_isRefusedAtTheLimit() {
    String lists = String.join("", Collections.nCopies(400, "0180"));
    whole(lists + "0181");
    refused(LIMITS, true, lists + "0180", "depth");
  }

  @Test
  void find_longMessage_isRefusedByWhatItAnnounces() {
    BananaLimits small = LIMITS.messageBytes(64);
    refused(small, true, "41 82", "message"); // 65 bytes
    refused(small, true, "3f 80", "message"); // 63 items have 63 bytes or more
    refused(small, true, "02 80 20 82" + "00".repeat(32) + "20 82", "message");
  }
}
