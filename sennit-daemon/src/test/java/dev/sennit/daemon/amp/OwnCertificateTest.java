package dev.sennit.daemon.amp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.sennit.net.StartTls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnCertificateTest {
  @TempDir Path directory;

  @Test
  void make_files_holdACertificateForThisMachineAndItsKey()
      throws IOException, GeneralSecurityException {
    Path certificate = directory.resolve("c.pem");
    Path key = directory.resolve("k.pem");
    OwnCertificate.make(certificate, key);
    StartTls tls = StartTls.unverified().certificate(certificate, key);
    X509Certificate made = tls.chain().getFirst();
    made.checkValidity();
    made.verify(made.getPublicKey());
    assertThat(made.getSubjectX500Principal().getName()).isEqualTo("CN=localhost");
    assertThat(made.getSubjectAlternativeNames().toString())
        .isEqualTo("[[2, localhost], [7, 127.0.0.1]]");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
    try (var files = Files.list(directory)) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void make_noSuchDirectory_fails() {
    Path nowhere = directory.resolve("no/c.pem");
    assertThatIOException().isThrownBy(() -> OwnCertificate.make(nowhere, nowhere));
  }
}
