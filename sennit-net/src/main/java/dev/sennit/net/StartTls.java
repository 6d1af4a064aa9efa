package dev.sennit.net;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Enumeration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How a connection that began in clear goes on in TLS, 1.2 or 1.3. Immutable: each method returns
/// a changed copy. Files are read at once.
///
/// | setting | without it |
/// |---|---|
/// | certificate | a TLS client shows none; a TLS server shows one that is made for this process and that nobody can check |
/// | authorities | the peer is **not verified** at all: good against listeners, not against a man in the middle |
/// | role | who connected is the TLS client, who was connected to is the TLS server |
///
/// With authorities the peer must show a certificate that one of them signed, or that is one of
/// them; the system's roots do not count, and no host name is looked at.
public final class StartTls {
  private static final Pattern PEM_KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]*)-----END PRIVATE KEY-----");

  private static final Pattern PEM_CERTIFICATE =
      Pattern.compile("-----BEGIN CERTIFICATE-----([^-]*)-----END CERTIFICATE-----");

  /// Who is the TLS client.
  public enum Role {
    /// Who connected.
    AS_CONNECTED,
    /// This side.
    CLIENT,
    /// The other side.
    SERVER
  }

  private final @Nullable PrivateKey key;
  private final List<X509Certificate> chain;
  private final List<X509Certificate> authorities;
  private final Role role;

  private StartTls(
      @Nullable PrivateKey key,
      List<X509Certificate> chain,
      List<X509Certificate> authorities,
      Role role) {
    this.key = key;
    this.chain = chain;
    this.authorities = authorities;
    this.role = role;
  }

  /// TLS without certificates of ours, and without a look at those of the peer.
  public static StartTls unverified() {
    return new StartTls(null, List.of(), List.of(), Role.AS_CONNECTED);
  }

  /// Shows this certificate.
  ///
  /// @param chain PEM, own certificate first
  /// @param key PEM, PKCS#8
  /// @throws IllegalArgumentException if a file is not what it should be; names it
  public StartTls certificate(Path chain, Path key) {
    return new StartTls(readKey(key), readCertificates(chain), authorities, role);
  }

  /// Shows the first certificate with a key of a PKCS#12 file.
  ///
  /// @throws IllegalArgumentException if the file is not what it should be; names it
  public StartTls pkcs12(Path file, char[] password) {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, password);
      for (Enumeration<String> names = store.aliases(); names.hasMoreElements(); ) {
        String name = names.nextElement();
        if (store.getKey(name, password) instanceof PrivateKey found) {
          List<X509Certificate> certificates =
              List.of(store.getCertificateChain(name)).stream()
                  .map(X509Certificate.class::cast)
                  .toList();
          return new StartTls(found, certificates, authorities, role);
        }
      }
    } catch (IOException | GeneralSecurityException e) {
      throw unusable(file, "a PKCS#12 file of this password", e);
    }
    throw unusable(file, "a key in it", null);
  }

  /// Verifies the peer against these certificates and no others.
  ///
  /// @param file PEM, one or more
  /// @throws IllegalArgumentException if the file is not what it should be; names it
  public StartTls authorities(Path file) {
    return new StartTls(key, chain, readCertificates(file), role);
  }

  /// Chooses the TLS client by hand.
  public StartTls role(Role which) {
    return new StartTls(key, chain, authorities, which);
  }

  private static List<X509Certificate> readCertificates(Path file) {
    List<X509Certificate> all = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (Matcher pem = PEM_CERTIFICATE.matcher(Files.readString(file)); pem.find(); ) {
        byte[] der = Base64.getMimeDecoder().decode(pem.group(1));
        all.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
      }
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw unusable(file, "PEM certificates", e);
    }
    if (all.isEmpty()) {
      throw unusable(file, "a PEM certificate in it", null);
    }
    return List.copyOf(all);
  }

  private static PrivateKey readKey(Path file) {
    byte[] der;
    try {
      Matcher pem = PEM_KEY.matcher(Files.readString(file));
      if (!pem.find()) {
        throw unusable(file, "a PEM key of PKCS#8, not encrypted", null);
      }
      der = Base64.getMimeDecoder().decode(pem.group(1));
    } catch (IOException e) {
      throw unusable(file, "a PEM key of PKCS#8, not encrypted", e);
    }
    @Nullable GeneralSecurityException last = null;
    for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
      } catch (GeneralSecurityException e) {
        last = e;
      }
    }
    throw unusable(file, "a key of RSA, EC or EdDSA", last);
  }

  private static IllegalArgumentException unusable(
      Path file, String expected, @Nullable Exception cause) {
    return new IllegalArgumentException("tls: " + file + " (expected: " + expected + ")", cause);
  }

  /// The key of the certificate; null without one.
  public @Nullable PrivateKey key() {
    return key;
  }

  /// The certificate and what leads to its root; empty without one.
  public List<X509Certificate> chain() {
    return chain;
  }

  /// Whom to believe; empty to believe everybody.
  public List<X509Certificate> authorities() {
    return authorities;
  }

  /// Who is the TLS client.
  public Role role() {
    return role;
  }
}
