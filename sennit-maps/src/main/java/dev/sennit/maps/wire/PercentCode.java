package dev.sennit.maps.wire;

import dev.sennit.net.wire.Octets;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// The `%XX` form in which tcp_table carries bytes that a line cannot hold. Hex digits are written
/// in upper case and read in any case; a plus is a plus.
///
/// Three encoders differ in what they leave as it is. [#POSTFIX] is what Postfix itself sends: all
/// printable ASCII but the percent sign. [#TWISTED] leaves letters, digits and `_.-~/` only.
/// [#MINIMAL] encodes what would break the line and nothing else, for values that would not fit
/// otherwise.
public final class PercentCode {
  /// As Postfix sends keys.
  public static final PercentCode POSTFIX = new PercentCode(range(0x21, 0x7e, "%"));

  /// As Twisted's `postfix.quote` does.
  public static final PercentCode TWISTED = new PercentCode(lettersDigitsAnd("_.-~/"));

  /// `%`, LF, CR and NUL only.
  public static final PercentCode MINIMAL = new PercentCode(range(0x01, 0xff, "%\n\r"));

  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'
  };

  private final boolean[] raw = new boolean[256];

  private PercentCode(BitSet plain) {
    plain.stream().forEach(value -> raw[value] = true);
  }

  private static BitSet range(int from, int to, String without) {
    BitSet set = new BitSet(256);
    set.set(from, to + 1);
    without.chars().forEach(set::clear);
    return set;
  }

  private static BitSet lettersDigitsAnd(String more) {
    BitSet set = range('0', '9', "");
    set.set('A', 'Z' + 1);
    set.set('a', 'z' + 1);
    more.chars().forEach(set::set);
    return set;
  }

  /// How many bytes the encoded form has.
  public int encodedLength(Octets bytes) {
    int length = bytes.length();
    for (int i = 0; i < bytes.length(); i++) {
      if (!raw[bytes.at(i) & 0xff]) {
        length += 2;
      }
    }
    return length;
  }

  /// Appends the encoded form.
  public void encode(Octets bytes, ByteBuf out) {
    int encoded = encodedLength(bytes);
    if (encoded == bytes.length()) {
      bytes.writeTo(out);
      return;
    }
    out.ensureWritable(encoded);
    for (int i = 0; i < bytes.length(); i++) {
      int value = bytes.at(i) & 0xff;
      if (raw[value]) {
        out.writeByte(value);
      } else {
        out.writeByte('%');
        out.writeByte(HEX[value >> 4]);
        out.writeByte(HEX[value & 15]);
      }
    }
  }

  /// Decodes `length` bytes from the buffer and moves its reader index past them.
  ///
  /// @return the bytes, or null if a `%` is not followed by two hex digits
  static @Nullable Octets decode(ByteBuf in, int length) {
    int begin = in.readerIndex();
    if (in.indexOf(begin, begin + length, (byte) '%') < 0) {
      return Octets.take(in, length);
    }
    in.skipBytes(length);
    byte[] decoded = new byte[length];
    int size = 0;
    for (int i = begin; i < begin + length; i++) {
      byte value = in.getByte(i);
      if (value == '%') {
        int high = i + 2 < begin + length ? Character.digit(in.getByte(i + 1), 16) : -1;
        int low = i + 2 < begin + length ? Character.digit(in.getByte(i + 2), 16) : -1;
        if (high < 0 || low < 0) {
          return null;
        }
        value = (byte) (high << 4 | low);
        i += 2;
      }
      decoded[size++] = value;
    }
    return Octets.giveUp(size == length ? decoded : Arrays.copyOf(decoded, size));
  }
}
