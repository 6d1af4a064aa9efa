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
import dev.sennit.testkit.Drip;
import dev.sennit.testkit.Escapes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Both readers of socketmap, and its writer.
class SocketmapTest {

  // ---- requests

  @Test
  void readRequest_nameAndKey_areSplitAtTheFirstSpace() {
    byte[] bytes = Escapes.bytes("7:map a b,5: key ,4:map ,7:map \\xff%\\n\\0,");
    Drip.everyWay(
        bytes,
        pieces -> {
          Reading<MapsRequest> reading = Reading.of(new SocketmapRequestReader(64), pieces);
          assertThat(reading.messages())
              .startsWith(
                  new Get("map", Octets.utf8("a b")),
                  new Get("", Octets.utf8("key ")),
                  new Get("map", Octets.EMPTY));
          assertThat(reading.fault()).isTrue(); // the last one is longer than it says
        });
  }

  @Test
  void readRequest_anyByteInTheKey_isTaken() {
    Reading<MapsRequest> reading = requests(64, "8:m \\xff%\\n\\0\\r,,");
    assertThat(reading.messages())
        .containsExactly(new Get("m", Octets.of(Escapes.bytes("\\xff%\\n\\0\\r,"))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0:,", "3:map,"})
  void readRequest_withoutASpace_isBroken(String text) {
    assertThat(requests(64, text).messages())
        .hasSize(1)
        .first()
        .isInstanceOfSatisfying(
            Bad.class,
            bad -> {
              assertThat(bad.fault()).isEqualTo(Fault.MISSING_PARAMETER);
              assertThat(bad.answer()).isInstanceOf(Broken.class);
            });
  }

  @Test
  void readRequest_overLong_isNotFoundAndTheNextIsRead() {
    byte[] bytes = Escapes.bytes("40:map " + "k".repeat(36) + ",5:map k,");
    Drip.everyWay(
        bytes,
        pieces -> {
          Reading<MapsRequest> reading = Reading.of(new SocketmapRequestReader(16), pieces);
          assertThat(reading.fault()).isFalse();
          assertThat(reading.messages())
              .containsExactly(
                  new Bad(Fault.TOO_LONG, new Refused("key too long")),
                  new Get("map", Octets.utf8("k")));
        });
  }

  @Test
  void readRequest_noNetstring_isAFault() {
    assertThat(requests(64, "get alice\\n").fault()).isTrue();
    assertThat(requests(64, ":x,").fault()).isTrue();
  }

  // ---- replies

  @Test
  void readReply_fiveWords_areUnderstood() {
    byte[] bytes =
        Escapes.bytes("5:OK ab,3:OK ,9:NOTFOUND ,8:NOTFOUND,6:TEMP x,9:TIMEOUT y,6:PERM z,4:TEMP,");
    Drip.everyWay(
        bytes,
        pieces -> {
          Reading<MapsReply> reading = Reading.of(replyReader(), pieces);
          assertThat(reading.fault()).isFalse();
          assertThat(reading.messages())
              .containsExactly(
                  Found.of("ab"),
                  Found.of(""),
                  NotFound.INSTANCE,
                  NotFound.INSTANCE,
                  new TryLater("x"),
                  new TryLater("y"),
                  new Broken("z"),
                  new TryLater(""));
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0:,",
        "4:ok a,",
        "3:Ok ,",
        "5:OKAY ,",
        "1: ,",
        "9:notfound ,",
        "4:OK\\ta,",
        "4:2:OK,",
        ":x,",
        "200 a\\n"
      })
  void readReply_otherWord_isAFault(String text) {
    assertThat(Reading.of(replyReader(), Escapes.bytes(text)).fault()).isTrue();
  }

  @Test
  void readReply_100000Bytes_isTheMost() {
    String most = "100000:OK " + "v".repeat(99_997) + ",";
    String more = "100001:OK " + "v".repeat(99_998) + ",";
    assertThat(Reading.of(replyReader(), Escapes.bytes(most)).messages())
        .containsExactly(Found.of("v".repeat(99_997)));
    assertThat(Reading.of(replyReader(), Escapes.bytes(more)).fault()).isTrue();
  }

  // ---- writing

  @Test
  void write_messages_areNetstrings() {
    assertThat(written(new Get("map", Octets.utf8("a ü\n")))).isEqualTo("9:map a \\xc3\\xbc\\n,");
    assertThat(written(new Get("", Octets.utf8("k")))).isEqualTo("2: k,");
    assertThat(written(Found.of("a b"))).isEqualTo("6:OK a b,");
    assertThat(written(NotFound.INSTANCE)).isEqualTo("9:NOTFOUND ,");
    assertThat(written(new Refused("key too long"))).isEqualTo("21:NOTFOUND key too long,");
    assertThat(written(new TryLater("x\ny"))).isEqualTo("8:TEMP x?y,");
    assertThat(written(TryLater.TIMED_OUT)).startsWith("32:TIMEOUT the answer");
    assertThat(written(new Broken("z"))).isEqualTo("6:PERM z,");
  }

  @Test
  void write_longReason_isCutWherePostfixCutsIt() {
    assertThat(written(new TryLater("x".repeat(300))))
        .isEqualTo("205:TEMP " + "x".repeat(200) + ",");
  }

  @Test
  void write_whatTheWireCannotCarry_isRefusedAndWritesNothing() {
    for (MapsMessage message :
        List.of(
            Found.of("v".repeat(99_998)),
            new Put("m", Octets.utf8("k"), Octets.utf8("v")),
            Stored.INSTANCE)) {
      ByteBuf out = Unpooled.buffer();
      assertThatExceptionOfType(ProtocolException.class)
          .isThrownBy(() -> new SocketmapWriter().write(message, out));
      assertThat(out.readableBytes()).isZero();
    }
  }

  @Test
  void request_nameWithABlank_isRefused() {
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> new Get("a b", Octets.EMPTY))
        .withMessage("map: 'a b' (expected: a name without blanks)");
  }

  private static SocketmapReplyReader replyReader() {
    return new SocketmapReplyReader(SocketmapWriter.MAX_REPLY_BYTES);
  }

  private static Reading<MapsRequest> requests(int limit, String text) {
    return Reading.of(new SocketmapRequestReader(limit), Escapes.bytes(text));
  }

  private static String written(MapsMessage message) {
    ByteBuf out = Unpooled.buffer();
    new SocketmapWriter().write(message, out);
    return Escapes.text(ByteBufUtil.getBytes(out));
  }
}
