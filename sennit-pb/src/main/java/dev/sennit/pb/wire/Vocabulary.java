package dev.sennit.pb.wire;

import dev.sennit.net.wire.Octets;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The words that the dialect "pb" writes as numbers, 1 to 31. The list is fixed.
///
/// Words stand for byte strings wherever these occur, in data of users too.
///
/// @see <a href="https://github.com/twisted/twisted/blob/trunk/src/twisted/spread/banana.py">
///   twisted/spread/banana.py, outgoingVocab</a>
public final class Vocabulary {
  /// The index is the number on the wire; there is no word 0.
  private static final String[] WORDS = {
    "",
    "None",
    "class",
    "dereference",
    "reference",
    "dictionary",
    "function",
    "instance",
    "list",
    "module",
    "persistent",
    "tuple",
    "unpersistable",
    "copy",
    "cache",
    "cached",
    "remote",
    "local",
    "lcache",
    "version",
    "login",
    "password",
    "challenge",
    "logged_in",
    "not_logged_in",
    "cachemessage",
    "message",
    "answer",
    "error",
    "decref",
    "decache",
    "uncache"
  };

  private static final int SHORTEST = 4;
  private static final int LONGEST = 13;
  private static final byte[][] BYTES = new byte[WORDS.length][];
  private static final Octets[] OCTETS = new Octets[WORDS.length];

  /// Numbers of words by a hash without collisions; 0 where there is none.
  private static final byte[] TABLE = new byte[256];

  static {
    for (int i = 0; i < WORDS.length; i++) {
      BYTES[i] = WORDS[i].getBytes(StandardCharsets.US_ASCII);
      OCTETS[i] = Octets.of(BYTES[i]);
      if (i > 0) {
        int slot = slot(BYTES[i], 0, BYTES[i].length);
        if (TABLE[slot] != 0) {
          throw new AssertionError(WORDS[i] + " and " + WORDS[TABLE[slot]] + " share a slot");
        }
        TABLE[slot] = (byte) i;
      }
    }
  }

  private Vocabulary() {}

  /// The number of the last word.
  static int last() {
    return WORDS.length - 1;
  }

  /// The word of that number.
  ///
  /// @param number 1 to 31
  public static String word(int number) {
    return WORDS[number];
  }

  /// The bytes of the word of that number.
  ///
  /// @param number 1 to 31
  static Octets octets(int number) {
    return OCTETS[number];
  }

  /// The number of the word that these bytes are, or 0.
  static int number(byte[] bytes, int from, int to) {
    int length = to - from;
    if (length < SHORTEST || length > LONGEST) {
      return 0;
    }
    int number = TABLE[slot(bytes, from, length)];
    return number != 0 && Arrays.equals(BYTES[number], 0, BYTES[number].length, bytes, from, to)
        ? number
        : 0;
  }

  private static int slot(byte[] bytes, int from, int length) {
    return (bytes[from] + bytes[from + 2] + bytes[from + length - 1] * 5 + length * 39) & 0xff;
  }
}
