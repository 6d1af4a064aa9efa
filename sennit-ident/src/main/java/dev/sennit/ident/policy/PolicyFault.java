package dev.sennit.ident.policy;

/// A mistake in a file.
///
/// @param line from 1
/// @param column from 1, in characters
/// @param found what stands there, fit for a log; cut after 60 characters
/// @param expected what should
public record PolicyFault(int line, int column, String found, String expected) {
  private static final int MAX_FOUND = 60;

  /// Makes what was found fit for a log.
  public PolicyFault {
    StringBuilder clean = new StringBuilder();
    for (int i = 0; i < found.length() && i < MAX_FOUND; i++) {
      char c = found.charAt(i);
      clean.append(c >= ' ' && c < 0x7f ? c : '?');
    }
    found = found.length() > MAX_FOUND ? clean + "..." : clean.toString();
  }

  @Override
  public String toString() {
    return "line " + line + ", column " + column + ": " + found + " (expected: " + expected + ")";
  }
}
