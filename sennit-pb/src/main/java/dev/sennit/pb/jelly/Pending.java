package dev.sennit.pb.jelly;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Stands for a value that is not there yet.
final class Pending {
  private final List<Consumer<@Nullable Object>> waiting = new ArrayList<>(2);
  private boolean known;
  private @Nullable Object value;

  boolean isKnown() {
    return known;
  }

  /// What it is, once that is known.
  @Nullable Object value() {
    return value;
  }

  void then(Consumer<@Nullable Object> use) {
    if (known) {
      use.accept(value);
    } else {
      waiting.add(use);
    }
  }

  void is(@Nullable Object found) {
    known = true;
    value = found;
    waiting.forEach(use -> use.accept(found));
    waiting.clear();
  }
}
