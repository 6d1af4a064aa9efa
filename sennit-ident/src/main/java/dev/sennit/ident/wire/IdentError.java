package dev.sennit.ident.wire;

/// Why there is no user: one of the four words of RFC 1413, or a private one that begins with `X`.
///
/// @param token 1 to 64 printable ASCII characters without blank and colon
/// @see <a href="https://www.rfc-editor.org/rfc/rfc1413#section-6">RFC 1413, section 6</a>
public record IdentError(String token) {
  /// A port is out of range, or no number.
  public static final IdentError INVALID_PORT = new IdentError("INVALID-PORT");

  /// The connection is not there, or its owner cannot be told.
  public static final IdentError NO_USER = new IdentError("NO-USER");

  /// The owner is known and does not want to be told.
  public static final IdentError HIDDEN_USER = new IdentError("HIDDEN-USER");

  /// Anything else.
  public static final IdentError UNKNOWN_ERROR = new IdentError("UNKNOWN-ERROR");

  private static final int MAX_TOKEN_CHARACTERS = 64;

  /// Checks that the wire can carry it.
  ///
  /// @throws IllegalArgumentException if it is no token
  public IdentError {
    boolean fits = !token.isEmpty() && token.length() <= MAX_TOKEN_CHARACTERS;
    if (!fits || !token.chars().allMatch(c -> c > ' ' && c < 0x7f && c != ':')) {
      throw new IllegalArgumentException(
          "error: " + token + " (expected: 1 to 64 printable ASCII characters, no blank or colon)");
    }
  }

  @Override
  public String toString() {
    return token;
  }
}
