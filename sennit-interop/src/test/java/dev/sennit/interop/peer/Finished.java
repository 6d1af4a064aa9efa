package dev.sennit.interop.peer;

import dev.sennit.net.wire.Octets;
import java.util.List;

/// What a program left behind that ran to its end.
///
/// @param status its exit status, 0..255
/// @param out all of its standard output
/// @param err all of its standard error
public record Finished(List<String> command, int status, Octets out, Octets err) {

  /// Fails unless the exit status is this one.
  public Finished expect(int wanted) {
    if (status != wanted) {
      throw new AssertionError(
          "status of %s: %d (expected: %d)%n%s%n%s"
              .formatted(command, status, wanted, out.forLog(), err.utf8()));
    }
    return this;
  }

  /// Its standard output as text.
  public String text() {
    return out.utf8();
  }
}
