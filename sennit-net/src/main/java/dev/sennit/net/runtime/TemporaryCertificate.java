package dev.sennit.net.runtime;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/// A certificate that nobody can check, for TLS servers that have none: X.509 v1, signed by itself,
/// serial 1, `CN=TEMPORARY CERTIFICATE`, for one year. Made once in a process, when it is first
/// needed.
///
/// Source: `_NoCertificate.options` in Twisted's `twisted/protocols/amp.py`. The key is of another
/// kind, P-256: one of RSA, as there, can take seconds to find.
///
/// @param key its key
/// @param certificate itself
record TemporaryCertificate(PrivateKey key, X509Certificate certificate) {
  private static final byte[] ECDSA_WITH_SHA256 =
      sequence(new byte[] {6, 8, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 4, 3, 2});
  private static final byte[] COMMON_NAME = {6, 3, 0x55, 4, 3};
  private static final DateTimeFormatter UTC_TIME = DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'");

  private static final class Once {
    static final TemporaryCertificate MADE = make();
  }

  static TemporaryCertificate get() {
    return Once.MADE;
  }

  private static TemporaryCertificate make() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      KeyPair pair = generator.generateKeyPair();
      ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC).minusMinutes(1);
      byte[] name =
          sequence(
              tagged(
                  0x31,
                  sequence(
                      COMMON_NAME,
                      tagged(0x0c, "TEMPORARY CERTIFICATE".getBytes(StandardCharsets.US_ASCII)))));
      byte[] body =
          sequence(
              tagged(2, BigInteger.ONE.toByteArray()),
              ECDSA_WITH_SHA256,
              name,
              sequence(time(now), time(now.plusYears(1))),
              name,
              pair.getPublic().getEncoded());
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(pair.getPrivate());
      signature.update(body);
      byte[] whole =
          sequence(body, ECDSA_WITH_SHA256, tagged(3, joined(new byte[1], signature.sign())));
      return new TemporaryCertificate(
          pair.getPrivate(),
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(whole)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has no ECDSA", e);
    }
  }

  private static byte[] time(ZonedDateTime time) {
    return tagged(0x17, UTC_TIME.format(time).getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] sequence(byte[]... parts) {
    return tagged(0x30, joined(parts));
  }

  /// DER: the tag, the length in as few bytes as it takes, the content.
  private static byte[] tagged(int tag, byte[] content) {
    int length = content.length;
    if (length < 0x80) {
      return joined(new byte[] {(byte) tag, (byte) length}, content);
    }
    if (length < 0x100) {
      return joined(new byte[] {(byte) tag, (byte) 0x81, (byte) length}, content);
    }
    return joined(
        new byte[] {(byte) tag, (byte) 0x82, (byte) (length >> 8), (byte) length}, content);
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
