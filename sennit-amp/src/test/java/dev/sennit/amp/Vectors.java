package dev.sennit.amp;

import dev.sennit.net.wire.Octets;
import java.util.HexFormat;

/// Bytes that were captured from Twisted.
final class Vectors {
  /// `Sum` with a=13 and b=81, id 1.
  static final byte[] SUM =
      hex(
          """
          0004 5f61736b 0001 31
          0008 5f636f6d6d616e64 0003 53756d
          0001 61 0002 3133
          0001 62 0002 3831
          0000\
          """);

  /// Its answer, total=94.
  static final byte[] TOTAL = hex("0007 5f616e73776572 0001 31 0005 746f74616c 0002 3934 0000");

  /// A request without arguments.
  static final byte[] NOOP = hex("0004 5f61736b 0001 31 0008 5f636f6d6d616e64 0004 4e6f6f70 0000");

  /// A one-way request with x=7.
  static final byte[] ONE_WAY = hex("0008 5f636f6d6d616e64 0006 4f6e65576179 0001 78 0001 37 0000");

  /// An answer without fields.
  static final byte[] NOTHING = hex("0007 5f616e73776572 0001 31 0000");

  /// A declared error, `MY_ERR` with the text `desc ☃`.
  static final byte[] MY_ERR =
      hex(
          """
          0006 5f6572726f72 0001 31
          000b 5f6572726f725f636f6465 0006 4d595f455252
          0012 5f6572726f725f6465736372697074696f6e 0008 6465736320e29883
          0000\
          """);

  /// An error that is not declared.
  static final byte[] UNKNOWN = unknown("31");

  /// The answer to the unknown command `NoSuch` with the id `2a`.
  static final byte[] UNHANDLED =
      hex(
          """
          0006 5f6572726f72 0002 3261
          000b 5f6572726f725f636f6465 0009 554e48414e444c4544
          0012 5f6572726f725f6465736372697074696f6e
            001c 556e68616e646c656420436f6d6d616e643a2062274e6f5375636827
          0000\
          """);

  private Vectors() {}

  /// `UNKNOWN` for an id of one byte.
  static byte[] unknown(String idHex) {
    return hex(
        "0006 5f6572726f72 0001 "
            + idHex
            + "000b 5f6572726f725f636f6465 0007 554e4b4e4f574e"
            + "0012 5f6572726f725f6465736372697074696f6e 000d 556e6b6e6f776e204572726f72 0000");
  }

  static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replaceAll("\\s", ""));
  }

  static byte[] joined(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    byte[] all = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  static Octets octets(String digits) {
    return Octets.giveUp(hex(digits));
  }
}
