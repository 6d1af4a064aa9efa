package dev.sennit.ident.token;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Keys that make tokens and read them: the last one makes, all of them read.
///
/// A token is 108 characters of URL-safe Base64, without padding, of these 81 bytes:
///
/// | bytes | what |
/// |---|---|
/// | 1 | version, 1 |
/// | 4 | id of the key: the first bytes of its SHA-256 |
/// | 12 | nonce, random |
/// | 48 | AES-256-GCM of: time, seconds since 1970 (8); uid (4); local address (16) and port (2), remote address (16) and port (2); IPv4 addresses as `::ffff:a.b.c.d` |
/// | 16 | tag of that, and of version and id of the key |
///
/// All numbers big-endian. With random nonces a key is good for 2^32 tokens; rotate it long before.
///
/// Safe to share between threads.
///
/// @see <a href="https://csrc.nist.gov/pubs/sp/800/38/d/final">NIST SP 800-38D, section 8.3</a>
public final class TokenKeys {
  /// The bytes of a key.
  public static final int KEY_BYTES = 32;

  /// The most keys.
  public static final int MAX_KEYS = 100;

  /// The characters of a token.
  public static final int TOKEN_CHARACTERS = 108;

  private static final int VERSION = 1;
  private static final int HEAD_BYTES = 1 + Integer.BYTES;
  private static final int NONCE_BYTES = 12;
  private static final int RECORD_BYTES = 48;
  private static final int TAG_BYTES = 16;
  private static final int TOKEN_BYTES = HEAD_BYTES + NONCE_BYTES + RECORD_BYTES + TAG_BYTES;
  private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};
  private static final SecureRandom RANDOM = new SecureRandom();

  private record Key(int id, SecretKeySpec secret) {
    static Key of(byte[] secret) {
      if (secret.length != KEY_BYTES) {
        throw new IllegalArgumentException(
            "key: " + secret.length + " bytes (expected: " + KEY_BYTES + ")");
      }
      try {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(secret);
        return new Key(ByteBuffer.wrap(hash).getInt(), new SecretKeySpec(secret, "AES"));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("SHA-256", e);
      }
    }
  }

  private final List<Key> keys = new ArrayList<>();

  private TokenKeys(List<byte[]> secrets) {
    if (secrets.isEmpty() || secrets.size() > MAX_KEYS) {
      throw new IllegalArgumentException(
          "keys: " + secrets.size() + " (expected: 1 to " + MAX_KEYS + ")");
    }
    secrets.forEach(secret -> keys.add(Key.of(secret)));
  }

  /// Takes keys.
  ///
  /// @param secrets oldest first, each of [#KEY_BYTES]
  /// @throws IllegalArgumentException if there are none, too many, or one has another length
  public static TokenKeys of(byte[]... secrets) {
    return new TokenKeys(List.of(secrets));
  }

  /// A new key.
  public static byte[] generate() {
    byte[] secret = new byte[KEY_BYTES];
    RANDOM.nextBytes(secret);
    return secret;
  }

  /// Makes a token with the last key.
  public String seal(AuditRecord record) {
    Key key = keys.getLast();
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    byte[] plain =
        ByteBuffer.allocate(RECORD_BYTES)
            .putLong(record.time().getEpochSecond())
            .putInt((int) record.uid())
            .put(wide(record.local().getAddress()))
            .putShort((short) record.local().getPort())
            .put(wide(record.remote().getAddress()))
            .putShort((short) record.remote().getPort())
            .array();
    ByteBuffer token = ByteBuffer.allocate(TOKEN_BYTES);
    token.put((byte) VERSION).putInt(key.id()).put(nonce);
    try {
      token.put(cipher(Cipher.ENCRYPT_MODE, key, nonce).doFinal(plain));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM", e);
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token.array());
  }

  private static byte[] wide(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == 16 ? bytes : ByteBuffer.allocate(16).put(MAPPED).put(bytes).array();
  }

  /// Reads a token.
  ///
  /// @return nothing if it is no token, or was made with no key of these
  public Optional<AuditRecord> open(String token) {
    if (token.length() != TOKEN_CHARACTERS) {
      return Optional.empty();
    }
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    if (bytes.length != TOKEN_BYTES || bytes[0] != VERSION) {
      return Optional.empty();
    }
    int id = ByteBuffer.wrap(bytes).getInt(1);
    for (int i = keys.size() - 1; i >= 0; i--) {
      Key key = keys.get(i);
      if (key.id() == id) {
        Optional<AuditRecord> record = open(bytes, key);
        if (record.isPresent()) {
          return record;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<AuditRecord> open(byte[] token, Key key) {
    byte[] nonce = Arrays.copyOfRange(token, HEAD_BYTES, HEAD_BYTES + NONCE_BYTES);
    int begin = HEAD_BYTES + NONCE_BYTES;
    try {
      ByteBuffer plain =
          ByteBuffer.wrap(
              cipher(Cipher.DECRYPT_MODE, key, nonce).doFinal(token, begin, TOKEN_BYTES - begin));
      return Optional.of(
          new AuditRecord(
              Instant.ofEpochSecond(plain.getLong()),
              plain.getInt() & 0xffff_ffffL,
              end(plain),
              end(plain)));
    } catch (GeneralSecurityException | DateTimeException e) {
      return Optional.empty();
    }
  }

  private static InetSocketAddress end(ByteBuffer plain) {
    byte[] address = new byte[16];
    plain.get(address);
    try {
      return new InetSocketAddress(InetAddress.getByAddress(address), plain.getShort() & 0xffff);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("address of 16 bytes", e);
    }
  }

  private static Cipher cipher(int mode, Key key, byte[] nonce) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key.secret(), new GCMParameterSpec(TAG_BYTES * 8, nonce));
    cipher.updateAAD(ByteBuffer.allocate(HEAD_BYTES).put((byte) VERSION).putInt(key.id()).flip());
    return cipher;
  }

  /// How many keys; none of them is told.
  @Override
  public String toString() {
    return keys.size() + " keys";
  }
}
