package dev.sennit.ident.policy;

import dev.sennit.net.wire.Octets;

/// What is told of a user's connection.
public sealed interface Verdict {

  /// The user's name.
  ///
  /// @param reason why not what the user wants, or an empty text
  record RealName(String reason) implements Verdict {
    /// Nobody wants anything else.
    public static final RealName PLAIN = new RealName("");
  }

  /// `HIDDEN-USER`.
  ///
  /// @param reason for the log
  record Hidden(String reason) implements Verdict {}

  /// Something else.
  ///
  /// @param id 1 to 512 bytes without NUL, CR and LF
  /// @param login whether it has the look of a login name; numbers and random texts have not
  /// @param reason for the log
  record Told(Octets id, boolean login, String reason) implements Verdict {}

  /// What another ident server says; [Decider#forwarded] decides on its answer.
  ///
  /// @param target whom to ask
  /// @param forced whether the administrator wants it
  record Asked(Statement.Forwarding target, boolean forced) implements Verdict {}
}
