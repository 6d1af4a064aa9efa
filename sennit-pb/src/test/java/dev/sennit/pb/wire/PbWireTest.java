package dev.sennit.pb.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sennit.net.ProtocolException;
import dev.sennit.net.wire.Octets;
import dev.sennit.testkit.Drip;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PbWireTest {
  private static final List<Dialect> BOTH = List.of(Dialect.PB, Dialect.NONE);
  private static final Item NO_ARGUMENTS = Bananas.item("01 80 0b 87");
  private static final Item NO_KEYWORDS = Bananas.item("01 80 05 87");

  private static PbWire wire(boolean server) {
    return new PbWire(server, BOTH, BananaLimits.defaults());
  }

  private static PbWire greeted(boolean server, String greeting) {
    PbWire wire = wire(server);
    assertThat(wire.read(Unpooled.wrappedBuffer(Bananas.bytes(greeting)))).isNotNull();
    return wire;
  }

  private static String written(PbWire wire, PbMessage message) {
    ByteBuf out = Unpooled.buffer();
    wire.write(message, out);
    return ByteBufUtil.hexDump(out);
  }

  @Test
  void offer_bothDialects_areTwelveBytes() {
    PbMessage.Offer offer = new PbMessage.Offer(List.of("pb", "none"));
    assertThat(written(wire(true), offer)).isEqualTo("028002827062" + "04826e6f6e65");
    PbWire client = wire(false);
    assertThat(client.read(Unpooled.wrappedBuffer(Bananas.bytes("028002827062 04826e6f6e65"))))
        .isEqualTo(offer);
    assertThat(client.dialect()).isEqualTo(Dialect.PB);
  }

  @ParameterizedTest
  @CsvSource({
    "0280 04826e6f6e65 02827062, NONE",
    "0280 01827a 02827062, PB",
    "0180 04826e6f6e65, NONE"
  })
  void offer_serversOrder_decides(String offer, Dialect chosen) {
    assertThat(greeted(false, offer).dialect()).isEqualTo(chosen);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0080", "0180 01827a"})
  void offer_nothingKnown_choosesNothing(String offer) {
    assertThat(greeted(false, offer).dialect()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"02827062", "0181", "0180 0181"})
  void offer_noListOfStrings_isRefused(String hex) {
    assertThatThrownBy(() -> wire(false).read(Unpooled.wrappedBuffer(Bananas.bytes(hex))))
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void choice_ofTheClient_setsTheDialect() {
    assertThat(greeted(true, "02827062").dialect()).isEqualTo(Dialect.PB);
    assertThat(greeted(true, "04826e6f6e65").dialect()).isEqualTo(Dialect.NONE);
    assertThat(greeted(true, "01827a").dialect()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0181", "0080", "0187"})
  void choice_noString_isRefused(String hex) {
    assertThatThrownBy(() -> wire(true).read(Unpooled.wrappedBuffer(Bananas.bytes(hex))))
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void command_inEachDialect_isWrittenAsTwistedDoes() {
    PbMessage version = new PbMessage.Version(Item.of(6));
    assertThat(written(greeted(true, "02827062"), version)).isEqualTo("028013870681");
    assertThat(written(greeted(true, "04826e6f6e65"), version))
        .isEqualTo("02800782" + "76657273696f6e" + "0681");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "02 80 13 87 06 81",
        "07 80 1a 87 01 81 04 82 72 6f 6f 74 04 82 65 63 68 6f 01 81 01 80 0b 87 01 80 05 87",
        "07 80 1a 87 04 81 01 81 02 82 68 69 01 81 01 80 0b 87 01 80 05 87",
        "07 80 19 87 01 81 01 81 03 82 73 65 74 01 81 02 80 0b 87 02 81 01 80 05 87",
        "03 80 1b 87 03 81 01 80 01 87",
        "03 80 1b 87 01 81 02 80 10 87 01 81",
        "03 80 1c 87 01 81 02 80 21 82 74 77 69 73 74 65 64 2e 73 70 72 65 61 64 2e 70 62 2e 43"
            + " 6f 70 79 61 62 6c 65 46 61 69 6c 75 72 65 01 80 05 87",
        "02 80 1d 87 01 81",
        "02 80 1e 87 01 81",
        "02 80 1f 87 01 81"
      })
  void command_captured_readsAndIsWrittenBack(String hex) {
    byte[] bytes = Bananas.bytes(hex);
    Drip.everyWay(
        bytes,
        pieces -> {
          PbWire wire = greeted(true, "02827062");
          ByteBuf in = Unpooled.buffer();
          List<PbMessage> messages = new ArrayList<>();
          for (byte[] piece : pieces) {
            in.writeBytes(piece);
            PbMessage message = piece.length == 0 ? null : wire.read(in);
            if (message != null) {
              messages.add(message);
            }
          }
          assertThat(messages).hasSize(1);
          assertThat(written(wire, messages.getFirst())).isEqualTo(hex.replace(" ", ""));
        });
  }

  @Test
  void call_read_hasItsParts() {
    assertThat(
            Bananas.command(
                Bananas.bytes("0780 1a87 0181 0482726f6f74 04826563686f 0081 01800b87 01800587")))
        .isEqualTo(
            new PbMessage.Call(
                Item.of(1),
                Item.of("root"),
                Octets.utf8("echo"),
                false,
                NO_ARGUMENTS,
                NO_KEYWORDS,
                false));
  }

  @ParameterizedTest
  @CsvSource({
    "00 81, false",
    "01 81, true",
    "00 82, false",
    "01 82 30, true",
    "00 80, false",
    "01 80 00 81, true",
    "84 00 00 00 00 00 00 00 00, false"
  })
  void call_wantsAnswer_asPythonSeesIt(String hex, boolean answered) {
    assertThat(
            Bananas.command(
                Bananas.bytes("0780 1a87 0181 0181 01826d" + hex + "01800b87 01800587")))
        .isInstanceOfSatisfying(
            PbMessage.Call.class, call -> assertThat(call.answered()).isEqualTo(answered));
  }

  @ParameterizedTest
  @CsvSource({
    "0081, command", // no list
    "0080, command",
    "0180 0181, command", // no name
    "0180 1387, version",
    "0280 1b87 0181, answer",
    "0380 1d87 0181 0181, decref",
    "0180 1a87, message",
    "0780 1a87 0181 0181 0281 0181 01800b87 01800587, message", // a number as the method
    "0780 1a87 0181 0181 0182ff 0181 01800b87 01800587, message" // not UTF-8
  })
  void command_whatIsNone_isRefused(String hex, String message) {
    assertThatThrownBy(() -> Bananas.command(Bananas.bytes(hex)))
        .isInstanceOf(ProtocolException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void command_unknown_isSaidToBe() {
    assertThat(Bananas.command(Bananas.bytes("0280 018278 0181")))
        .isEqualTo(new PbMessage.Unknown("x"));
  }
}
