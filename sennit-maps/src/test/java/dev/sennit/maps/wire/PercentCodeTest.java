package dev.sennit.maps.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.net.wire.Octets;
import dev.sennit.testkit.Escapes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PercentCodeTest {
  /// What Twisted's `quote` makes of the bytes 00 to FF, one after the other.
  private static final String QUOTED_BY_TWISTED =
      "%00%01%02%03%04%05%06%07%08%09%0A%0B%0C%0D%0E%0F%10%11%12%13%14%15%16%17%18%19%1A%1B%1C"
          + "%1D%1E%1F%20%21%22%23%24%25%26%27%28%29%2A%2B%2C-./0123456789%3A%3B%3C%3D%3E%3F%40"
          + "ABCDEFGHIJKLMNOPQRSTUVWXYZ%5B%5C%5D%5E_%60abcdefghijklmnopqrstuvwxyz%7B%7C%7D~%7F"
          + "%80%81%82%83%84%85%86%87%88%89%8A%8B%8C%8D%8E%8F%90%91%92%93%94%95%96%97%98%99%9A"
          + "%9B%9C%9D%9E%9F%A0%A1%A2%A3%A4%A5%A6%A7%A8%A9%AA%AB%AC%AD%AE%AF%B0%B1%B2%B3%B4%B5"
          + "%B6%B7%B8%B9%BA%BB%BC%BD%BE%BF%C0%C1%C2%C3%C4%C5%C6%C7%C8%C9%CA%CB%CC%CD%CE%CF%D0"
          + "%D1%D2%D3%D4%D5%D6%D7%D8%D9%DA%DB%DC%DD%DE%DF%E0%E1%E2%E3%E4%E5%E6%E7%E8%E9%EA%EB"
          + "%EC%ED%EE%EF%F0%F1%F2%F3%F4%F5%F6%F7%F8%F9%FA%FB%FC%FD%FE%FF";

  /// The texts that Twisted's own tests quote and unquote.
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "foo,foo",
        "foo bar,foo%20bar",
        "foo\\tbar,foo%09bar",
        "foo\\nbar,foo%0Abar",
        "foo\\r\\nbar,foo%0D%0Abar",
        "foo ,foo%20",
        " foo,%20foo",
      })
  void encode_textsOfTwistedsTests_areTheSame(String text, String quoted) {
    Octets plain = Octets.of(Escapes.bytes(text));

    assertThat(encoded(PercentCode.TWISTED, plain)).isEqualTo(quoted);
    assertThat(decoded(quoted)).isEqualTo(plain);
  }

  @ParameterizedTest
  @CsvSource({"foo%0Abar", "foo%0abar"})
  void decode_lineFeedInEitherCase_isTheSame(String quoted) {
    assertThat(decoded(quoted)).isEqualTo(Octets.utf8("foo\nbar"));
  }

  @ParameterizedTest
  @CsvSource({"foo%0D%0Abar", "foo%0D%0abar", "foo%0d%0Abar", "foo%0d%0abar"})
  void decode_lineEndInAnyCase_isTheSame(String quoted) {
    assertThat(decoded(quoted)).isEqualTo(Octets.utf8("foo\r\nbar"));
  }

  @Test
  void encode_allBytesAsTwisted_isWhatTwistedQuotes() {
    byte[] all = new byte[256];
    for (int i = 0; i < 256; i++) {
      all[i] = (byte) i;
    }
    assertThat(encoded(PercentCode.TWISTED, Octets.of(all))).isEqualTo(QUOTED_BY_TWISTED);
  }

  @Test
  void encode_eachByteAsPostfix_leavesPrintableAsciiButPercent() {
    for (int i = 0; i < 256; i++) {
      boolean raw = i > ' ' && i < 0x7f && i != '%';
      assertThat(encoded(PercentCode.POSTFIX, Octets.of((byte) i))).isEqualTo(form(i, raw));
    }
  }

  @Test
  void encode_eachByteMinimally_leavesAllButWhatBreaksALine() {
    for (int i = 0; i < 256; i++) {
      boolean raw = i != '%' && i != '\n' && i != '\r' && i != 0;
      assertThat(encoded(PercentCode.MINIMAL, Octets.of((byte) i))).isEqualTo(form(i, raw));
    }
  }

  @Test
  void decode_eachByteInEitherCase_comesBack() {
    for (int i = 0; i < 256; i++) {
      Octets expected = Octets.of((byte) i);
      assertThat(decoded(form(i, false))).isEqualTo(expected);
      assertThat(decoded(form(i, false).toLowerCase(Locale.ROOT))).isEqualTo(expected);
    }
  }

  @Test
  void decode_plus_isAPlus() {
    assertThat(decoded("a+b")).isEqualTo(Octets.utf8("a+b"));
  }

  @ParameterizedTest
  @CsvSource({"%", "%4", "%4G", "%G4", "a%", "a%2", "%%41", "%-1", "%+1", "% 1", "%0x", "%\u00c3A"})
  void decode_percentWithoutTwoDigits_isNothing(String bad) {
    assertThat(decoded(bad)).isNull();
  }

  @Test
  void decode_doubleEncoded_isDecodedOnce() {
    assertThat(decoded("%2541")).isEqualTo(Octets.utf8("%41"));
  }

  @Test
  void decode_escapeCutByTheLength_isNothing() {
    ByteBuf in = Unpooled.copiedBuffer("%41%42", StandardCharsets.US_ASCII);
    assertThat(PercentCode.decode(in, 5)).isNull();
  }

  @Test
  void encodedLength_anyBytes_isWhatEncodeWrites() {
    Octets bytes = Octets.of(Escapes.bytes("a b%c\\xff\\0\\n~"));
    for (PercentCode code :
        new PercentCode[] {PercentCode.POSTFIX, PercentCode.TWISTED, PercentCode.MINIMAL}) {
      assertThat(encoded(code, bytes)).hasSize(code.encodedLength(bytes));
    }
  }

  private static String form(int value, boolean raw) {
    return raw ? String.valueOf((char) value) : "%%%02X".formatted(value);
  }

  private static String encoded(PercentCode code, Octets bytes) {
    ByteBuf out = Unpooled.buffer();
    code.encode(bytes, out);
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  private static @Nullable Octets decoded(String quoted) {
    ByteBuf in = Unpooled.copiedBuffer(quoted, StandardCharsets.ISO_8859_1);
    Octets plain = PercentCode.decode(in, in.readableBytes());
    assertThat(in.isReadable()).isFalse();
    return plain;
  }
}
