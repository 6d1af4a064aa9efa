package dev.sennit.pb;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/// The exchange that proves a password: `MD5(MD5(password) + challenge)`, the digests raw.
///
/// The protocol demands MD5. It keeps the password off the wire, but whoever listens can try
/// passwords: use TLS.
final class Challenge {
  private static final SecureRandom RANDOM = new SecureRandom();

  private Challenge() {}

  /// 16 bytes that nobody can foresee.
  static byte[] fresh() {
    byte[] challenge = new byte[16];
    RANDOM.nextBytes(challenge);
    return challenge;
  }

  static byte[] md5(byte[] bytes) {
    return digest().digest(bytes);
  }

  static byte[] response(byte[] passwordMd5, byte[] challenge) {
    MessageDigest digest = digest();
    digest.update(passwordMd5);
    return digest.digest(challenge);
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("MD5: missing (expected: a Java runtime that has it)", e);
    }
  }
}
