package dev.sennit.pb;

import dev.sennit.net.wire.Octets;

/// What a user offers as proof: a name, and a response that only who knows the password can give to
/// the challenge. The password itself never comes.
public final class PbCredentials {
  private final Octets user;
  private final byte[] challenge;
  private final byte[] response;

  PbCredentials(Octets user, byte[] challenge, byte[] response) {
    this.user = user;
    this.challenge = challenge;
    this.response = response;
  }

  /// The name, as the peer sent it.
  public Octets user() {
    return user;
  }

  /// Whether this is the password. Takes the same time whatever the response is.
  public boolean matches(String password) {
    return matchesMd5(Challenge.md5(Octets.utf8(password).toBytes()));
  }

  /// Whether this is the MD5 digest of the password, its 16 bytes: for stores that keep no
  /// passwords. Takes the same time whatever the response is.
  public boolean matchesMd5(byte[] digest) {
    return java.security.MessageDigest.isEqual(Challenge.response(digest, challenge), response);
  }

  /// The name only.
  @Override
  public String toString() {
    return "PbCredentials[" + user + "]";
  }
}
