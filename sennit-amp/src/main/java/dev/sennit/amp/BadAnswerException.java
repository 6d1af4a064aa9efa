package dev.sennit.amp;

import org.jspecify.annotations.Nullable;

/// A handler answered what the wire cannot carry, or null. Its text stays on this side.
final class BadAnswerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BadAnswerException(AmpCommand<?, ?> command, @Nullable Object answer, @Nullable Throwable cause) {
    super(
        command
            + ": bad local return: "
            + answer
            + (cause == null ? " (expected: a response)" : ": " + cause.getMessage()),
        cause);
  }
}
