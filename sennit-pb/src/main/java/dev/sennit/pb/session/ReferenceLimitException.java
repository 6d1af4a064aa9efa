package dev.sennit.pb.session;

/// The peer holds as many references as it may, and cannot be sent another.
final class ReferenceLimitException extends RuntimeException {
  private final boolean last;

  /// @param last whether the connection is to be closed, since it has happened too often
  ReferenceLimitException(String message, boolean last) {
    super(last ? message + "  Goodbye." : message, null, false, false);
    this.last = last;
  }

  boolean isLast() {
    return last;
  }
}
