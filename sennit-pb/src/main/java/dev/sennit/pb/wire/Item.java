package dev.sennit.pb.wire;

import dev.sennit.net.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;

/// Banana items as they stand on the wire, well-formed, not decoded. Immutable.
///
/// Two are equal if their bytes are; so a word and its spelling are not.
public final class Item {
  final byte[] bytes;
  final int from;
  final int to;

  /// Shares the array, which must never be written again.
  Item(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.from = from;
    this.to = to;
  }

  /// A number.
  public static Item of(long number) {
    if (number < 0 || number > Integer.MAX_VALUE) {
      return new BananaWriter(Dialect.NONE, BananaLimits.defaults()).number(number).finish();
    }
    int groups = Math.max(1, (38 - Integer.numberOfLeadingZeros((int) number)) / 7);
    byte[] bytes = new byte[groups + 1];
    for (int i = 0; i < groups; i++) {
      bytes[i] = (byte) ((number >>> (7 * i)) & 0x7f);
    }
    bytes[groups] = BananaWriter.INT;
    return new Item(bytes, 0, groups + 1);
  }

  /// A byte string, spelled out.
  public static Item of(String text) {
    return new BananaWriter(Dialect.NONE, BananaLimits.defaults()).string(text).finish();
  }

  /// The one item that the bytes are, for use without a connection: a file, say. They are copied.
  ///
  /// @throws ProtocolException if they are none, more than one, or beyond a limit
  public static Item read(byte[] bytes, Dialect dialect, BananaLimits limits) {
    int length = new BananaScan(limits).find(Unpooled.wrappedBuffer(bytes), dialect == Dialect.PB);
    if (length != bytes.length) {
      throw new ProtocolException(
          "item: "
              + (length < 0 ? "not whole" : bytes.length - length + " bytes behind it")
              + " (expected: one item)");
    }
    return new Item(bytes.clone(), 0, length);
  }

  /// Reads it from the beginning.
  public BananaCursor cursor() {
    return new BananaCursor(bytes, from, to);
  }

  /// How many bytes it has.
  public int length() {
    return to - from;
  }

  /// Copies it into the array, which must have room.
  public void copyTo(byte[] target, int at) {
    System.arraycopy(bytes, from, target, at, to - from);
  }

  /// Copies a part of it.
  ///
  /// @param begin 0 or more
  /// @param end at most the length
  public void copyTo(int begin, int end, byte[] target, int at) {
    System.arraycopy(bytes, from + begin, target, at, end - begin);
  }

  void writeTo(ByteBuf out) {
    out.writeBytes(bytes, from, to - from);
  }

  /// The number that it is, or `otherwise` if it is none that fits.
  public long asLong(long otherwise) {
    BananaCursor cursor = cursor();
    return cursor.next() == BananaCursor.Kind.NUMBER && cursor.isLong()
        ? cursor.number()
        : otherwise;
  }

  /// Whether it is a list of nothing but that word: `(tuple)`, say.
  public boolean isEmpty(String word) {
    if (to - from < 3 || bytes[from] != 1 || bytes[from + 1] != BananaWriter.LIST) {
      return false;
    }
    BananaCursor cursor = new BananaCursor(bytes, from + 2, to);
    return cursor.next() == BananaCursor.Kind.STRING && cursor.text().equals(word);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Item item
        && Arrays.equals(bytes, from, to, item.bytes, item.from, item.to);
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + bytes[i];
    }
    return hash;
  }

  /// As an s-expression, cut when it gets long: `(tuple 1 "two")`.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    BananaCursor cursor = cursor();
    while (cursor.more() && text.length() < 400) {
      cursor.show(text, 20);
      text.append(cursor.more() ? " " : "");
    }
    return text.toString();
  }
}
