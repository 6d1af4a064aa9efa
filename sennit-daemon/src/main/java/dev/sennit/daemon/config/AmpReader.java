package dev.sennit.daemon.config;

import dev.sennit.amp.AmpLimits;
import dev.sennit.daemon.config.AmpSettings.StartTlsFiles;
import dev.sennit.net.Listen;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Reads the `[amp]` section: where the demonstration commands of AMP are answered.
final class AmpReader {
  static final Set<String> KEYS =
      Set.of(
          "listen",
          "any-address",
          "start-tls",
          "certificate",
          "private-key",
          "trust-roots",
          "box-bytes",
          "box-pairs",
          "queued-bytes");

  private static final String CERTIFICATE = "amp-certificate.pem";
  private static final String PRIVATE_KEY = "amp-key.pem";
  private static final int MOST_BYTES = 1 << 30;
  private static final int MOST_PAIRS = 1_000_000;

  private final Path directory;
  private final Path state;
  private final Addresses addresses;

  /// @param directory where relative names of files start
  /// @param state where a certificate is made that none is named for
  AmpReader(Path directory, Path state, Addresses addresses) {
    this.directory = directory;
    this.state = state;
    this.addresses = addresses;
  }

  List<AmpListener> readAll(Section top) {
    Section amp = top.section("amp", KEYS);
    if (amp == null) {
      return List.of();
    }
    boolean anyAddress = amp.flag("any-address", false);
    List<Listen> listen = addresses.readAll(amp, anyAddress, "any-address = true");
    AmpLimits usual = AmpLimits.defaults();
    AmpSettings settings =
        new AmpSettings(
            startTls(amp),
            amp.integer("box-bytes", 1024, MOST_BYTES, usual.boxBytes()),
            amp.integer("box-pairs", 1, MOST_PAIRS, usual.boxPairs()),
            amp.integer("queued-bytes", 1024, MOST_BYTES, usual.queuedBytes()));
    return listen.stream().map(where -> new AmpListener(where, settings)).toList();
  }

  private Optional<StartTlsFiles> startTls(Section amp) {
    if (!amp.flag("start-tls", false)) {
      Stream.of("certificate", "private-key", "trust-roots")
          .filter(amp::has)
          .forEach(key -> amp.fault(key, "without effect (expected: `start-tls = true` as well)"));
      return Optional.empty();
    }
    Optional<Path> trustRoots = file(amp, "trust-roots");
    if (!amp.has("certificate") && !amp.has("private-key")) {
      return Optional.of(
          new StartTlsFiles(
              state.resolve(CERTIFICATE), state.resolve(PRIVATE_KEY), true, trustRoots));
    }
    Optional<Path> certificate = pem(amp, "certificate");
    Optional<Path> privateKey = pem(amp, "private-key");
    return certificate.isPresent() && privateKey.isPresent()
        ? Optional.of(new StartTlsFiles(certificate.get(), privateKey.get(), false, trustRoots))
        : Optional.empty();
  }

  private Optional<Path> file(Section amp, String key) {
    return amp.has(key) ? pem(amp, key) : Optional.empty();
  }

  private Optional<Path> pem(Section amp, String key) {
    return NamedFiles.existing(amp, key, directory, "a PEM file that can be read");
  }
}
