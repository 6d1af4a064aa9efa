package dev.sennit.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class WireAssertTest {
  @Test
  void isEqualTo_sameBytes_passes() {
    ByteBuf buffer = Unpooled.copiedBuffer("200 a\n", StandardCharsets.US_ASCII);

    WireAssert.assertThat(buffer).isEqualTo("200 a\\n").startsWith("200").hasSize(6);

    assertThat(buffer.readableBytes()).isEqualTo(6);
    buffer.release();
  }

  @Test
  void isEqualTo_otherBytes_showsBothAndWhere() {
    assertThatThrownBy(() -> WireAssert.assertThat(new byte[] {'a', 0}).isEqualTo("ab"))
        .isInstanceOf(AssertionError.class)
        .hasMessage("wire: a\\0\nexpected: ab\nfirst difference at byte 1");
  }

  @Test
  void startsWith_tooShort_fails() {
    assertThatThrownBy(() -> WireAssert.assertThat(new byte[] {'2'}).startsWith("200"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("expected to start with: 200");
  }

  @Test
  void isEmpty_bytes_fails() {
    assertThatThrownBy(() -> WireAssert.assertThat(new byte[] {'%'}).isEmpty())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("wire: %\nexpected: (nothing)");
  }

  @Test
  void hasSize_other_fails() {
    assertThatThrownBy(() -> WireAssert.assertThat(new byte[] {'a'}).hasSize(2))
        .hasMessage("size: 1 (expected: 2): a");
  }
}
