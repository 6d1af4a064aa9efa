package dev.sennit.pb;

import dev.sennit.net.Reply;
import dev.sennit.pb.jelly.Fitting;
import org.jspecify.annotations.Nullable;

/// Makes results fit.
final class Faces {
  private Faces() {}

  static <T> Reply<@Nullable T> fit(Reply<@Nullable Object> reply, Class<T> type, String what) {
    return Reply.of(
        reply.thenApply(value -> {
          @SuppressWarnings("unchecked") // it fits: that is what fit does
          T fitted = (T) Fitting.fit(value, type, what);
          return fitted;
        }));
  }
}
