package dev.sennit.ident.wire;

import dev.sennit.net.wire.Octets;

/// Why there is no user: one of the four words of RFC 1413, or a private one that begins with `X`.
///
/// A client may meet other words, and keeps them; a server does not send them.
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

  /// Checks that the wire can carry it.
  ///
  /// @throws IllegalArgumentException if it is no token
  public IdentError {
    if (!Token.isToken(token)) {
      throw new IllegalArgumentException(
          "error: " + Octets.utf8(token).forLog() + " (expected: " + Token.EXPECTED + ")");
    }
  }

  /// The error of that word.
  ///
  /// @throws IllegalArgumentException if it is no token
  public static IdentError of(String token) {
    return switch (token) {
      case "INVALID-PORT" -> INVALID_PORT;
      case "NO-USER" -> NO_USER;
      case "HIDDEN-USER" -> HIDDEN_USER;
      case "UNKNOWN-ERROR" -> UNKNOWN_ERROR;
      default -> new IdentError(token);
    };
  }

  /// Whether it is one of the four words of RFC 1413.
  public boolean isStandard() {
    return equals(NO_USER) || equals(UNKNOWN_ERROR) || equals(HIDDEN_USER) || equals(INVALID_PORT);
  }

  /// Whether it is a word that two programs have agreed upon: `X` and one or more characters.
  public boolean isPrivate() {
    return token.length() > 1 && token.startsWith("X");
  }

  @Override
  public String toString() {
    return token;
  }
}
