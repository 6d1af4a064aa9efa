package dev.sennit.daemon.amp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Set;

/// A certificate for `localhost` and 127.0.0.1, signed by itself, and its key: what a demonstration
/// shows. A client that is given the certificate can verify it.
///
/// X.509 v3 on the curve P-256, for ten years.
///
/// @see <a href="https://www.rfc-editor.org/rfc/rfc5280#section-4.1">RFC 5280, section 4.1</a>
public final class OwnCertificate {
  private static final byte[] ECDSA_WITH_SHA256 =
      sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2));
  private static final byte[] NAME =
      sequence(tagged(0x31, sequence(oid(0x55, 4, 3), text(0x0c, "localhost"))));
  private static final byte[] EXTENSIONS =
      sequence(
          sequence( // subjectAltName: a name and an address
              oid(0x55, 0x1d, 0x11),
              tagged(
                  4, sequence(text(0x82, "localhost"), tagged(0x87, new byte[] {127, 0, 0, 1})))),
          sequence( // basicConstraints: it signs itself
              oid(0x55, 0x1d, 0x13),
              tagged(1, new byte[] {(byte) 0xff}),
              tagged(4, sequence(tagged(1, new byte[] {(byte) 0xff})))));
  private static final DateTimeFormatter UTC_TIME = DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'");
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> READABLE =
      PosixFilePermissions.fromString("rw-r--r--");

  private OwnCertificate() {}

  /// Makes a key and its certificate and writes both, the key for its owner's eyes only.
  ///
  /// @param certificate PEM
  /// @param key PEM, PKCS#8
  /// @throws IOException if a file cannot be written; then neither has changed, or the key only
  public static void make(Path certificate, Path key) throws IOException {
    KeyPair pair;
    byte[] signed;
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      pair = generator.generateKeyPair();
      signed = signed(pair);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has no elliptic curves", e);
    }
    write(key, "PRIVATE KEY", pair.getPrivate().getEncoded(), OWNER_ONLY);
    write(certificate, "CERTIFICATE", signed, READABLE);
  }

  private static byte[] signed(KeyPair pair) throws GeneralSecurityException {
    ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC).minusMinutes(1);
    byte[] body =
        sequence(
            tagged(0xa0, tagged(2, new byte[] {2})),
            tagged(2, new BigInteger(127, new SecureRandom()).setBit(126).toByteArray()),
            ECDSA_WITH_SHA256,
            NAME,
            sequence(
                text(0x17, UTC_TIME.format(now)), text(0x17, UTC_TIME.format(now.plusYears(10)))),
            NAME,
            pair.getPublic().getEncoded(),
            tagged(0xa3, EXTENSIONS));
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(pair.getPrivate());
    signature.update(body);
    return sequence(body, ECDSA_WITH_SHA256, tagged(3, joined(new byte[1], signature.sign())));
  }

  private static void write(
      Path file, String kind, byte[] der, Set<PosixFilePermission> permissions) throws IOException {
    FileAttribute<?> mode = PosixFilePermissions.asFileAttribute(permissions);
    Path half = Files.createTempFile(file.toAbsolutePath().getParent(), "amp", ".new", mode);
    try {
      String base64 =
          Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der);
      Files.writeString(
          half, "-----BEGIN " + kind + "-----\n" + base64 + "\n-----END " + kind + "-----\n");
      Files.setPosixFilePermissions(half, permissions); // whatever the umask took away
      Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(half);
    }
  }

  // ---- DER

  private static byte[] oid(int... bytes) {
    byte[] content = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      content[i] = (byte) bytes[i];
    }
    return tagged(6, content);
  }

  private static byte[] text(int tag, String text) {
    return tagged(tag, text.getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] sequence(byte[]... parts) {
    return tagged(0x30, joined(parts));
  }

  /// The tag, the length in as few bytes as it takes, the content.
  private static byte[] tagged(int tag, byte[] content) {
    int length = content.length;
    byte[] head =
        length < 0x80
            ? new byte[] {(byte) tag, (byte) length}
            : length < 0x100
                ? new byte[] {(byte) tag, (byte) 0x81, (byte) length}
                : new byte[] {(byte) tag, (byte) 0x82, (byte) (length >> 8), (byte) length};
    return joined(head, content);
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
