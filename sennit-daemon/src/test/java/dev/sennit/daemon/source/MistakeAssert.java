package dev.sennit.daemon.source;

/// What a message about a mistake in a file or setting must look like.
final class MistakeAssert {
  private MistakeAssert() {}

  static void isTold(IllegalArgumentException mistake) {
    String message = String.valueOf(mistake.getMessage());
    if (!message.contains(" (expected: ")) {
      throw new AssertionError("message: " + message, mistake);
    }
  }
}
