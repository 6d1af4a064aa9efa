package dev.sennit.daemon.table;

import java.time.Instant;

/// The last time a table could not answer.
///
/// @param time when
/// @param cause why, as in the log; for who runs the daemon, never for clients
public record Failure(Instant time, String cause) {

  /// The exception with its causes, innermost last, on one line.
  static String describe(Throwable thrown) {
    StringBuilder text = new StringBuilder();
    int depth = 0;
    String before = "";
    for (Throwable t = thrown; t != null && depth < 6; t = t.getCause(), depth++) {
      String message = t.getMessage();
      String line =
          t.getClass().getSimpleName()
              + (message == null || message.isBlank() ? "" : ": " + message);
      if (!before.contains(line)) {
        text.append(depth == 0 ? "" : "; because of ").append(line.strip());
      }
      before = line;
    }
    return text.toString();
  }
}
