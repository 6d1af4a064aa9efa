package dev.sennit.ident.token;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Gives each user one name that stays theirs as long as the key does, and that tells nobody else
/// who it is.
///
/// A name is the HMAC-SHA256 of the login name, as digits of base 36 behind a letter: `[a-z]` and
/// then `[a-z0-9]`. With the default of nine characters, among ten thousand users two share a name
/// with a probability of about one in 1,400,000.
///
/// Safe to share between threads.
public final class Pseudonyms {
  /// The characters of a name, unless said otherwise: what IRC servers show in full.
  public static final int DEFAULT_LENGTH = 9;

  private static final int MIN_LENGTH = 4;
  private static final int MAX_LENGTH = 32;
  private static final String DIGITS = "abcdefghijklmnopqrstuvwxyz0123456789";
  private static final int LETTERS = 26;

  private final SecretKeySpec key;
  private final int length;

  /// @param key [TokenKeys#KEY_BYTES]
  /// @param length the characters of a name, 4 to 32
  /// @throws IllegalArgumentException if the key has another length, or the length is out of its
  ///   range
  public Pseudonyms(byte[] key, int length) {
    if (key.length != TokenKeys.KEY_BYTES) {
      throw new IllegalArgumentException(
          "key: " + key.length + " bytes (expected: " + TokenKeys.KEY_BYTES + ")");
    }
    if (length < MIN_LENGTH || length > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "length: " + length + " (expected: " + MIN_LENGTH + " to " + MAX_LENGTH + ")");
    }
    this.key = new SecretKeySpec(key, "HmacSHA256");
    this.length = length;
  }

  /// The user's name.
  ///
  /// @param login the login name
  public String of(String login) {
    byte[] hash;
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      hash = mac.doFinal(login.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC-SHA256", e);
    }
    BigInteger rest = new BigInteger(1, hash);
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < length; i++) {
      int base = i == 0 ? LETTERS : DIGITS.length();
      BigInteger[] parts = rest.divideAndRemainder(BigInteger.valueOf(base));
      name.append(DIGITS.charAt(parts[1].intValue()));
      rest = parts[0];
    }
    return name.toString();
  }
}
