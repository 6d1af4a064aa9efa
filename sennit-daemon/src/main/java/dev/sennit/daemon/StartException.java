package dev.sennit.daemon;

import org.jspecify.annotations.Nullable;

/// The daemon cannot start, or cannot take a new configuration over. The message is for a person.
public final class StartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

  /// Whose fault it is.
  public enum Kind {
    /// The configuration names something that is not good.
    CONFIGURATION,
    /// An address is taken, or must not be used by this user.
    ADDRESS,
    /// The process may not become the user that it should be, or not all of it did.
    PRIVILEGES
  }

  StartException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /// Whose fault it is.
  public Kind kind() {
    return kind;
  }
}
