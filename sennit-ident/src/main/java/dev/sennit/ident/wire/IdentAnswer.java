package dev.sennit.ident.wire;

import dev.sennit.net.wire.Octets;
import org.jspecify.annotations.Nullable;

/// What is known of a connection's owner: a user, or a reason why not.
public sealed interface IdentAnswer {

  /// The owner.
  ///
  /// @param opsys `UNIX` if the id is a login name, `OTHER` if it is anything else, or another name
  ///   of IANA's list of operating systems; a token of 1 to 64 characters
  /// @param charset the encoding of the id if it is not US-ASCII, else null; a token as well
  /// @param id 1 to 512 bytes, none of them NUL, CR or LF
  /// @see <a href="https://www.rfc-editor.org/rfc/rfc1413#section-6">RFC 1413, section 6</a>
  record UserId(String opsys, @Nullable String charset, Octets id) implements IdentAnswer {

    /// A login name on a UNIX system.
    public static UserId unix(String name) {
      return new UserId("UNIX", null, Octets.utf8(name));
    }
  }

  /// No owner can be told.
  ///
  /// @param error why
  record Fault(IdentError error) implements IdentAnswer {
    /// See [IdentError#INVALID_PORT].
    public static final Fault INVALID_PORT = new Fault(IdentError.INVALID_PORT);

    /// See [IdentError#NO_USER].
    public static final Fault NO_USER = new Fault(IdentError.NO_USER);

    /// See [IdentError#HIDDEN_USER].
    public static final Fault HIDDEN_USER = new Fault(IdentError.HIDDEN_USER);

    /// See [IdentError#UNKNOWN_ERROR].
    public static final Fault UNKNOWN_ERROR = new Fault(IdentError.UNKNOWN_ERROR);
  }
}
