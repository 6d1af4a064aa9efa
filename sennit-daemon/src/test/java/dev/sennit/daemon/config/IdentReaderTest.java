package dev.sennit.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.daemon.config.IdentSettings.Connection;
import dev.sennit.daemon.config.IdentSettings.Registry;
import dev.sennit.daemon.config.IdentSettings.Style;
import dev.sennit.net.Listen;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdentReaderTest {
  private static final String SECTION =
      """
      [ident]
      listen = "tcp:0:interface=127.0.0.1"
      """;

  @TempDir Path directory;

  @BeforeEach
  void files() throws IOException {
    for (String name : List.of("keys", "policy", "nat")) {
      Files.createFile(directory.resolve(name));
    }
  }

  private Config good(String toml) {
    return switch (new ConfigReader(directory, directory).read(toml)) {
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
  void read_listenAlone_givesDefaults() {
    IdentSettings ident = good(SECTION).ident().orElseThrow();
    assertThat(ident.connection())
        .isEqualTo(
            new Connection(
                100,
                0,
                Duration.ofSeconds(30),
                Duration.ofSeconds(60),
                Duration.ofHours(1),
                false,
                false));
    assertThat(ident.wording())
        .isEqualTo(
            new IdentSettings.Wording(
                Style.COMPACT,
                "UNIX",
                "OTHER",
                Optional.empty(),
                IdentSettings.Id.NAME,
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty()));
    assertThat(ident.policy()).isEqualTo(new IdentSettings.Policy(Optional.empty(), false, false));
    assertThat(ident.nat())
        .isEqualTo(
            new IdentSettings.Nat(false, Optional.empty(), 0, Duration.ofSeconds(5), Set.of()));
    assertThat(ident.registry()).isEmpty();
  }

  @Test
  void read_everyKey_givesIt() {
    Config config =
        good(
            """
            [ident]
            listen = ["tcp:113", "tcp:1113:interface=127.0.0.1"]
            any-address = true
            queries = 3
            rate-per-address = 7
            first-query = "10s"
            idle = "20s"
            total = "5m"
            hide-errors = true
            answer-junk = true
            style = "pidentd"
            opsys = "LINUX"
            other-opsys = "X-OTHER"
            charset = "UTF-8"
            id = "token"
            keys = "keys"
            unnamed = "number"
            reply = "everybody"
            fail-reply = "nobody"
            policy = "policy"
            user-files = true
            noident = true
            conntrack = true
            nat-table = "nat"
            forward-port = 1113
            forward-timeout = "2s"
            proxies = ["192.0.2.1", "2001:db8::1"]
            registry = "unix:ident.sock:mode=666"
            trusted = ["znc"]
            hold = "1s"
            """);
    assertThat(config.listeners())
        .extracting(ListenerConfig::listen)
        .containsExactly(
            new Listen.Tcp("", 113, Listen.DEFAULT_BACKLOG), Listen.tcp("127.0.0.1", 1113));
    IdentSettings ident = config.ident().orElseThrow();
    assertThat(ident.connection())
        .isEqualTo(
            new Connection(
                3,
                7,
                Duration.ofSeconds(10),
                Duration.ofSeconds(20),
                Duration.ofMinutes(5),
                true,
                true));
    assertThat(ident.wording())
        .isEqualTo(
            new IdentSettings.Wording(
                Style.PIDENTD,
                "LINUX",
                "X-OTHER",
                Optional.of("UTF-8"),
                IdentSettings.Id.TOKEN,
                Optional.of(directory.resolve("keys")),
                true,
                Optional.of("everybody"),
                Optional.of("nobody")));
    assertThat(ident.policy())
        .isEqualTo(new IdentSettings.Policy(Optional.of(directory.resolve("policy")), true, true));
    assertThat(ident.nat())
        .isEqualTo(
            new IdentSettings.Nat(
                true,
                Optional.of(directory.resolve("nat")),
                1113,
                Duration.ofSeconds(2),
                Set.of(InetAddress.ofLiteral("192.0.2.1"), InetAddress.ofLiteral("2001:db8::1"))));
    Registry registry = ident.registry().orElseThrow();
    assertThat(registry.listen().toString()).startsWith("unix:").contains("mode=666");
    assertThat(registry.trusted()).containsExactly("znc");
    assertThat(registry.hold()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void read_addressesOfOnePort_mayBeAllOfIpv4AndOneOfIpv6() {
    String toml = "[ident]\nany-address = true\nlisten = [\"tcp:113:interface=0.0.0.0\", %s]\n";
    assertThat(good(toml.formatted("\"tcp:113:interface=[::1]\", \"inetd\"")).listeners())
        .extracting(ListenerConfig::listen)
        .containsExactly(
            Listen.tcp("0.0.0.0", 113), Listen.tcp("::1", 113), Listen.Inherited.STANDARD_INPUT);
    for (String taken : List.of("[::]", "192.0.2.1", "0.0.0.0")) {
      assertThat(faults(toml.formatted("\"tcp:113:interface=" + taken + "\"")))
          .singleElement()
          .asString()
          .contains("is taken by");
    }
  }

  @Test
  void read_mistakes_areToldByTheirPlaceAllAtOnce() {
    assertThat(
            faults(
                """
                [ident]
                listen = "tcp:113"
                queries = 0
                idle = "2d"
                style = "loud"
                opsys = "A B"
                other-opsys = ""
                charset = "KLINGON"
                id = "pseudonym"
                unnamed = "maybe"
                reply = "a\\nb"
                policy = "nope"
                forward-port = 65536
                forward-timeout = "6s"
                proxies = ["router.example"]
                trusted = ["znc"]
                hold = "3s"
                holt = "1s"
                """))
        .extracting(fault -> fault.replaceFirst(" \\(expected: .*| \\(did you mean .*", ""))
        .containsExactly(
            "1:1: ident.keys: missing",
            "2:10: ident.listen: \"tcp:113\" listens on every address of this machine",
            "3:11: ident.queries: 0",
            "4:8: ident.idle: \"2d\"",
            "5:9: ident.style: \"loud\"",
            "6:9: ident.opsys: \"A B\"",
            "7:15: ident.other-opsys: \"\"",
            "8:11: ident.charset: \"KLINGON\"",
            "10:11: ident.unnamed: \"maybe\"",
            "11:9: ident.reply: \"a\\u000ab\"",
            "12:10: ident.policy: " + directory.resolve("nope") + ": no such file",
            "13:16: ident.forward-port: 65536",
            "13:16: ident.forward-port: without effect",
            "14:19: ident.forward-timeout: \"6s\"",
            "15:11: ident.proxies: \"router.example\"",
            "16:11: ident.trusted: without effect",
            "17:8: ident.hold: \"3s\"",
            "17:8: ident.hold: without effect",
            "18:1: ident.holt: unknown key");
  }

  @ParameterizedTest
  @CsvSource({"tcp:9:interface=127.0.0.1", "unix:/run/s:mode=9", "'unix:'", "junk"})
  void read_registryThatIsNoUnixSocket_isRefused(String endpoint) {
    assertThat(faults(SECTION + "registry = \"" + endpoint + "\"\n"))
        .hasSize(1)
        .first()
        .asString()
        .matches("3:\\d+: ident\\.registry: .*");
  }

  @Test
  void read_sameAddressTwice_isRefused() {
    assertThat(faults("[ident]\nlisten = [\"tcp:7:interface=::1\", \"tcp:7:interface=::1\"]\n"))
        .hasSize(1)
        .first()
        .asString()
        .startsWith("2:");
  }

  @Test
  void read_registryWhereSomethingListens_isRefused() {
    String maps =
        """
        [table.a]
        source = "static"
        entries = { "k" = "v" }
        [[maps]]
        protocol = "socketmap"
        listen = "unix:both.sock"
        """;
    assertThat(faults(maps + SECTION + "registry = \"unix:both.sock\"\n").getFirst())
        .startsWith("9:12: ident.registry: \"unix:")
        .contains("is taken by maps[1].listen in line 6");
  }

  @Test
  void read_relativeRegistry_isInTheDirectoryOfTheFile() {
    Config config = good(SECTION + "registry = \"unix:a.sock\"\n");
    assertThat(config.ident().orElseThrow().registry().orElseThrow().listen())
        .isEqualTo(Listen.unix(directory.resolve("a.sock")));
  }

  @Test
  void read_noSectionThatListens_saysSo() {
    assertThat(faults("[log]\nlevel = \"info\"\n").getFirst()).contains("[ident], [amp] or [pb]");
  }

  @Test
  void user_andGroup_areRead() {
    assertThat(good("user = \"nobody\"\ngroup = \"65534\"\n" + SECTION).runAs())
        .contains(new Config.RunAs("nobody", Optional.of("65534")));
    assertThat(good(SECTION).runAs()).isEmpty();
  }

  @Test
  void user_mistakes_areTold() {
    assertThat(faults("group = \"x\"\n" + SECTION))
        .containsExactly("1:9: group: without effect (expected: `user` as well)");
    assertThat(faults("user = \" \"\n" + SECTION))
        .containsExactly("1:8: user: \" \" (expected: the name or the number of a user)");
    assertThat(faults("user = \"nobody\"\n" + SECTION + "conntrack = true\n").getFirst())
        .startsWith("1:8: user: loses the right to ask for ident.conntrack");
  }
}
