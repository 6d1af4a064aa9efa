package dev.sennit.pb;

import dev.sennit.net.wire.Octets;

/// Says whether a password is a user's, for logins that send the password: these can be checked
/// against any hash, which the challenge cannot.
@FunctionalInterface
public interface PbPasswordChecker {

  /// Whether the password is right for that user. Runs on a virtual thread and may block.
  ///
  /// @throws Exception if it cannot say: the login fails, and it is logged
  boolean accepts(Octets user, Octets password) throws Exception;
}
