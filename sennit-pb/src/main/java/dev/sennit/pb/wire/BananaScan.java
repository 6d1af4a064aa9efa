package dev.sennit.pb.wire;

import dev.sennit.net.ProtocolException;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/// Finds the end of an item among bytes that are still coming, and refuses what is too large or too
/// deep before it is there.
///
/// What was looked at is not looked at again: only the number of items that each open list still
/// wants is kept.
final class BananaScan {
  private final BananaLimits limits;
  private int[] wanted = new int[8]; // by the lists that are open, the outermost first
  private int depth;
  private int scanned;

  BananaScan(BananaLimits limits) {
    this.limits = limits;
  }

  /// Looks for the end of the item at the reader index, from where the last look ended.
  ///
  /// @param words whether words may come as numbers
  /// @return its length in bytes, or -1 if it is not whole
  /// @throws ProtocolException if it is none, or beyond a limit
  int find(ByteBuf in, boolean words) {
    int base = in.readerIndex();
    int end = in.writerIndex();
    while (true) {
      int from = base + scanned;
      int type = from;
      int most = Math.min(end, from + limits.prefixBytes() + 1);
      while (type < most && in.getByte(type) >= 0) {
        type++;
      }
      if (type - from > limits.prefixBytes()) {
        throw new ProtocolException(
            "prefix: longer (expected: " + limits.prefixBytes() + " bytes or fewer)");
      }
      if (type == end) {
        return -1;
      }
      int after = body(in, from, type, words);
      if (after > end) {
        return -1;
      }
      scanned = after - base;
      if (isWhole(in, from, type)) {
        int length = scanned;
        scanned = 0;
        return length;
      }
    }
  }

  /// Where the item's body ends; a list's items are not its body here.
  private int body(ByteBuf in, int from, int type, boolean words) {
    int after = type + 1;
    switch (in.getByte(type)) {
      case BananaWriter.INT, BananaWriter.NEG, BananaWriter.LONGINT, BananaWriter.LONGNEG -> {}
      case BananaWriter.FLOAT -> after += 8;
      case BananaWriter.STRING ->
          after += size("string", in, from, type, limits.stringBytes(), "bytes");
      case BananaWriter.LIST -> {
        int count = size("list", in, from, type, limits.listItems(), "items");
        checkLength((long) after + count - in.readerIndex()); // an item has a byte or more
        if (depth >= limits.depth()) {
          throw new ProtocolException(
              "depth: more lists (expected: " + limits.depth() + " inside each other or fewer)");
        }
      }
      case BananaWriter.VOCAB -> {
        int number = size("word", in, from, type, Vocabulary.last(), "as its number");
        if (!words || number == 0) {
          throw new ProtocolException(
              "word: "
                  + number
                  + (words
                      ? " (expected: 1 to " + Vocabulary.last() + ")"
                      : " (expected: none in this dialect)"));
        }
      }
      default ->
          throw new ProtocolException(
              "type: 0x%02x (expected: 0x80 to 0x87)".formatted(in.getUnsignedByte(type)));
    }
    checkLength((long) after - in.readerIndex());
    return after;
  }

  /// How many bytes from the reader index on are whole items.
  int scanned() {
    return scanned;
  }

  private void checkLength(long length) {
    if (length > limits.messageBytes()) {
      throw new ProtocolException(
          "message: " + length + " bytes (expected: " + limits.messageBytes() + " or fewer)");
    }
  }

  private static int size(String what, ByteBuf in, int from, int type, int most, String unit) {
    long value = 0;
    for (int i = type - 1; i >= from; i--) {
      value = value << 7 | in.getByte(i);
      if (value > most) {
        throw new ProtocolException(
            what + ": larger (expected: " + most + " " + unit + " or fewer)");
      }
    }
    return (int) value;
  }

  /// Counts an item that has come.
  ///
  /// @return whether the outermost one is whole
  private boolean isWhole(ByteBuf in, int from, int type) {
    if (in.getByte(type) == BananaWriter.LIST) {
      int count = size("list", in, from, type, limits.listItems(), "items");
      if (count > 0) {
        if (depth == wanted.length) {
          wanted = Arrays.copyOf(wanted, 2 * depth);
        }
        wanted[depth++] = count;
        return false;
      }
    }
    while (depth > 0 && --wanted[depth - 1] == 0) {
      depth--;
    }
    return depth == 0;
  }
}
