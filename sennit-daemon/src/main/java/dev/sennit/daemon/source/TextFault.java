package dev.sennit.daemon.source;

import dev.sennit.net.wire.Octets;
import java.nio.charset.StandardCharsets;

/* Mistakes in table files, told as `line 7: text (expected: ...)`. */
final class TextFault {
  private TextFault() {}

  /// @param text what was found: bytes seen as Latin-1
  static IllegalArgumentException at(int line, String text, String expected) {
    Octets bytes = Octets.giveUp(text.getBytes(StandardCharsets.ISO_8859_1));
    return new IllegalArgumentException(
        "line " + line + ": " + bytes.forLog() + " (expected: " + expected + ")");
  }
}
