package dev.sennit.amp.wire;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.wire.Octets;
import java.util.function.UnaryOperator;

/// Any bytes as any kind of text: a value, whose own text is read as the same value, or a fault.
class ValueTextFuzzTest {

  @FuzzTest
  void read(byte[] bytes) {
    Octets text = Octets.of(bytes);
    check(text, in -> IntegerText.of(IntegerText.toBigInteger(in)));
    check(text, in -> IntegerText.of(IntegerText.toLong(in)));
    check(text, in -> FloatText.of(FloatText.toDouble(in)));
    check(text, in -> AmpDecimal.parse(in).toOctets());
    check(text, in -> DateTimeText.of(DateTimeText.toTime(in)));
  }

  private static void check(Octets text, UnaryOperator<Octets> again) {
    Octets plain;
    try {
      plain = again.apply(text);
    } catch (ProtocolException | IllegalArgumentException fault) {
      return;
    }
    if (!again.apply(plain).equals(plain)) {
      throw new AssertionError("text: " + again.apply(plain) + " (expected: " + plain + ")");
    }
  }
}
