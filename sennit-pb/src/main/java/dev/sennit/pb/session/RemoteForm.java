package dev.sennit.pb.session;

import dev.sennit.pb.wire.BananaLimits;
import dev.sennit.pb.wire.BananaWriter;
import dev.sennit.pb.wire.Dialect;
import dev.sennit.pb.wire.Item;
import org.jspecify.annotations.Nullable;

/// `(remote number)`.
final class RemoteForm {
  private RemoteForm() {}

  static Item of(long number, @Nullable Dialect dialect) {
    return new BananaWriter(dialect == null ? Dialect.NONE : dialect, BananaLimits.defaults())
        .list(2)
        .string("remote")
        .number(number)
        .finish();
  }
}
