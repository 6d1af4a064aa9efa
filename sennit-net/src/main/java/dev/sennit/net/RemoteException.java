package dev.sennit.net;

import org.jspecify.annotations.Nullable;

/// The peer understood and said no.
///
/// `code()` and `description()` are the peer's own words: data, not format strings, and not to be
/// trusted.
public non-sealed class RemoteException extends SennitException {
  private final String code;
  private final String description;

  /// @param code the protocol's error code, as on the wire
  /// @param description the peer's text, possibly empty
  public RemoteException(String code, String description) {
    this(code, description, null);
  }

  /// @param code the protocol's error code, as on the wire
  /// @param description the text, possibly empty
  /// @param cause why this side is about to say no; null if the peer did
  protected RemoteException(String code, String description, @Nullable Throwable cause) {
    super(description.isEmpty() ? code : code + ": " + description, cause);
    this.code = code;
    this.description = description;
  }

  /// The protocol's error code, as on the wire.
  public String code() {
    return code;
  }

  /// The peer's text, possibly empty.
  public String description() {
    return description;
  }
}
