package dev.sennit.daemon.source;

import dev.sennit.net.wire.Octets;
import java.nio.charset.StandardCharsets;

/// A mistake in a table file. Its message is `line 7: text (expected: ...)`.
final class TextFault extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final int line;
  private final int column;
  private final String what;

  private TextFault(LogicalLines.Line at, int offset, String what) {
    super("line " + at.number() + ": " + what);
    this.line = at.lineOf(offset);
    this.column = at.columnOf(offset);
    this.what = what;
  }

  /// @param at the logical line
  /// @param offset where in its text the mistake is
  /// @param expected what should be there
  static TextFault at(LogicalLines.Line at, int offset, String expected) {
    Octets bytes = Octets.giveUp(at.text().getBytes(StandardCharsets.ISO_8859_1));
    return new TextFault(at, offset, bytes.forLog() + " (expected: " + expected + ")");
  }

  /// The line in the file, from 1.
  int line() {
    return line;
  }

  /// The character in that line, from 1.
  int column() {
    return column;
  }

  /// The message without the place.
  String what() {
    return what;
  }
}
