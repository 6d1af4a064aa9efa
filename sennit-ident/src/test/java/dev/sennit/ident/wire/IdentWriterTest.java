package dev.sennit.ident.wire;

import static dev.sennit.ident.wire.IdentStyle.COMPACT;
import static dev.sennit.ident.wire.IdentStyle.PIDENTD;
import static dev.sennit.ident.wire.IdentStyle.RFC;
import static dev.sennit.testkit.WireAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sennit.ident.wire.IdentAnswer.Fault;
import dev.sennit.ident.wire.IdentAnswer.UserId;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.wire.Octets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentWriterTest {
  private static final IdentQuery QUERY = new IdentQuery(123, 456);

  private static ByteBuf written(IdentStyle style, IdentMessage message) {
    ByteBuf out = Unpooled.buffer();
    new IdentWriter(style).write(message, out);
    return out;
  }

  private static void refuses(IdentAnswer answer, String message) {
    ByteBuf out = Unpooled.buffer();
    assertThatThrownBy(() -> new IdentWriter(COMPACT).write(new IdentReply(QUERY, answer), out))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining(message);
    assertThat(out).isEmpty();
  }

  @Test
  void write_query_hasTheBlanksOfTheStyle() {
    assertThat(written(RFC, new IdentQuery(6193, 23))).isEqualTo("6193, 23\\r\\n");
    assertThat(written(COMPACT, new IdentQuery(1, 65_535))).isEqualTo("1,65535\\r\\n");
    assertThat(written(PIDENTD, new IdentQuery(10, 100))).isEqualTo("10 , 100\\r\\n");
  }

  @Test
  void write_user_hasTheBlanksOfTheStyle() {
    IdentReply reply = new IdentReply(QUERY, new UserId("SYS", null, Octets.utf8("USER")));
    assertThat(written(RFC, reply)).isEqualTo("123, 456 : USERID : SYS : USER\\r\\n");
    assertThat(written(COMPACT, reply)).isEqualTo("123,456:USERID:SYS:USER\\r\\n");
    assertThat(written(PIDENTD, reply)).isEqualTo("123 , 456 : USERID : SYS :USER\\r\\n");
  }

  @Test
  void write_charset_standsBehindTheSystem() {
    IdentReply reply = new IdentReply(QUERY, UserId.encoded("UNIX", "UTF-8", "\u00e4"));
    assertThat(written(RFC, reply)).isEqualTo("123, 456 : USERID : UNIX, UTF-8 : \\xc3\\xa4\\r\\n");
    assertThat(written(COMPACT, reply)).isEqualTo("123,456:USERID:UNIX,UTF-8:\\xc3\\xa4\\r\\n");
    assertThat(written(PIDENTD, reply))
        .isEqualTo("123 , 456 : USERID : UNIX , UTF-8 :\\xc3\\xa4\\r\\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UNKNOWN-ERROR", "NO-USER", "INVALID-PORT", "HIDDEN-USER", "X-MINE"})
  void write_error_hasTheBlanksOfTheStyle(String word) {
    IdentReply reply = new IdentReply(new IdentQuery(123, 345), Fault.of(new IdentError(word)));
    assertThat(written(RFC, reply)).isEqualTo("123, 345 : ERROR : " + word + "\\r\\n");
    assertThat(written(COMPACT, reply)).isEqualTo("123,345:ERROR:" + word + "\\r\\n");
    assertThat(written(PIDENTD, reply)).isEqualTo("123 , 345 : ERROR : " + word + "\\r\\n");
  }

  @Test
  void write_refusal_repeatsTheNumbers() {
    IdentRefusal refusal = new IdentRefusal("-1", "65536", IdentError.INVALID_PORT);
    assertThat(written(RFC, refusal)).isEqualTo("-1, 65536 : ERROR : INVALID-PORT\\r\\n");
    assertThat(written(PIDENTD, IdentRefusal.ofJunk(IdentError.UNKNOWN_ERROR)))
        .isEqualTo("0 , 0 : ERROR : UNKNOWN-ERROR\\r\\n");
  }

  @Test
  void write_idWithColonsAndBlanks_isNotTouched() {
    UserId odd = new UserId("UNIX", null, Octets.utf8(" a:b c "));
    assertThat(written(RFC, new IdentReply(QUERY, odd)))
        .isEqualTo("123, 456 : USERID : UNIX :  a:b c \\r\\n");
  }

  @Test
  void write_longId_isCutAt512Bytes() {
    UserId exact = UserId.unix("x".repeat(512));
    assertThat(written(COMPACT, new IdentReply(QUERY, exact)))
        .isEqualTo("123,456:USERID:UNIX:" + "x".repeat(512) + "\\r\\n");
    UserId longer = UserId.unix("x".repeat(512) + "y");
    assertThat(written(COMPACT, new IdentReply(QUERY, longer)))
        .isEqualTo("123,456:USERID:UNIX:" + "x".repeat(512) + "\\r\\n");
  }

  @Test
  void write_longIdInUtf8_isCutBetweenCharacters() {
    UserId user = UserId.encoded("UNIX", "UTF-8", "x".repeat(511) + "\u20ac");
    assertThat(written(COMPACT, new IdentReply(QUERY, user)))
        .isEqualTo("123,456:USERID:UNIX,UTF-8:" + "x".repeat(511) + "\\r\\n");
    UserId fits = UserId.encoded("UNIX", "UTF-8", "x".repeat(509) + "\u20ac\u20ac");
    assertThat(written(COMPACT, new IdentReply(QUERY, fits)))
        .isEqualTo("123,456:USERID:UNIX,UTF-8:" + "x".repeat(509) + "\\xe2\\x82\\xac\\r\\n");
  }

  @Test
  void write_whatTheWireCannotCarry_isRefusedAndNothingIsAppended() {
    refuses(new UserId("UNIX", null, Octets.EMPTY), "id: nothing");
    refuses(new UserId("UN:IX", null, Octets.utf8("x")), "opsys: UN:IX");
    refuses(new UserId("UN IX", null, Octets.utf8("x")), "opsys: UN IX");
    refuses(new UserId("UNIX,X", null, Octets.utf8("x")), "opsys: UNIX,X");
    refuses(new UserId("UNIX", "UTF 8", Octets.utf8("x")), "charset: UTF 8");
    refuses(Fault.of(new IdentError("ODD")), "error: ODD");
    refuses(Fault.of(new IdentError("X")), "error: X");
  }

  @ParameterizedTest
  @EnumSource(IdentStyle.class)
  void write_everyPort_isDecimal(IdentStyle style) {
    for (int port : new int[] {1, 9, 10, 99, 100, 999, 1000, 9999, 10_000, 65_535}) {
      assertThat(written(style, new IdentQuery(port, port)))
          .isEqualTo(port + style.pair + port + "\\r\\n");
    }
  }
}
