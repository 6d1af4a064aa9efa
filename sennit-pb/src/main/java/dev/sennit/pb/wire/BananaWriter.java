package dev.sennit.pb.wire;

import dev.sennit.net.ProtocolException;
import dev.sennit.net.wire.Octets;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Writes Banana items one behind the other. Whoever writes a list's head writes its items next.
///
/// Belongs to one thread.
public final class BananaWriter {
  static final byte LIST = (byte) 0x80;
  static final byte INT = (byte) 0x81;
  static final byte STRING = (byte) 0x82;
  static final byte NEG = (byte) 0x83;
  static final byte FLOAT = (byte) 0x84;
  static final byte LONGINT = (byte) 0x85;
  static final byte LONGNEG = (byte) 0x86;
  static final byte VOCAB = (byte) 0x87;

  private final boolean words;
  private final BananaLimits limits;
  private byte[] bytes = new byte[64];
  private int length;

  /// @param dialect whether words may be written as numbers
  public BananaWriter(Dialect dialect, BananaLimits limits) {
    this.words = dialect == Dialect.PB;
    this.limits = limits;
  }

  /// The head of a list.
  ///
  /// @throws ProtocolException if it is longer than a list may be
  public BananaWriter list(int items) {
    if (items > limits.listItems()) {
      throw tooLong("list", items, limits.listItems(), "items");
    }
    return prefixed(items, LIST);
  }

  /// A number.
  public BananaWriter number(long value) {
    if (value >= 0) {
      return prefixed(value, value <= Integer.MAX_VALUE ? INT : LONGINT);
    }
    if (value == Long.MIN_VALUE) {
      return number(BigInteger.valueOf(value));
    }
    return prefixed(-value, value >= Integer.MIN_VALUE ? NEG : LONGNEG);
  }

  /// A number of any size that the prefix can hold.
  ///
  /// @throws ProtocolException if it is larger
  public BananaWriter number(BigInteger value) {
    if (value.bitLength() < Long.SIZE && value.longValue() != Long.MIN_VALUE) {
      return number(value.longValue());
    }
    BigInteger rest = value.abs();
    int groups = (rest.bitLength() + 6) / 7;
    if (groups > limits.prefixBytes()) {
      throw new ProtocolException(
          "number: "
              + rest.bitLength()
              + " bits (expected: "
              + 7 * limits.prefixBytes()
              + " or fewer)");
    }
    room(groups + 1);
    byte[] magnitude = rest.toByteArray(); // the highest byte first
    int bit = 0;
    for (int group = 0; group < groups; group++, bit += 7) {
      bytes[length++] = (byte) (bits(magnitude, bit) & 0x7f);
    }
    bytes[length++] = value.signum() < 0 ? LONGNEG : LONGINT;
    return this;
  }

  private static int bits(byte[] magnitude, int bit) {
    int at = magnitude.length - 1 - bit / 8;
    int low = magnitude[at] & 0xff;
    int high = at > 0 ? magnitude[at - 1] & 0xff : 0;
    return (high << 8 | low) >>> bit % 8;
  }

  /// A double.
  public BananaWriter real(double value) {
    room(9);
    bytes[length++] = FLOAT;
    long bits = Double.doubleToRawLongBits(value);
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes[length++] = (byte) (bits >>> shift);
    }
    return this;
  }

  /// A byte string.
  ///
  /// @throws ProtocolException if it is longer than a string may be
  public BananaWriter string(byte[] value) {
    int number = words ? Vocabulary.number(value, 0, value.length) : 0;
    return number > 0 ? prefixed(number, VOCAB) : plain(value);
  }

  /// A byte string.
  ///
  /// @throws ProtocolException if it is longer than a string may be
  public BananaWriter string(Octets value) {
    if (words && value.length() < 16) {
      return string(value.toBytes());
    }
    stringHead(value.length());
    value.copyTo(bytes, length);
    length += value.length();
    return this;
  }

  /// A byte string that holds the text as UTF-8; an unpaired surrogate becomes `?`.
  ///
  /// @throws ProtocolException if it is longer than a string may be
  public BananaWriter string(String value) {
    return string(value.getBytes(StandardCharsets.UTF_8));
  }

  private BananaWriter plain(byte[] value) {
    stringHead(value.length);
    System.arraycopy(value, 0, bytes, length, value.length);
    length += value.length;
    return this;
  }

  /// Also makes room for the body.
  private void stringHead(int size) {
    if (size > limits.stringBytes()) {
      throw tooLong("string", size, limits.stringBytes(), "bytes");
    }
    prefixed(size, STRING);
    room(size);
  }

  /// An item, or several, that are encoded already, in the same dialect.
  public BananaWriter item(Item item) {
    int size = item.length();
    room(size);
    item.copyTo(bytes, length);
    length += size;
    return this;
  }

  private BananaWriter prefixed(long prefix, byte type) {
    room(11);
    byte[] out = bytes;
    int at = length;
    long rest = prefix;
    do {
      out[at++] = (byte) (rest & 0x7f);
      rest >>>= 7;
    } while (rest != 0);
    out[at++] = type;
    length = at;
    return this;
  }

  private void room(int more) {
    if (bytes.length - length >= more) {
      return;
    }
    if (more > limits.messageBytes() - length) {
      throw tooLong("message", (long) length + more, limits.messageBytes(), "bytes");
    }
    bytes = Arrays.copyOf(bytes, Math.max(length + more, Math.min(2 * length, 1 << 30)));
  }

  private static ProtocolException tooLong(String what, long size, int most, String unit) {
    return new ProtocolException(
        what + ": " + size + " " + unit + " (expected: " + most + " or fewer)");
  }

  /// How many bytes are written.
  public int length() {
    return length;
  }

  /// What is written, as one item or several; the writer must not be used any more.
  public Item finish() {
    return new Item(bytes, 0, length);
  }
}
