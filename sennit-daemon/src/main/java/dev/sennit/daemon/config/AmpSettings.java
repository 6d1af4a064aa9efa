package dev.sennit.daemon.config;

import java.nio.file.Path;
import java.util.Optional;

/// What the `[amp]` section says, but for its addresses.
///
/// @param startTls how a peer may begin TLS, if it may
/// @param boxBytes of one box, 1024 or more
/// @param boxPairs of one box, 1 or more
/// @param queuedBytes of requests of one connection that wait, 1024 or more
public record AmpSettings(
    Optional<StartTlsFiles> startTls, int boxBytes, int boxPairs, int queuedBytes) {

  /// What is shown and asked in TLS that a peer begins.
  ///
  /// @param certificate PEM: the certificate, and what leads to its root
  /// @param privateKey PEM, PKCS#8
  /// @param own whether the two are Sennit's to make where they are not there
  /// @param trustRoots PEM: whose certificates a peer must show; without them it need show none
  public record StartTlsFiles(
      Path certificate, Path privateKey, boolean own, Optional<Path> trustRoots) {}
}
