package dev.sennit.amp;

import org.jspecify.annotations.Nullable;

/// A handler answered what the wire cannot carry, or null. Its text stays on this side.
final class BadAnswerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BadAnswerException(AmpCommand<?, ?> command, @Nullable Object answer, @Nullable Throwable cause) {
    super(
        command
            + ": bad local return: "
            + shown(answer)
            + (cause == null ? " (expected: a response)" : ": " + cause.getMessage()),
        cause);
  }

  private static String shown(@Nullable Object answer) {
    String text = String.valueOf(answer);
    return text.length() <= 200 ? text : text.substring(0, 200) + "...";
  }
}
