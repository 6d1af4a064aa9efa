package dev.sennit.pb.wire;

import dev.sennit.net.wire.Octets;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/// Walks over Banana items. The bytes have been scanned: they are whole and inside their limits.
///
/// [#next()] takes the head of an item, and its body unless it is a list; the accessor that fits
/// the kind then gives its value. After the head of a list its items follow.
///
/// Belongs to one thread.
public final class BananaCursor {

  /// What an item is.
  public enum Kind {
    /// A list; [BananaCursor#count()].
    LIST,
    /// A whole number; [BananaCursor#number()] or [BananaCursor#large()].
    NUMBER,
    /// A double; [BananaCursor#real()].
    REAL,
    /// A byte string; [BananaCursor#octets()], [BananaCursor#text()].
    STRING
  }

  /// Groups of 7 bits that a long holds for certain.
  private static final int LONG_GROUPS = 9;

  private final byte[] bytes;
  private final int end;
  private int at;
  private int head; // where the prefix begins
  private int groups; // how many bytes it has, zeros at its end left out
  private byte type;
  private long prefix; // if it fits
  private int body; // of a string that is spelled out

  BananaCursor(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.at = from;
    this.end = to;
  }

  /// Whether there is another item.
  public boolean more() {
    return at < end;
  }

  /// Takes the next item.
  ///
  /// @throws IllegalStateException if there is none
  public Kind next() {
    if (at >= end) {
      throw new IllegalStateException("next: nothing is left");
    }
    head = at;
    byte first = bytes[at];
    if (first < 0) {
      groups = 0;
      prefix = 0;
      type = first;
      at++;
    } else if (bytes[at + 1] < 0) {
      groups = first == 0 ? 0 : 1;
      prefix = first;
      type = bytes[at + 1];
      at += 2;
    } else {
      longPrefix();
    }
    return switch (type) {
      case BananaWriter.LIST -> Kind.LIST;
      case BananaWriter.FLOAT -> {
        body = at;
        at += 8;
        yield Kind.REAL;
      }
      case BananaWriter.STRING -> {
        body = at;
        at += (int) prefix;
        yield Kind.STRING;
      }
      case BananaWriter.VOCAB -> Kind.STRING;
      default -> Kind.NUMBER;
    };
  }

  private void longPrefix() {
    int to = at;
    while (bytes[to] >= 0) {
      to++;
    }
    type = bytes[to];
    at = to + 1;
    while (to > head && bytes[to - 1] == 0) {
      to--;
    }
    groups = to - head;
    long value = 0;
    for (int i = Math.min(groups, LONG_GROUPS) - 1; i >= 0; i--) {
      value = value << 7 | bytes[head + i];
    }
    prefix = value;
  }

  /// How many items the list has.
  public int count() {
    return (int) prefix;
  }

  /// Whether the number fits a long.
  public boolean isLong() {
    return groups <= LONG_GROUPS || large().bitLength() < Long.SIZE;
  }

  /// The number, which fits.
  public long number() {
    if (groups > LONG_GROUPS) {
      return large().longValueExact();
    }
    return isNegative() ? -prefix : prefix;
  }

  /// The number.
  public BigInteger large() {
    if (groups <= LONG_GROUPS) {
      return BigInteger.valueOf(number());
    }
    byte[] magnitude = new byte[groups * 7 / 8 + 1]; // the highest byte first
    for (int group = 0, bit = 0; group < groups; group++, bit += 7) {
      int value = bytes[head + group] << bit % 8;
      int low = magnitude.length - 1 - bit / 8;
      magnitude[low] |= (byte) value;
      if (value > 0xff) {
        magnitude[low - 1] |= (byte) (value >>> 8);
      }
    }
    return new BigInteger(isNegative() ? -1 : 1, magnitude);
  }

  private boolean isNegative() {
    return type == BananaWriter.NEG || type == BananaWriter.LONGNEG;
  }

  /// The double.
  public double real() {
    long bits = 0;
    for (int i = 0; i < 8; i++) {
      bits = bits << 8 | (bytes[body + i] & 0xff);
    }
    return Double.longBitsToDouble(bits);
  }

  /// The byte string.
  public Octets octets() {
    return type == BananaWriter.VOCAB
        ? Vocabulary.octets((int) prefix)
        : Octets.copyOf(bytes, body, at);
  }

  /// The byte string as UTF-8 text; what is not UTF-8 becomes U+FFFD.
  public String text() {
    return type == BananaWriter.VOCAB
        ? Vocabulary.word((int) prefix)
        : new String(bytes, body, at - body, StandardCharsets.UTF_8);
  }

  /// The number of the word that the byte string is, spelled out or not; 0 if it is none.
  public int word() {
    return type == BananaWriter.VOCAB ? (int) prefix : Vocabulary.number(bytes, body, at);
  }

  /// Passes over the next item, with all that is in it.
  public Item skip() {
    int from = at;
    for (long left = 1; left > 0; left--) {
      if (next() == Kind.LIST) {
        left += count();
      }
    }
    return new Item(bytes, from, at);
  }

  void show(StringBuilder text, int depth) {
    switch (next()) {
      case NUMBER -> text.append(isLong() ? Long.toString(number()) : large().toString());
      case REAL -> text.append(real());
      case STRING ->
          text.append(word() > 0 ? Vocabulary.word(word()) : '"' + octets().forLog() + '"');
      case LIST -> {
        int count = count();
        text.append('(');
        for (int i = 0; i < count; i++) {
          text.append(i > 0 ? " " : "");
          if (depth == 0 || text.length() > 400) {
            skip();
          } else {
            show(text, depth - 1);
          }
        }
        text.append(')');
      }
    }
  }
}
