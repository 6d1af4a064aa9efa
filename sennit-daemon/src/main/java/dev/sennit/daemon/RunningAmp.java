package dev.sennit.daemon;

import dev.sennit.amp.AmpLimits;
import dev.sennit.amp.AmpRouter;
import dev.sennit.amp.AmpServer;
import dev.sennit.amp.AmpServerOptions;
import dev.sennit.daemon.Daemon.Listening;
import dev.sennit.daemon.amp.DemoCommands;
import dev.sennit.daemon.amp.OwnCertificate;
import dev.sennit.daemon.config.AmpListener;
import dev.sennit.daemon.config.AmpSettings;
import dev.sennit.daemon.config.AmpSettings.StartTlsFiles;
import dev.sennit.daemon.config.Config;
import dev.sennit.daemon.config.ListenerConfig;
import dev.sennit.daemon.host.StateDirectory;
import dev.sennit.daemon.metrics.DaemonMetrics;
import dev.sennit.daemon.table.Table;
import dev.sennit.net.Server;
import dev.sennit.net.StartTls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One address of the `[amp]` section at work.
final class RunningAmp implements RunningListener {
  private final AmpServer server;
  private final Config started;
  private final Certificates certificates;
  private volatile AmpListener config;

  /// What is shown in TLS that a peer begins; exchanged when the files are read again.
  private static final class Certificates {
    private final Optional<StartTlsFiles> files;
    private volatile StartTls now = StartTls.unverified();

    Certificates(Optional<StartTlsFiles> files) {
      this.files = files;
      read();
    }

    void read() {
      files.ifPresent(present -> now = startTls(present));
    }

    StartTls now() {
      return now;
    }
  }

  private RunningAmp(
      AmpServer server, Config started, Certificates certificates, AmpListener config) {
    this.server = server;
    this.started = started;
    this.certificates = certificates;
    this.config = config;
  }

  /// Opens the address, and makes the certificate if it is Sennit's to make.
  ///
  /// @throws StartException if that cannot be done
  static RunningAmp start(Config config, AmpListener listener, DaemonMetrics metrics) {
    AmpSettings settings = listener.settings();
    settings.startTls().filter(StartTlsFiles::own).ifPresent(RunningAmp::make);
    Certificates certificates;
    try {
      certificates = new Certificates(settings.startTls());
    } catch (IllegalArgumentException e) {
      throw unusable(e);
    }
    AmpRouter router = DemoCommands.router();
    if (settings.startTls().isPresent()) {
      router = router.onStartTls(certificates::now);
    }
    AmpServerOptions options =
        options(config, settings)
            .listen(listener.listen())
            .listener(metrics.connectionListener(listener));
    try {
      return new RunningAmp(AmpServer.start(options, router), config, certificates, listener);
    } catch (IllegalStateException e) {
      throw new StartException(StartException.Kind.ADDRESS, Daemon.messageOf(e), e);
    }
  }

  /// Looks whether the files can be used.
  ///
  /// @throws StartException if they cannot
  static void check(AmpSettings settings) {
    try {
      settings.startTls().filter(files -> !files.own()).ifPresent(RunningAmp::startTls);
    } catch (IllegalArgumentException e) {
      throw unusable(e);
    }
  }

  private static StartException unusable(IllegalArgumentException e) {
    return new StartException(StartException.Kind.CONFIGURATION, "amp: " + Daemon.messageOf(e), e);
  }

  private static void make(StartTlsFiles files) {
    if (Files.exists(files.certificate()) && Files.exists(files.privateKey())) {
      return;
    }
    try {
      Path directory = files.certificate().getParent();
      if (directory != null) {
        StateDirectory.create(directory);
      }
      OwnCertificate.make(files.certificate(), files.privateKey());
    } catch (IOException e) {
      throw new StartException(
          StartException.Kind.CONFIGURATION,
          "amp: cannot make " + files.certificate() + ": " + Daemon.messageOf(e),
          e);
    }
  }

  private static StartTls startTls(StartTlsFiles files) {
    StartTls tls = StartTls.unverified().certificate(files.certificate(), files.privateKey());
    return files.trustRoots().map(tls::authorities).orElse(tls);
  }

  private static AmpServerOptions options(Config config, AmpSettings settings) {
    AmpServerOptions usual = AmpServerOptions.defaults();
    return usual
        .limits(
            usual
                .limits()
                .connections(config.limits().connections())
                .connectionsPerAddress(config.limits().connectionsPerAddress())
                .unfinished(config.limits().unfinished()))
        .amp(
            AmpLimits.defaults()
                .boxBytes(settings.boxBytes())
                .boxPairs(settings.boxPairs())
                .queuedBytes(settings.queuedBytes()))
        .timeouts(usual.timeouts().idle(config.timeouts().idle()).grace(config.timeouts().grace()));
  }

  @Override
  public boolean canBecome(Config next, ListenerConfig wanted, Map<String, Table> tables) {
    return wanted instanceof AmpListener other
        && config.settings().equals(other.settings())
        && started.limits().equals(next.limits())
        && started.timeouts().equals(next.timeouts());
  }

  @Override
  public void become(ListenerConfig other, Sources sources) {
    config = (AmpListener) other;
  }

  @Override
  public AmpListener config() {
    return config;
  }

  @Override
  public Server server() {
    return server;
  }

  @Override
  public Listening listening() {
    return new Listening(
        "amp",
        Endpoints.client(config.listen(), server.addresses().getFirst()),
        config.settings().startTls().isPresent()
            ? List.of("Sum", "Divide", "Echo", "Wait", "StartTLS")
            : List.of("Sum", "Divide", "Echo", "Wait"));
  }

  @Override
  public void rereadFiles() {
    server.rereadCertificates();
    try {
      certificates.read();
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(Daemon.messageOf(e), e);
    }
  }

  @Override
  public String toString() {
    return "amp " + config.listen();
  }
}
