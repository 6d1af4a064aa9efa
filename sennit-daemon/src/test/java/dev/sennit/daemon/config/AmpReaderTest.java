package dev.sennit.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.daemon.config.AmpSettings.StartTlsFiles;
import dev.sennit.net.Listen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AmpReaderTest {
  private static final String SECTION =
      """
      [amp]
      listen = "tcp:0:interface=127.0.0.1"
      """;

  @TempDir Path directory;

  private Config good(String toml) {
    return switch (new ConfigReader(directory, directory.resolve("state")).read(toml)) {
      case ConfigReader.Result.Good(Config config) -> config;
      case ConfigReader.Result.Bad(List<ConfigFault> faults) ->
          throw new AssertionError(faults.toString());
    };
  }

  private List<String> faults(String toml) {
    return switch (new ConfigReader(directory, directory).read(toml)) {
      case ConfigReader.Result.Good(Config config) -> throw new AssertionError(config.toString());
      case ConfigReader.Result.Bad(List<ConfigFault> faults) ->
          faults.stream().map(ConfigFault::toString).toList();
    };
  }

  @Test
  void read_listenAlone_givesDefaultsAndNoTls() {
    assertThat(good(SECTION).amp())
        .contains(new AmpSettings(Optional.empty(), 16 << 20, 10_000, 16 << 20));
  }

  @Test
  void read_severalAddresses_areOneListenerEach() {
    assertThat(
            good("[amp]\nlisten = [\"tcp:8749:interface=[::1]\", \"unix:a.sock\"]\n").listeners())
        .extracting(ListenerConfig::listen)
        .containsExactly(Listen.tcp("::1", 8749), Listen.unix(directory.resolve("a.sock")));
  }

  @Test
  void read_startTlsAlone_namesFilesOfTheStateDirectory() {
    Path state = directory.resolve("state");
    assertThat(good(SECTION + "start-tls = true\n").amp().orElseThrow().startTls())
        .contains(
            new StartTlsFiles(
                state.resolve("amp-certificate.pem"),
                state.resolve("amp-key.pem"),
                true,
                Optional.empty()));
  }

  @Test
  void read_allKeys_areTaken() throws IOException {
    for (String name : List.of("c.pem", "k.pem", "ca.pem")) {
      Files.createFile(directory.resolve(name));
    }
    String all =
        """
        [amp]
        listen = "tcp:8749"
        any-address = true
        start-tls = true
        certificate = "c.pem"
        private-key = "k.pem"
        trust-roots = "ca.pem"
        box-bytes = 100000
        box-pairs = 10
        queued-bytes = 2000
        """;
    assertThat(good(all).amp())
        .contains(
            new AmpSettings(
                Optional.of(
                    new StartTlsFiles(
                        directory.resolve("c.pem"),
                        directory.resolve("k.pem"),
                        false,
                        Optional.of(directory.resolve("ca.pem")))),
                100_000,
                10,
                2000));
  }

  @Test
  void read_mistakes_areToldAtTheirPlaces() {
    assertThat(
            faults(
                """
                [amp]
                listen = "tcp:8749"
                certificate = "c.pem"
                box-bytes = 5
                boxpairs = 1
                """))
        .containsExactly(
            "2:10: amp.listen: \"tcp:8749\" listens on every address of this machine (expected:"
                + " interface=ADDRESS, or any-address = true)",
            "3:15: amp.certificate: without effect (expected: `start-tls = true` as well)",
            "4:13: amp.box-bytes: 5 (expected: a whole number from 1024 to 1073741824)",
            "5:1: amp.boxpairs: unknown key (did you mean \"box-pairs\"?)");
  }

  @Test
  void read_certificateWithoutKey_saysWhatIsMissing() throws IOException {
    Files.createFile(directory.resolve("c.pem"));
    assertThat(faults(SECTION + "start-tls = true\ncertificate = \"c.pem\"\n"))
        .containsExactly("1:1: amp.private-key: missing (expected: a PEM file that can be read)");
  }
}
