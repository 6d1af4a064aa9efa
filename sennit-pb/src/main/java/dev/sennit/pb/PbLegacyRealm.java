package dev.sennit.pb;

import org.jspecify.annotations.Nullable;

/// Gives perspectives to identities, as programs of 2004 and earlier want it: who has logged in
/// attaches to a perspective of a service, and to more than one if it likes. In Twisted then:
/// `twisted.cred.service.Service` and the keys of an `Identity`.
@FunctionalInterface
public interface PbLegacyRealm {

  /// Makes, or finds, a perspective. Runs on a virtual thread and may block.
  ///
  /// Its [logout][PbAvatar#logout()] is run when the connection is gone, and not before: the login
  /// of 2004 knows no other end.
  ///
  /// @param login its mind is the reference that the client gave, or null
  /// @param service the name of the service
  /// @param perspective the name of the perspective: the user's, if the client gave none
  /// @return null if that user has no key for it
  /// @throws Exception whatever else goes wrong
  @Nullable PbAvatar perspective(PbLogin login, String service, String perspective)
      throws Exception;
}
