package dev.sennit.maps.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sennit.maps.wire.MapsReply.Broken;
import dev.sennit.maps.wire.MapsReply.Found;
import dev.sennit.maps.wire.MapsReply.NotFound;
import dev.sennit.maps.wire.MapsReply.Refused;
import dev.sennit.maps.wire.MapsReply.Stored;
import dev.sennit.maps.wire.MapsReply.TryLater;
import dev.sennit.maps.wire.MapsRequest.Bad;
import dev.sennit.maps.wire.MapsRequest.Fault;
import dev.sennit.maps.wire.MapsRequest.Get;
import dev.sennit.maps.wire.MapsRequest.Put;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.wire.Octets;
import dev.sennit.testkit.Escapes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class TcpTableWriterTest {

  @Test
  void write_requests_areAsPostfixSendsThem() {
    assertThat(postfix(new Get("", Octets.utf8("a b%@ü")))).isEqualTo("get a%20b%25@%C3%BC\\n");
    assertThat(postfix(new Get("", Octets.EMPTY))).isEqualTo("get \\n");
    assertThat(postfix(new Put("", Octets.utf8("a b"), Octets.utf8("c d"))))
        .isEqualTo("put a%20b c%20d\\n");
  }

  @Test
  void write_putOfNothing_isRefusedAndWritesNothing() {
    refuses(new Put("", Octets.EMPTY, Octets.utf8("v")));
    refuses(new Put("", Octets.utf8("k"), Octets.EMPTY));
    refuses(new Bad(Fault.UNKNOWN_COMMAND, new TryLater("x")));
  }

  @Test
  void write_replies_haveACodeAndASpace() {
    assertThat(postfix(Found.of("a b"))).isEqualTo("200 a%20b\\n");
    assertThat(postfix(NotFound.INSTANCE)).isEqualTo("500 not found\\n");
    assertThat(postfix(new Refused(""))).isEqualTo("500 \\n");
    assertThat(postfix(new TryLater(""))).isEqualTo("400 \\n");
    assertThat(postfix(new Broken("no such map"))).isEqualTo("400 no such map\\n");
    assertThat(postfix(Stored.INSTANCE)).isEqualTo("200 OK\\n");
  }

  @Test
  void write_twistedReplies_areTwisteds() {
    assertThat(twisted(Found.of("a@b c"))).isEqualTo("200 a%40b%20c\\n");
    assertThat(twisted(Found.of(""))).isEqualTo("200 \\n");
    assertThat(twisted(NotFound.INSTANCE)).isEqualTo("500 \\n");
    assertThat(twisted(Found.of("v".repeat(5000)))).isEqualTo("200 " + "v".repeat(5000) + "\\n");
  }

  @Test
  void write_errorText_isOnePrintableLine() {
    assertThat(postfix(new TryLater("100% of\r\nit\tü\0"))).isEqualTo("400 100%25 of??it???\\n");
    assertThat(twisted(new Refused("a%\nb"))).isEqualTo("500 a%25?b\\n");
  }

  @Test
  void write_longErrorText_endsAtTheLimitAndInNoEscape() {
    for (String unit : new String[] {"x", "%", "x%", "xx%"}) {
      String line = postfix(new TryLater(unit.repeat(5000)));
      assertThat(Escapes.bytes(line).length).isBetween(4000, TcpTableWriter.MAX_REPLY_BYTES);
      assertThat(line.replace("%25", "")).doesNotContain("%");
    }
  }

  @Test
  void write_valueThatFits_keepsTheUsualEncoding() {
    // 4091 bytes when encoded: 1363 blanks of three bytes, two letters
    String value = " ".repeat(1363) + "ab";
    assertThat(postfix(Found.of(value))).isEqualTo("200 " + "%20".repeat(1363) + "ab\\n");
  }

  @Test
  void write_valueThatFitsOnlyRaw_isEncodedMinimally() {
    String value = " ".repeat(1363) + "abc%";
    assertThat(postfix(Found.of(value))).isEqualTo("200 " + " ".repeat(1363) + "abc%25\\n");
  }

  @Test
  void write_valueOf4091Bytes_isALineOf4096() {
    ByteBuf out = Unpooled.buffer();
    new TcpTableWriter(TcpTableStyle.POSTFIX).write(Found.of("v".repeat(4091)), out);
    assertThat(out.readableBytes()).isEqualTo(TcpTableWriter.MAX_REPLY_BYTES);
  }

  @Test
  void write_valueThatFitsInNoWay_isRefusedAndWritesNothing() {
    refuses(Found.of("v".repeat(4092)));
    refuses(Found.of("%".repeat(1364)));
  }

  private static void refuses(MapsMessage message) {
    ByteBuf out = Unpooled.buffer();
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> new TcpTableWriter(TcpTableStyle.POSTFIX).write(message, out))
        .withMessageContaining("expected: ");
    assertThat(out.readableBytes()).isZero();
  }

  private static String postfix(MapsMessage message) {
    return written(TcpTableStyle.POSTFIX, message);
  }

  private static String twisted(MapsMessage message) {
    return written(TcpTableStyle.TWISTED, message);
  }

  private static String written(TcpTableStyle style, MapsMessage message) {
    ByteBuf out = Unpooled.buffer();
    new TcpTableWriter(style).write(message, out);
    return Escapes.text(ByteBufUtil.getBytes(out));
  }
}
