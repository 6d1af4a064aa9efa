package dev.sennit.pb;

import dev.sennit.net.ProtocolException;
import dev.sennit.pb.jelly.JellyReader;
import dev.sennit.pb.jelly.JellyWriter;
import dev.sennit.pb.jelly.PbTypes;
import dev.sennit.pb.jelly.References;
import dev.sennit.pb.wire.BananaLimits;
import dev.sennit.pb.wire.Dialect;
import dev.sennit.pb.wire.Item;
import org.jspecify.annotations.Nullable;

/// One value in a file, as Twisted writes it: Jelly in Banana without words.
final class JellyFile {
  /// Files may be larger than what goes over a connection.
  private static final BananaLimits LIMITS =
      new BananaLimits(64, 64 * 1024 * 1024, 16 * 1024 * 1024, 400, 256 * 1024 * 1024);

  private JellyFile() {}

  /// @throws ProtocolException if it is none, or not allowed
  static @Nullable Object read(byte[] bytes, PbTypes types) {
    return new JellyReader(types, References.NONE).read(Item.read(bytes, Dialect.NONE, LIMITS));
  }

  /// @throws ProtocolException if it cannot be written; names its class
  static byte[] write(@Nullable Object value) {
    JellyWriter writer =
        new JellyWriter(PbTypes.standard(), Dialect.NONE, LIMITS, JellyWriter.Others.NONE);
    writer.value(value);
    Item item =
        writer
            .finish()
            .item(object -> {
              throw new IllegalStateException(object + " in a file");
            });
    byte[] bytes = new byte[item.length()];
    item.copyTo(bytes, 0);
    return bytes;
  }
}
