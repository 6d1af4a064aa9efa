package dev.sennit.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sennit.amp.AmpClient;
import dev.sennit.amp.AmpClientOptions;
import dev.sennit.amp.AmpConnection;
import dev.sennit.amp.AmpRemoteException;
import dev.sennit.amp.wire.AmpDecimal;
import dev.sennit.daemon.Daemon.Listening;
import dev.sennit.daemon.amp.DemoCommands;
import dev.sennit.daemon.amp.DemoCommands.Divide;
import dev.sennit.daemon.amp.DemoCommands.Everything;
import dev.sennit.daemon.amp.DemoCommands.Row;
import dev.sennit.daemon.amp.DemoCommands.Sum;
import dev.sennit.daemon.amp.DemoCommands.Wait;
import dev.sennit.daemon.amp.DemoCommands.Waited;
import dev.sennit.daemon.amp.OwnCertificate;
import dev.sennit.daemon.config.AmpListener;
import dev.sennit.daemon.config.Config;
import dev.sennit.daemon.config.ConfigFault;
import dev.sennit.daemon.config.ConfigReader;
import dev.sennit.net.Listen;
import dev.sennit.net.Reply;
import dev.sennit.net.StartTls;
import dev.sennit.net.Target;
import dev.sennit.net.wire.Octets;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class AmpDaemonIT {
  private static final String AMP = "[amp]\nlisten = \"tcp:0:interface=127.0.0.1\"\n";
  private static final String TLS = AMP + "start-tls = true\n";

  @TempDir Path directory;

  private Config config(String toml) {
    return switch (new ConfigReader(directory, directory.resolve("state")).read(toml)) {
      case ConfigReader.Result.Good(Config config) -> config;
      case ConfigReader.Result.Bad(List<ConfigFault> faults) ->
          throw new AssertionError(faults.toString());
    };
  }

  private static AmpClient client(Daemon daemon) {
    return AmpClient.create(
        AmpClientOptions.of(Target.parse(daemon.listening().getFirst().endpoint())));
  }

  private static BigInteger number(long number) {
    return BigInteger.valueOf(number);
  }

  @Test
  void demoCommands_all_areAnswered() {
    try (Daemon daemon = Daemon.start(config(AMP));
        AmpClient client = client(daemon)) {
      AmpConnection connection = client.connect();
      assertThat(connection.call(DemoCommands.SUM, new Sum(number(13), number(81))).total())
          .isEqualTo(94);
      BigInteger large = BigInteger.TEN.pow(400);
      assertThat(connection.call(DemoCommands.DIVIDE, new Divide(large, large)).result())
          .isEqualTo(1.0);
      assertThatThrownBy(
              () -> connection.call(DemoCommands.DIVIDE, new Divide(number(1), number(0))))
          .isInstanceOf(ArithmeticException.class)
          .hasMessage("division by zero");
      Everything everything = everything();
      assertThat(connection.call(DemoCommands.ECHO, everything)).isEqualTo(everything);
    }
  }

  private static Everything everything() {
    return new Everything(
        Optional.of(number(-1)),
        Optional.of(Octets.of((byte) 0, (byte) 0xff)),
        Optional.of("\u2603"),
        Optional.of(true),
        Optional.of(-0.0),
        Optional.of(AmpDecimal.parse("-0.00")),
        Optional.of(OffsetDateTime.parse("2024-02-29T23:59:58.000001-03:30")),
        Optional.of(Path.of("/tmp")),
        Optional.of(List.of(number(1), number(2))),
        Optional.of(List.of(new Row("a", Optional.of(0.5)), new Row("b", Optional.empty()))));
  }

  @Test
  void wait_inWork_letsOthersPass() {
    try (Daemon daemon = Daemon.start(config(AMP));
        AmpClient client = client(daemon)) {
      AmpConnection connection = client.connect();
      Reply<Waited> slow = connection.ask(DemoCommands.WAIT, new Wait(0.5));
      assertThat(connection.call(DemoCommands.SUM, new Sum(number(1), number(2))).total())
          .isEqualTo(3);
      assertThat(slow).isNotDone();
      assertThat(slow.join().seconds()).isEqualTo(0.5);
      assertThatThrownBy(() -> connection.call(DemoCommands.WAIT, new Wait(61)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("seconds: 61.0 (expected: 0 to 60)");
    }
  }

  @Test
  void listening_describes_whatATwistedClientConnectsTo() {
    try (Daemon daemon = Daemon.start(config(TLS))) {
      Listening amp = daemon.listening().getFirst();
      assertThat(amp.protocol()).isEqualTo("amp");
      assertThat(amp.endpoint()).matches("tcp:127\\.0\\.0\\.1:[0-9]+");
      assertThat(amp.serves()).containsExactly("Sum", "Divide", "Echo", "Wait", "StartTLS");
      assertThat(daemon.isServing()).isTrue();
    }
  }

  @Test
  void startTls_ownCertificate_isMadeOnceAndCanBeVerified() throws IOException {
    Path certificate = directory.resolve("state/amp-certificate.pem");
    for (int i = 0; i < 2; i++) {
      try (Daemon daemon = Daemon.start(config(TLS));
          AmpClient client = client(daemon)) {
        String made = Files.readString(certificate);
        AmpConnection connection = client.connect();
        connection.startTls(StartTls.unverified().authorities(certificate)).join();
        assertThat(connection.call(DemoCommands.SUM, new Sum(number(1), number(2))).total())
            .isEqualTo(3);
        daemon.reload(config(TLS));
        assertThat(Files.readString(certificate)).isEqualTo(made);
      }
    }
  }

  @Test
  void startTls_notConfigured_isRefused() {
    try (Daemon daemon = Daemon.start(config(AMP));
        AmpClient client = client(daemon)) {
      AmpConnection connection = client.connect();
      assertThatExceptionOfType(CompletionException.class)
          .isThrownBy(() -> connection.startTls(StartTls.unverified()).join())
          .withCauseInstanceOf(AmpRemoteException.class)
          .withMessageContaining("TLS not available");
      assertThat(connection.call(DemoCommands.SUM, new Sum(number(1), number(2))).total())
          .isEqualTo(3);
    }
  }

  @Test
  void reload_newCertificate_isShownToNewConnections() throws IOException {
    Path certificate = directory.resolve("c.pem");
    Path key = directory.resolve("k.pem");
    OwnCertificate.make(certificate, key);
    Config config = config(TLS + "certificate = \"c.pem\"\nprivate-key = \"k.pem\"\n");
    try (Daemon daemon = Daemon.start(config)) {
      String endpoint = daemon.listening().getFirst().endpoint();
      OwnCertificate.make(certificate, key);
      assertThat(daemon.reload(config)).isEmpty();
      assertThat(daemon.listening().getFirst().endpoint()).isEqualTo(endpoint);
      try (AmpClient client = client(daemon)) {
        AmpConnection connection = client.connect();
        connection.startTls(StartTls.unverified().authorities(certificate)).join();
        connection.call(DemoCommands.SUM, new Sum(number(1), number(2)));
      }
      Files.writeString(key, "no key");
      assertThatExceptionOfType(StartException.class)
          .isThrownBy(() -> daemon.reload(config))
          .withMessageContaining("k.pem (expected: a PEM key of PKCS#8, not encrypted)");
      assertThat(daemon.isServing()).isTrue();
    }
  }

  @Test
  void reload_otherSettings_openTheAddressAgain() {
    try (Daemon daemon = Daemon.start(config(AMP))) {
      daemon.reload(config(TLS));
      try (AmpClient client = client(daemon)) {
        AmpConnection connection = client.connect();
        connection.startTls(StartTls.unverified()).join();
        connection.call(DemoCommands.SUM, new Sum(number(1), number(2)));
      }
    }
  }

  @Test
  void check_badKey_isToldAndNothingIsMade() throws Exception {
    Daemon.check(config(TLS));
    assertThat(directory.resolve("state")).doesNotExist();
    Files.writeString(directory.resolve("c.pem"), "x");
    Files.writeString(directory.resolve("k.pem"), "x");
    Config config = config(TLS + "certificate = \"c.pem\"\nprivate-key = \"k.pem\"\n");
    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> Daemon.check(config))
        .withMessageStartingWith("amp: tls: ");
  }

  @Test
  void demo_asItIs_listensOnLoopback8749() throws IOException {
    Demo.prepare(directory.resolve("state"));
    assertThat(config(Demo.toml()).listeners())
        .filteredOn(AmpListener.class::isInstance)
        .singleElement()
        .satisfies(amp -> assertThat(amp.listen()).isEqualTo(Listen.tcp("127.0.0.1", 8749)));
  }
}
