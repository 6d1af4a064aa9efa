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
  /// Groups of 7 bits that a long holds for certain.
  private static final int LONG_GROUPS = 9;

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
      int at = from;
      int most = Math.min(end, from + limits.prefixBytes() + 1);
      long prefix = 0;
      byte type = 0;
      while (at < most && (type = in.getByte(at)) >= 0) {
        prefix = with(prefix, at - from, type);
        at++;
      }
      if (at - from > limits.prefixBytes()) {
        throw new ProtocolException(
            "prefix: longer (expected: " + limits.prefixBytes() + " bytes or fewer)");
      }
      if (at == end) {
        return -1;
      }
      int after = body(base, at + 1, type, prefix, words);
      if (after > end) {
        return -1;
      }
      scanned = after - base;
      if (isWhole(type, prefix)) {
        int length = scanned;
        scanned = 0;
        return length;
      }
    }
  }

  /// The prefix with one more group of bits; what no long can hold is the largest.
  private static long with(long prefix, int group, byte bits) {
    if (group < LONG_GROUPS) {
      return prefix | (long) bits << (7 * group);
    }
    return bits == 0 ? prefix : Long.MAX_VALUE;
  }

  /// Where the item's body ends; a list's items are not its body here.
  ///
  /// @param base where the outermost item begins
  /// @param body where the body begins
  private int body(int base, int body, byte type, long prefix, boolean words) {
    int after = body;
    switch (type) {
      case BananaWriter.INT, BananaWriter.NEG, BananaWriter.LONGINT, BananaWriter.LONGNEG -> {}
      case BananaWriter.FLOAT -> after += 8;
      case BananaWriter.STRING -> after += size("string", prefix, limits.stringBytes(), "bytes");
      case BananaWriter.LIST -> {
        int count = size("list", prefix, limits.listItems(), "items");
        checkLength((long) after + count - base); // an item has a byte or more
        if (depth >= limits.depth()) {
          throw new ProtocolException(
              "depth: more lists (expected: " + limits.depth() + " inside each other or fewer)");
        }
      }
      case BananaWriter.VOCAB -> {
        int number = size("word", prefix, Vocabulary.last(), "as its number");
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
              "type: 0x%02x (expected: 0x80 to 0x87)".formatted(type & 0xff));
    }
    checkLength((long) after - base);
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

  private static int size(String what, long prefix, int most, String unit) {
    if (prefix > most) {
      throw new ProtocolException(what + ": larger (expected: " + most + " " + unit + " or fewer)");
    }
    return (int) prefix;
  }

  /// Counts an item that has come.
  ///
  /// @return whether the outermost one is whole
  private boolean isWhole(byte type, long prefix) {
    if (type == BananaWriter.LIST && prefix > 0) {
      if (depth == wanted.length) {
        wanted = Arrays.copyOf(wanted, 2 * depth);
      }
      wanted[depth++] = (int) prefix;
      return false;
    }
    while (depth > 0 && --wanted[depth - 1] == 0) {
      depth--;
    }
    return depth == 0;
  }
}
