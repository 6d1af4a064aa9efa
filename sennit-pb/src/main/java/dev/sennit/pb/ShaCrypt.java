package dev.sennit.pb;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Passwords hashed with SHA-256 or SHA-512 many times over, as `htpasswd -2` and `-5`, `openssl
/// passwd -6` and `crypt` write them: `$6$rounds=5000$salt$hash`.
///
/// @see <a href="https://www.akkadia.org/drepper/SHA-crypt.txt">Unix crypt using SHA-256 and
///   SHA-512</a>
final class ShaCrypt {
  private static final Pattern FORM =
      Pattern.compile("\\$([56])\\$(?:rounds=([0-9]{1,7})\\$)?([^$:]{0,16})\\$([./0-9A-Za-z]+)");
  private static final String DIGITS =
      "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int USUAL_ROUNDS = 5000;
  private static final int LEAST_ROUNDS = 1000;

  private final boolean wide;
  private final int rounds;
  private final byte[] salt;
  private final byte[] expected;

  private ShaCrypt(Matcher form) {
    this.wide = form.group(1).equals("6");
    this.rounds =
        form.group(2) == null
            ? USUAL_ROUNDS
            : Math.max(LEAST_ROUNDS, Integer.parseInt(form.group(2)));
    this.salt = form.group(3).getBytes(StandardCharsets.UTF_8);
    this.expected = form.group(4).getBytes(StandardCharsets.US_ASCII);
  }

  /// @throws IllegalArgumentException if it is no such hash
  static ShaCrypt parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches() || form.group(4).length() != (form.group(1).equals("6") ? 86 : 43)) {
      throw new IllegalArgumentException("hash: odd (expected: $5$salt$hash or $6$salt$hash)");
    }
    return new ShaCrypt(form);
  }

  /// Whether this is the password. Takes the same time whatever the answer is.
  boolean matches(byte[] password) {
    return MessageDigest.isEqual(
        encoded(hash(password)).getBytes(StandardCharsets.US_ASCII), expected);
  }

  private MessageDigest digest() {
    try {
      return MessageDigest.getInstance(wide ? "SHA-512" : "SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-2: missing (expected: a Java runtime that has it)", e);
    }
  }

  private byte[] hash(byte[] password) {
    byte[] state = first(password);
    MessageDigest digest = digest();
    for (int i = 0; i < password.length; i++) {
      digest.update(password);
    }
    byte[] p = stretched(digest.digest(), password.length);
    for (int i = 0; i < 16 + (state[0] & 0xff); i++) {
      digest.update(salt);
    }
    byte[] s = stretched(digest.digest(), salt.length);
    for (int round = 0; round < rounds; round++) {
      digest.update(round % 2 == 1 ? p : state);
      if (round % 3 != 0) {
        digest.update(s);
      }
      if (round % 7 != 0) {
        digest.update(p);
      }
      digest.update(round % 2 == 1 ? state : p);
      state = digest.digest();
    }
    return state;
  }

  private byte[] first(byte[] password) {
    MessageDigest digest = digest();
    digest.update(password);
    digest.update(salt);
    digest.update(password);
    byte[] other = digest.digest();
    digest.update(password);
    digest.update(salt);
    digest.update(stretched(other, password.length));
    for (int bits = password.length; bits > 0; bits >>= 1) {
      digest.update((bits & 1) != 0 ? other : password);
    }
    return digest.digest();
  }

  private static byte[] stretched(byte[] bytes, int length) {
    byte[] all = new byte[length];
    for (int i = 0; i < length; i++) {
      all[i] = bytes[i % bytes.length];
    }
    return all;
  }

  /// Three bytes make four digits; which three is peculiar to each of the two.
  private String encoded(byte[] hash) {
    StringBuilder text = new StringBuilder();
    int third = hash.length / 3;
    int a = 0;
    int b = third;
    int c = 2 * third;
    for (int i = 0; i < third; i++) {
      digits(text, hash[a], hash[b], hash[c], 4);
      int oldA = a;
      if (wide) {
        a = b + 1;
        b = c + 1;
        c = oldA + 1;
      } else {
        a = c + 1;
        c = b + 1;
        b = oldA + 1;
      }
    }
    if (wide) {
      digits(text, (byte) 0, (byte) 0, hash[63], 2);
    } else {
      digits(text, (byte) 0, hash[31], hash[30], 3);
    }
    return text.toString();
  }

  private static void digits(StringBuilder text, byte high, byte middle, byte low, int count) {
    int bits = (high & 0xff) << 16 | (middle & 0xff) << 8 | (low & 0xff);
    for (int i = 0; i < count; i++) {
      text.append(DIGITS.charAt(bits & 0x3f));
      bits >>= 6;
    }
  }
}
