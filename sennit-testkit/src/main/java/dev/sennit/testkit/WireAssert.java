package dev.sennit.testkit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.Arrays;
import org.assertj.core.api.AbstractAssert;

/// Compares bytes and shows them as in [Escapes] when they differ.
///
///     assertThat(buffer).isEqualTo("200 alice@example.com\\n");
public final class WireAssert extends AbstractAssert<WireAssert, byte[]> {
  private WireAssert(byte[] actual) {
    super(actual, WireAssert.class);
  }

  /// Looks at bytes.
  public static WireAssert assertThat(byte[] actual) {
    return new WireAssert(actual);
  }

  /// Looks at the readable bytes of a buffer; neither its indexes nor its reference count change.
  public static WireAssert assertThat(ByteBuf actual) {
    return new WireAssert(ByteBufUtil.getBytes(actual));
  }

  /// The bytes are those of the text.
  public WireAssert isEqualTo(String text) {
    return isEqualTo(Escapes.bytes(text));
  }

  /// The bytes are these.
  public WireAssert isEqualTo(byte[] expected) {
    int at = Arrays.mismatch(actual, expected);
    if (at >= 0) {
      differ(expected, at, "expected");
    }
    return this;
  }

  /// The first bytes are those of the text.
  public WireAssert startsWith(String text) {
    byte[] expected = Escapes.bytes(text);
    int at = Arrays.mismatch(actual, expected);
    if (at >= 0 && at < expected.length) {
      differ(expected, at, "expected to start with");
    }
    return this;
  }

  /// There are no bytes.
  public WireAssert isEmpty() {
    return isEqualTo(new byte[0]);
  }

  /// There are so many bytes.
  public WireAssert hasSize(int expected) {
    if (actual.length != expected) {
      failWithMessage(
          "%s", "size: " + actual.length + " (expected: " + expected + "): " + show(actual));
    }
    return this;
  }

  private void differ(byte[] expected, int at, String relation) {
    failWithMessage(
        "%s",
        "wire: "
            + show(actual)
            + "\n"
            + relation
            + ": "
            + show(expected)
            + "\nfirst difference at byte "
            + at);
  }

  private static String show(byte[] bytes) {
    return bytes.length == 0 ? "(nothing)" : Escapes.text(bytes);
  }
}
