package dev.sennit.net.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class OctetsTest {
  @Test
  void of_array_copiesIt() {
    byte[] bytes = {1, 2};
    Octets octets = Octets.of(bytes);
    bytes[0] = 9;
    assertThat(octets.at(0)).isEqualTo((byte) 1);
    octets.toBytes()[0] = 9;
    assertThat(octets).isEqualTo(Octets.of((byte) 1, (byte) 2));
    assertThat(octets).hasSameHashCodeAs(Octets.of((byte) 1, (byte) 2));
    assertThat(octets).isNotEqualTo(Octets.EMPTY);
  }

  @Test
  void take_buffer_movesItsReader() {
    ByteBuf buffer = Unpooled.copiedBuffer("abc", StandardCharsets.UTF_8);
    assertThat(Octets.take(buffer, 0)).isSameAs(Octets.EMPTY);
    assertThat(Octets.take(buffer, 2)).isEqualTo(Octets.utf8("ab"));
    assertThat(buffer.readableBytes()).isOne();
    Octets.utf8("xy").writeTo(buffer);
    assertThat(buffer.toString(StandardCharsets.UTF_8)).isEqualTo("cxy");
    buffer.release();
  }

  @Test
  void indexOfAndSlice_anywhere_areWhatTheyAreOfStrings() {
    Octets octets = Octets.utf8("a:b:c");
    assertThat(octets.indexOf((byte) ':', -5)).isOne();
    assertThat(octets.indexOf((byte) ':', 2)).isEqualTo(3);
    assertThat(octets.indexOf((byte) 'x', 0)).isEqualTo(-1);
    assertThat(octets.slice(2, 3)).isEqualTo(Octets.utf8("b"));
    assertThat(octets.slice(0, 5)).isSameAs(octets);
    assertThat(octets.slice(5, 5)).isSameAs(Octets.EMPTY);
  }

  @Test
  void strictUtf8_notUtf8_isNothing() {
    assertThat(Octets.of((byte) 0xC3, (byte) 0xA9).strictUtf8()).contains("é");
    assertThat(Octets.of((byte) 0xC3).strictUtf8()).isEmpty();
    assertThat(Octets.of((byte) 0xC3).utf8()).isEqualTo("\uFFFD");
  }

  @Test
  void forLog_anyBytes_isPrintableAndShort() {
    assertThat(Octets.of((byte) 'a', (byte) '\\', (byte) 10, (byte) 0xff).forLog())
        .isEqualTo("a\\\\\\x0a\\xff");
    assertThat(Octets.giveUp(new byte[201]).forLog()).hasSize(803).endsWith("\\x00...");
    assertThat(Octets.utf8("x".repeat(200))).hasToString("x".repeat(200));
  }

  @Property
  void utf8_text_readsBack(@ForAll String text) {
    String encodable = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    assertThat(Octets.utf8(text).strictUtf8()).contains(encodable);
  }

  @Property
  void compareTo_bytes_isUnsignedAndFitsEquals(@ForAll byte[] one, @ForAll byte[] other) {
    int order = Octets.of(one).compareTo(Octets.of(other));
    assertThat(Integer.signum(order))
        .isEqualTo(Integer.signum(java.util.Arrays.compareUnsigned(one, other)));
    assertThat(order == 0).isEqualTo(Octets.of(one).equals(Octets.of(other)));
  }
}
