package dev.sennit.cli;

import dev.sennit.amp.AmpClient;
import dev.sennit.amp.AmpClientOptions;
import dev.sennit.net.StartTls;
import dev.sennit.net.Target;
import dev.sennit.net.Timeouts;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Whom `sennit amp` asks, and how the connection is made.
final class AmpAccess {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Parameters(
      index = "0",
      paramLabel = "ENDPOINT",
      description = "The server: tcp:HOST:PORT, unix:PATH or tls:HOST:PORT:trustRoots=FILE.")
  private String endpoint = "";

  @Option(names = "--tls", description = "Begin TLS by StartTLS first; nobody is verified.")
  private boolean tls;

  @Option(
      names = "--trust",
      paramLabel = "FILE",
      description = "With StartTLS, whose certificate the server must show (PEM).")
  private @Nullable Path trust;

  @Option(
      names = "--certificate",
      paramLabel = "FILE",
      description = "With StartTLS, the certificate to show (PEM).")
  private @Nullable Path certificate;

  @Option(names = "--private-key", paramLabel = "FILE", description = "Its key (PEM, PKCS#8).")
  private @Nullable Path privateKey;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "For connecting and for each answer (default: ${DEFAULT-VALUE}).")
  private double timeout = 10;

  AmpClient client() {
    try {
      if (!(timeout > 0 && timeout < 1e6)) {
        throw new IllegalArgumentException(
            "timeout: " + timeout + " (expected: seconds, more than 0)");
      }
      Duration limit = Duration.ofMillis(Math.max(1, Math.round(timeout * 1000)));
      Timeouts timeouts = Timeouts.defaults().answer(Duration.ZERO).connect(limit).request(limit);
      return AmpClient.create(AmpClientOptions.of(Target.parse(endpoint)).timeouts(timeouts));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /// How TLS begins behind the connect; null if it does not.
  @Nullable StartTls startTls() {
    if ((certificate == null) != (privateKey == null)) {
      throw new ParameterException(
          spec.commandLine(), "--certificate: alone (expected: --private-key as well)");
    }
    if (!tls && trust == null && certificate == null) {
      return null;
    }
    try {
      StartTls how = StartTls.unverified();
      if (trust != null) {
        how = how.authorities(trust);
      }
      return certificate != null && privateKey != null
          ? how.certificate(certificate, privateKey)
          : how;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  String endpoint() {
    return endpoint;
  }
}
