package dev.sennit.daemon.source;

import dev.sennit.net.wire.Octets;
import java.util.Optional;

/* What can be a value: Postfix takes an empty one for a mistake in the configuration, and a line
 * end or a NUL in one comes from a broken file or from someone who means harm. */
final class Entry {
  private Entry() {}

  /// What is wrong with the value, in the form `value: ... (expected: ...)`, if anything is.
  static Optional<String> faultIn(Octets value) {
    if (value.isEmpty()) {
      return Optional.of("value: empty (expected: some text)");
    }
    for (int i = 0; i < value.length(); i++) {
      byte b = value.at(i);
      if (b == '\n' || b == '\r' || b == 0) {
        return Optional.of(
            "value: " + value.forLog() + " (expected: a text without line ends and NUL)");
      }
    }
    return Optional.empty();
  }
}
