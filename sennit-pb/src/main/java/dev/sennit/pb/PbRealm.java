package dev.sennit.pb;

/// Gives avatars to users who were let in. In Twisted: a realm.
@FunctionalInterface
public interface PbRealm {

  /// Makes, or finds, the avatar of a user. Runs on a virtual thread and may block, and may call
  /// the user's mind.
  ///
  /// @throws PbException to refuse: `twisted.cred.error.LoginDenied`, say
  /// @throws Exception whatever else goes wrong
  PbAvatar avatar(PbLogin login) throws Exception;
}
