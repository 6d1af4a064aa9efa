package dev.sennit.maps.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sennit.maps.wire.Netstring.Frame;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.wire.Octets;
import dev.sennit.testkit.Drip;
import dev.sennit.testkit.Escapes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetstringTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "`5:hello,`,hello",
        "`0005:hello,`,hello",
        "`000000005:hello,`,hello",
        "`3:a\\nb,`,a\\nb",
        "`2:,:,`,`,:`"
      })
  void next_netstring_isItsContent(String text, String content) {
    assertThat(frames(100, text))
        .containsExactly(new Frame.Whole(Octets.of(Escapes.bytes(content))));
  }

  @Test
  void next_noContent_isEmpty() {
    assertThat(frames(100, "0:,")).containsExactly(new Frame.Whole(Octets.EMPTY));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ":x,",
        "+1:x,",
        "-1:x,",
        " 1:x,",
        "1 :x,",
        "x",
        "1x:",
        "1;x,",
        "\\n",
        "\\xff", // no length
        "1234567890:",
        "0000000001:x,", // more than nine digits
        "1:xy",
        "1:x\\n",
        "1:x1:y,",
        "0:x", // no comma
      })
  void next_noNetstring_isAFault(String text) {
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> frames(100, text))
        .withMessageContaining("expected: ");
  }

  @Test
  void next_contentAsLongAsTheLimit_isWhole() {
    assertThat(frames(100_000, "100000:" + "x".repeat(100_000) + ","))
        .containsExactly(new Frame.Whole(Octets.utf8("x".repeat(100_000))));
    assertThat(frames(100_000, "100001:" + "x".repeat(100_001) + ","))
        .containsExactly(new Frame.TooLong(100_001));
  }

  @Test
  void next_overLong_isToldAtOnceAndSkipped() {
    byte[] bytes = Escapes.bytes("20:" + "x".repeat(20) + ",2:ab,");
    Drip.everyWay(
        bytes,
        pieces ->
            assertThat(frames(8, pieces))
                .containsExactly(new Frame.TooLong(20), new Frame.Whole(Octets.utf8("ab"))));
    assertThat(frames(8, "999999999:")).containsExactly(new Frame.TooLong(999_999_999));
  }

  @Test
  void next_overLongWithoutComma_isToldAndThenAFault() {
    Drip.everyWay(
        Escapes.bytes("10:" + "x".repeat(11)),
        pieces -> {
          List<Frame> seen = new ArrayList<>();
          assertThatExceptionOfType(ProtocolException.class)
              .isThrownBy(() -> frames(8, pieces, seen));
          assertThat(seen).containsExactly(new Frame.TooLong(10));
        });
  }

  @Test
  void next_overLong_holdsNothing() {
    Netstring reader = new Netstring(8);
    ByteBuf in = Unpooled.buffer();
    in.writeBytes(Escapes.bytes("900000000:"));
    assertThat(reader.next(in)).isInstanceOf(Frame.TooLong.class);
    byte[] piece = new byte[1000];
    for (int i = 0; i < 1000; i++) {
      in.writeBytes(piece);
      assertThat(reader.next(in)).isNull();
      assertThat(in.isReadable()).isFalse();
      in.clear();
    }
  }

  @Test
  void next_incomplete_consumesNothing() {
    for (String text : List.of("", "1", "5:", "5:hell", "5:hello")) {
      ByteBuf in = Unpooled.wrappedBuffer(Escapes.bytes(text));
      assertThat(new Netstring(100).next(in)).isNull();
      assertThat(in.readerIndex()).isZero();
    }
  }

  private static List<Frame> frames(int limit, String text) {
    return frames(limit, List.of(Escapes.bytes(text)));
  }

  private static List<Frame> frames(int limit, List<byte[]> pieces) {
    List<Frame> frames = new ArrayList<>();
    frames(limit, pieces, frames);
    return frames;
  }

  private static void frames(int limit, List<byte[]> pieces, List<Frame> seen) {
    Netstring reader = new Netstring(limit);
    Reading<Frame> all = Reading.of(reader::next, pieces);
    seen.addAll(all.messages());
    if (all.fault()) {
      int bytes = pieces.stream().mapToInt(piece -> piece.length).sum();
      throw new ProtocolException(
          Arrays.toString(pieces.toArray()) + bytes + " (expected: a netstring)");
    }
  }
}
