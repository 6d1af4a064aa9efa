package dev.sennit.pb.jelly;

import dev.sennit.pb.wire.BananaLimits;
import dev.sennit.pb.wire.Dialect;
import dev.sennit.pb.wire.Item;
import org.jspecify.annotations.Nullable;

/// Values to items and back, without a connection.
final class Jellies {
  private Jellies() {}

  static Item write(@Nullable Object value) {
    return write(value, PbTypes.standard());
  }

  static Item write(@Nullable Object value, PbTypes types) {
    JellyWriter writer =
        new JellyWriter(types, Dialect.PB, BananaLimits.defaults(), JellyWriter.Others.NONE);
    writer.value(value);
    return writer
        .finish()
        .item(object -> {
          throw new AssertionError(object);
        });
  }

  static @Nullable Object read(Item item) {
    return read(item, PbTypes.standard());
  }

  static @Nullable Object read(Item item, PbTypes types) {
    return new JellyReader(types, References.NONE).read(item);
  }

  /// Reads a value that is not None.
  static Object readSome(Item item) {
    return some(read(item));
  }

  static Object readSome(Item item, PbTypes types) {
    return some(read(item, types));
  }

  /// What is there, and not None.
  static <T> T some(@Nullable T value) {
    if (value == null) {
      throw new AssertionError("None");
    }
    return value;
  }
}
