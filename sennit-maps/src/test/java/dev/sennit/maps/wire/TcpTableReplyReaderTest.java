package dev.sennit.maps.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.maps.wire.MapsReply.Found;
import dev.sennit.maps.wire.MapsReply.NotFound;
import dev.sennit.maps.wire.MapsReply.Refused;
import dev.sennit.maps.wire.MapsReply.TryLater;
import dev.sennit.net.wire.Octets;
import dev.sennit.testkit.Drip;
import dev.sennit.testkit.Escapes;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TcpTableReplyReaderTest {

  @ParameterizedTest
  @CsvSource(
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "200 alice@example.com,alice@example.com",
        "299 a,a",
        "200\\ta,a",
        "200 a%20b,a b",
        "200  a  b\\t , a  b\\t ",
        "200 \\xc3\\xbc,\\xc3\\xbc",
        "200 %c3%BC,\\xc3\\xbc",
        "200 a+b,a+b",
        "200 value\\r,value\\r",
        "200 ,",
      })
  void read_code2_isTheValue(String line, @org.jspecify.annotations.Nullable String value) {
    assertThat(replies(line + "\\n"))
        .containsExactly(new Found(Octets.of(Escapes.bytes(value == null ? "" : value))));
  }

  @Test
  void read_code5_isNotFoundOrRefused() {
    assertThat(replies("500 \\n")).containsExactly(NotFound.INSTANCE);
    assertThat(replies("599 not%20found\\n")).containsExactly(new Refused("not found"));
  }

  @Test
  void read_code4_isTryLater() {
    assertThat(replies("400 later\\n499 \\n"))
        .containsExactly(new TryLater("later"), new TryLater(""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "100 a",
        "300 a",
        "600 a",
        "000 a",
        "999 a", // a code that means nothing
        "",
        "20",
        "200",
        "500",
        "400",
        "200-x",
        "2000 x",
        "x00 a",
        "2x0 a",
        "20x a",
        " 200 a", // no code
        "200\\x1ca",
        "200\\x1fa",
        "200\\xa0a",
        "\\xff\\xff\\xff a", // no blank
        "200 %",
        "200 %4",
        "200 %zz",
        "400 100%",
        "500 50% off", // a bad escape, in errors too
        "+OK ready",
        "HTTP/1.1 400 Bad Request",
        "SSH-2.0-x",
      })
  void read_whatPostfixCallsMalformed_endsTheConnection(String line) {
    assertThat(reading(line + "\\n")).isEqualTo(new Reading<MapsReply>(List.of(), true, 0));
  }

  @Test
  void read_replyOf4096Bytes_isRead() {
    assertThat(replies("200 " + "v".repeat(4091) + "\\n"))
        .containsExactly(Found.of("v".repeat(4091)));
  }

  @Test
  void read_replyOf4097Bytes_endsTheConnection() {
    assertThat(reading("200 " + "v".repeat(4092) + "\\n").fault()).isTrue();
    assertThat(reading("200 " + "v".repeat(4092)).fault()).isTrue();
  }

  @Test
  void read_replyWithoutEnd_consumesNothing() {
    assertThat(reading("200 ab")).isEqualTo(new Reading<MapsReply>(List.of(), false, 6));
  }

  @Test
  void read_dripped_isTheSame() {
    byte[] bytes = Escapes.bytes("200 a%20b\\n500 \\n400 x\\n500 no\\n700 x\\n");
    Drip.everyWay(
        bytes,
        pieces -> {
          Reading<MapsReply> dripped = Reading.of(reader(), pieces);
          assertThat(dripped.messages())
              .containsExactly(
                  Found.of("a b"), NotFound.INSTANCE, new TryLater("x"), new Refused("no"));
          assertThat(dripped.fault()).isTrue();
        });
  }

  private static TcpTableReplyReader reader() {
    return new TcpTableReplyReader(TcpTableWriter.MAX_REPLY_BYTES);
  }

  private static Reading<MapsReply> reading(String text) {
    return Reading.of(reader(), Escapes.bytes(text));
  }

  private static List<MapsReply> replies(String text) {
    Reading<MapsReply> reading = reading(text);
    assertThat(reading.fault()).isFalse();
    return reading.messages();
  }
}
