package dev.sennit.pb;

import dev.sennit.net.wire.Octets;
import org.jspecify.annotations.Nullable;

/// Another way to log in than by the challenge: a method of the root, whose last argument is the
/// mind. A Twisted client uses it with `root.callRemote(name, ..., mind)`.
///
/// ```
/// portal.mechanism("loginCertificate", call ->
///     users.get(call.connection().peer().tlsSubject())); // null: refused
/// ```
@FunctionalInterface
public interface PbMechanism {

  /// Says who calls. Runs on a virtual thread and may block.
  ///
  /// @param call its arguments are whatever the two sides agreed upon, and the mind
  /// @return the user's name; null to refuse
  /// @throws Exception if it cannot say: the login fails, and it is logged
  @Nullable Octets user(PbCall call) throws Exception;
}
