package dev.sennit.amp;

import dev.sennit.amp.wire.AmpDecimal;
import dev.sennit.amp.wire.DateTimeText;
import dev.sennit.amp.wire.FloatText;
import dev.sennit.amp.wire.IntegerText;
import dev.sennit.net.Descriptor;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.wire.Octets;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.function.Function;

/// The argument types of AMP. A component's type chooses one; these constants are for code that
/// handles boxes by hand.
public final class AmpTypes {
  /// `Integer`, 32 bits of it: a number beyond them is refused.
  public static final AmpType<Integer> INT = of(IntegerText::of, IntegerText::toInt);

  /// `Integer`, 64 bits of it: a number beyond them is refused.
  public static final AmpType<Long> LONG = of(IntegerText::of, IntegerText::toLong);

  /// `Integer`, of any size.
  public static final AmpType<BigInteger> INTEGER = of(IntegerText::of, IntegerText::toBigInteger);

  /// `String`: the bytes themselves.
  public static final AmpType<Octets> STRING = of(Function.identity(), Function.identity());

  /// `String`, as an array.
  public static final AmpType<byte[]> BYTES = of(Octets::of, Octets::toBytes);

  /// `Unicode`: UTF-8, nothing normalised. A text with half a surrogate pair is refused.
  public static final AmpType<String> UNICODE = of(AmpTypes::utf8, AmpTypes::text);

  /// `Boolean`: `True` or `False`, and nothing else.
  public static final AmpType<Boolean> BOOLEAN = of(AmpTypes::ofBoolean, AmpTypes::toBoolean);

  /// `Float`: a double, exactly.
  public static final AmpType<Double> FLOAT = of(FloatText::of, FloatText::toDouble);

  /// `Decimal`, with minus zero, infinities and NaNs.
  public static final AmpType<AmpDecimal> DECIMAL = of(AmpDecimal::toOctets, AmpDecimal::parse);

  /// `Decimal`, of what `BigDecimal` can hold: the rest is refused when it comes.
  public static final AmpType<BigDecimal> BIG_DECIMAL =
      of(number -> AmpDecimal.of(number).toOctets(), AmpTypes::toBigDecimal);

  /// `DateTime`, to the microsecond.
  public static final AmpType<OffsetDateTime> DATE_TIME =
      of(DateTimeText::of, DateTimeText::toTime);

  /// `Path`: absolute and normalised, in UTF-8. A relative one that comes is taken from this
  /// process's directory. What comes is the peer's word, so look before opening.
  public static final AmpType<Path> PATH =
      of(path -> utf8(path.toAbsolutePath().normalize().toString()), AmpTypes::toPath);

  /// `Descriptor`: an open file, over UNIX sockets where epoll is there. What is sent is a copy:
  /// the caller may close its own at once, and that of an answer is closed for the handler. What
  /// comes belongs to the handler, or to the caller who waits for the answer, who must close it.
  public static final AmpType<Descriptor> DESCRIPTOR = new DescriptorType();

  private static final Octets TRUE = Octets.utf8("True");
  private static final Octets FALSE = Octets.utf8("False");

  private AmpTypes() {}

  /// `ListOf`. Of bytes that come, what is unfinished at the end is dropped, as Twisted does.
  public static <T> AmpType<List<T>> listOf(AmpType<T> element) {
    return new ListType<>(element);
  }

  private static <T> AmpType<T> of(Function<T, Octets> encode, Function<Octets, T> decode) {
    return new AmpType<>() {
      @Override
      public Octets encode(T value, AmpConnection connection) {
        return encode.apply(value);
      }

      @Override
      public T decode(Octets bytes, AmpConnection connection) {
        return decode.apply(bytes);
      }
    };
  }

  static Octets utf8(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (Character.isLowSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          throw new IllegalArgumentException(
              "text: half a surrogate pair at character " + i + " (expected: whole characters)");
        }
        i++;
      }
    }
    return Octets.utf8(text);
  }

  static String text(Octets bytes) {
    return bytes
        .strictUtf8()
        .orElseThrow(() -> new ProtocolException("text: " + bytes + " (expected: UTF-8)"));
  }

  private static BigDecimal toBigDecimal(Octets bytes) {
    try {
      return AmpDecimal.parse(bytes).toBigDecimal();
    } catch (ArithmeticException e) {
      throw new ProtocolException(
          "decimal: " + bytes + " (expected: what BigDecimal can hold, or a field of AmpDecimal)",
          e);
    }
  }

  private static Path toPath(Octets bytes) {
    try {
      return Path.of(text(bytes)).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw new ProtocolException("path: " + bytes + " (expected: a path)", e);
    }
  }

  static Octets ofBoolean(boolean value) {
    return value ? TRUE : FALSE;
  }

  static boolean toBoolean(Octets bytes) {
    if (bytes.equals(TRUE)) {
      return true;
    }
    if (bytes.equals(FALSE)) {
      return false;
    }
    throw new ProtocolException("boolean: " + bytes + " (expected: True or False)");
  }
}
