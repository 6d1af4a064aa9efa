package dev.sennit.ident.registry;

/// The registry does not take a registration.
public final class RefusedException extends RuntimeException {
  /// Why.
  public enum Code {
    /// The place is reserved for another id.
    BUSY,
    /// The user has as many entries as one may have, or the registry as many as it takes.
    FULL,
    /// A value is out of its range.
    INVALID,
    /// The peer may not do that, or cannot be told who it is.
    DENIED
  }

  private static final long serialVersionUID = 1;

  private final Code code;

  /// @param message what was found and what was expected
  public RefusedException(Code code, String message) {
    super(message);
    this.code = code;
  }

  /// Why.
  public Code code() {
    return code;
  }
}
