package dev.sennit.pb.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Items for tests.
public final class Bananas {
  private Bananas() {}

  /// The items that these bytes are, in hexadecimal; blanks are for the eye.
  public static Item item(String hex) {
    byte[] bytes = bytes(hex);
    return new Item(bytes, 0, bytes.length);
  }

  /// Bytes in hexadecimal; blanks are for the eye.
  public static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  /// The item's bytes in hexadecimal, a blank between two.
  public static String hex(Item item) {
    byte[] bytes = new byte[item.length()];
    item.copyTo(bytes, 0);
    return HexFormat.ofDelimiter(" ").formatHex(bytes);
  }

  /// A writer of the dialect "pb" with Twisted's limits.
  public static BananaWriter writer() {
    return new BananaWriter(Dialect.PB, BananaLimits.defaults());
  }

  /// Lets a scan look at the bytes piece by piece.
  ///
  /// @return the item's length, or -1 if it is not whole
  static int scan(BananaLimits limits, boolean words, List<byte[]> pieces) {
    BananaScan scan = new BananaScan(limits);
    ByteBuf in = Unpooled.buffer();
    int found = -1;
    for (byte[] piece : pieces) {
      in.writeBytes(piece);
      if (found < 0 && piece.length > 0) {
        found = scan.find(in, words);
      }
    }
    return found;
  }

  /// Reads one message of the bytes, as the server's or the client's wire does after greeting in
  /// the dialect "pb".
  public static @Nullable PbMessage command(byte[] bytes) {
    PbWire wire = new PbWire(true, List.of(Dialect.PB), BananaLimits.defaults());
    wire.read(Unpooled.wrappedBuffer(bytes("02 82 70 62")));
    return wire.read(Unpooled.wrappedBuffer(bytes));
  }
}
