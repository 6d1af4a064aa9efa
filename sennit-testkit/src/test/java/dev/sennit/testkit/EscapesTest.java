package dev.sennit.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class EscapesTest {
  @Test
  void text_everyByte_readsBack() {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }

    assertThat(Escapes.bytes(Escapes.text(all))).isEqualTo(all);
  }

  @Test
  void text_mixedBytes_isReadable() {
    assertThat(Escapes.text(new byte[] {'a', '\r', '\n', '\t', 0, '\\', (byte) 0xff}))
        .isEqualTo("a\\r\\n\\t\\0\\\\\\xff");
  }

  @Test
  void bytes_latin1_isOneByteEach() {
    assertThat(Escapes.bytes("é")).containsExactly(0xe9);
  }

  @Test
  void bytes_wrongText_isRefused() {
    assertThatThrownBy(() -> Escapes.bytes("a\\q"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("escape: \\q (expected: ");
    assertThatThrownBy(() -> Escapes.bytes("\\x1")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Escapes.bytes("\\xzz")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Escapes.bytes("\\")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Escapes.bytes("€"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("character: € (expected: at most U+00FF)");
  }
}
