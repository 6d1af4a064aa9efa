package dev.sennit.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.daemon.config.SourceConfig.Chain;
import dev.sennit.daemon.config.SourceConfig.Inline;
import dev.sennit.daemon.config.SourceConfig.Sqlite;
import dev.sennit.net.Listen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {
  private static final String TABLE =
      """
      [table.a]
      source = "static"
      entries = { "k" = "v" }
      """;
  private static final String LISTENER =
      """
      [[maps]]
      protocol = "tcp_table"
      listen = "tcp:0:interface=127.0.0.1"
      table = "a"
      """;

  @TempDir Path directory;

  private Config good(String toml) {
    return switch (reader().read(toml)) {
      case ConfigReader.Result.Good(Config config) -> config;
      case ConfigReader.Result.Bad(List<ConfigFault> faults) ->
          throw new AssertionError(faults.toString());
    };
  }

  private List<String> faults(String toml) {
    return switch (reader().read(toml)) {
      case ConfigReader.Result.Good(Config config) -> throw new AssertionError(config.toString());
      case ConfigReader.Result.Bad(List<ConfigFault> faults) ->
          faults.stream().map(ConfigFault::toString).toList();
    };
  }

  private static TableConfig table(Config config, String name) {
    return Objects.requireNonNull(config.tables().get(name));
  }

  private ConfigReader reader() {
    return new ConfigReader(directory, directory.resolve("state"));
  }

  @Test
  void listen_tlsFilesThatAreNotThere_areTold() throws IOException {
    Files.writeString(directory.resolve("cert.pem"), "");
    String tls =
        "tls:0:interface=127.0.0.1:certKey=cert.pem:privateKey=nope.pem:trustRoots=gone.pem";
    assertThat(faults(TABLE + LISTENER.replace("tcp:0:interface=127.0.0.1", tls)))
        .containsExactly(
            "6:10: maps[1].listen: "
                + directory.resolve("gone.pem")
                + " (expected: a PEM file that can be read)",
            "6:10: maps[1].listen: "
                + directory.resolve("nope.pem")
                + " (expected: a PEM file that can be read)");
  }

  @Test
  void listen_relativeSocket_isInTheDirectoryOfTheFile() {
    Config config = good(TABLE + LISTENER.replace("tcp:0:interface=127.0.0.1", "unix:maps.sock"));
    assertThat(config.maps().getFirst().listen())
        .isEqualTo(Listen.unix(directory.resolve("maps.sock")));
  }

  @Test
  void entries_thatCannotBeServed_areToldByTheirPlace() {
    String entries = "entries = { \"A@x\" = \"1\", \"a@x\" = \"2\", \"n\" = \"1\\n2\" }";
    assertThat(faults(TABLE.replace("entries = { \"k\" = \"v\" }", entries) + LISTENER))
        .containsExactly(
            "3:11: table.a.entries: \"A@x\" and \"a@x\" are the same key (expected: keys that"
                + " differ not only in case, or fold = false)",
            "3:11: table.a.entries: \"n\" = \"1\\u000a2\" (expected: a value without line ends and"
                + " NUL)");
  }

  /// Found by the fuzz test: the TOML library's own recovery from errors fails on it.
  @Test
  void read_textThatTheParserGivesUpOn_isOneFault() {
    String text = "J\n'\n[$\n[5K55\n[UU#\u001b'\0\n$\n$\nA\n";
    assertThat(ConfigReaderPropertyTest.read(text)).isInstanceOf(ConfigReader.Result.Bad.class);
  }

  @Test
  void read_smallestFile_givesDefaults() {
    Config config = good(TABLE + LISTENER);
    assertThat(config.state()).isEqualTo(directory.resolve("state"));
    assertThat(config.log()).isEqualTo(Config.Log.DEFAULT);
    assertThat(config.metrics()).isEmpty();
    assertThat(config.limits()).isEqualTo(Config.Limits.DEFAULT);
    assertThat(config.timeouts()).isEqualTo(Config.Timeouts.DEFAULT);
    TableConfig table = table(config, "a");
    assertThat(table.source()).isEqualTo(new Inline(Map.of("k", "v")));
    assertThat(table.fold()).isTrue();
    assertThat(table.walk()).isEqualTo(TableConfig.Walk.NONE);
    assertThat(table.delimiters()).isEqualTo("+");
    assertThat(table.cache()).isEmpty();
    assertThat(config.maps().getFirst().tables()).containsExactly("a");
  }

  @Test
  void read_everySource_givesIt() throws IOException {
    Files.createDirectory(directory.resolve("s"));
    Files.createFile(directory.resolve("s/a.sqlite"));
    Files.createFile(directory.resolve("virtual"));
    Config config =
        good(
            """
            state = "s"
            [log]
            format = "json"
            level = "debug"
            [metrics]
            listen = "tcp:9113:interface=127.0.0.1"
            [limits]
            connections = 7
            [timeouts]
            idle = "0s"
            answer = "250ms"
            [table.db]
            source = "sqlite"
            database = "a.sqlite"
            query = "SELECT v FROM t WHERE k = '%s'"
            update = "INSERT INTO t VALUES ('%s', '%v')"
            domains = ["example.com"]
            walk = "access-address"
            cache = { size = 5, positive = "1s", negative = "0s", stale = "2m" }
            [table.text]
            source = "file"
            file = "virtual"
            fold = false
            [table.patterns]
            source = "regexp"
            file = "virtual"
            [table.pg]
            source = "postgresql"
            url = "jdbc:postgresql://127.0.0.1/mail"
            query = "SELECT 1"
            [table.all]
            source = "chain"
            tables = ["db", "text"]
            [[maps]]
            protocol = "tcp_table"
            listen = "tcp:4242:interface=127.0.0.1"
            table = "db"
            put = true
            style = "twisted"
            [[maps]]
            protocol = "socketmap"
            listen = "tcp:4243"
            allow = ["10.0.0.0/8", "::1"]
            """);
    assertThat(config.tables().keySet()).containsExactly("db", "text", "patterns", "pg", "all");
    TableConfig db = table(config, "db");
    assertThat(db.source()).isInstanceOf(Sqlite.class);
    assertThat(((Sqlite) db.source()).database()).isEqualTo(directory.resolve("s/a.sqlite"));
    assertThat(db.walk()).isEqualTo(TableConfig.Walk.ACCESS_ADDRESS);
    assertThat(db.cache())
        .contains(
            new TableConfig.Cache(5, Duration.ofSeconds(1), Duration.ZERO, Duration.ofMinutes(2)));
    assertThat(table(config, "all").source())
        .isEqualTo(new Chain(List.of("db", "text"), SourceConfig.ChainMode.FIRST));
    assertThat(config.maps().get(1).tables()).hasSize(5);
    assertThat(config.maps().get(1).allow()).hasSize(2);
    assertThat(config.timeouts().answer()).isEqualTo(Duration.ofMillis(250));
  }

  @Test
  void read_manyMistakes_reportsAllByPosition() {
    assertThat(
            faults(
                """
                stat = "/tmp"
                [log]
                level = "lod"
                [timeouts]
                answer = "5 seconds"
                [table.a]
                source = "static"
                entries = { "k" = "v", "z" = 3 }
                fold = "yes"
                file = "x"
                [[maps]]
                protocol = "tcp_table"
                listen = "tcp:99999:interface=127.0.0.1"
                table = "b"
                """))
        .containsExactly(
            "1:1: stat: unknown key (did you mean \"state\"?)",
            "3:9: log.level: \"lod\" (expected: debug, error, info, trace or warn)",
            "5:10: timeouts.answer: \"5 seconds\" (expected: a time from 1ms to 90s,"
                + " such as \"500ms\", \"5s\", \"10m\" or \"1h\")",
            "8:30: table.a.entries.z: 3 (expected: a string in quotes)",
            "9:8: table.a.fold: \"yes\" (expected: true or false)",
            "10:1: table.a.file: not for source = \"static\", only for file or regexp"
                + " (expected: entries)",
            "13:15: maps[1].listen: endpoint: tcp:99999:interface=127.0.0.1 at character 5: '99999'"
                + " (expected: a port, 0 to 65535)",
            "14:9: maps[1].table: \"b\" (expected: a)");
  }

  @Test
  void read_brokenToml_reportsSyntaxAndTheRest() {
    assertThat(faults("[log]\nlevel = loud\nformat = \"jsn\"\n"))
        .hasSize(2)
        .first()
        .asString()
        .startsWith("2:9: ");
  }

  @Test
  void read_nothing_saysWhatIsMissing() {
    assertThat(faults(""))
        .containsExactly(
            "1:1: maps: missing (expected: something that listens: at least one [[maps]] section, [ident], [amp] or [pb])");
  }

  @Test
  void read_wildcardWithoutLeave_isRefused() {
    String listener = LISTENER.replace(":interface=127.0.0.1", "");
    assertThat(faults(TABLE + listener).getFirst())
        .startsWith("6:10: maps[1].listen: \"tcp:0\" listens on every address");
    assertThat(good(TABLE + listener + "any-address = true\n").maps()).hasSize(1);
    assertThat(good(TABLE + listener + "allow = [\"192.0.2.0/24\"]\n").maps()).hasSize(1);
  }

  @Test
  void read_sameAddressTwice_isRefused() {
    String two = (LISTENER + LISTENER).replace("tcp:0", "tcp:4242");
    assertThat(faults(TABLE + two))
        .containsExactly(
            "10:10: maps[2].listen: \"tcp:4242:interface=127.0.0.1\" is taken by maps[1].listen in"
                + " line 6 (expected: another port, interface or path)");
  }

  @Test
  void read_valuesOfATable_areKept() {
    String keys = "prefix = \"smtp:[\"\nsuffix = \"]\"\ndefault = \"DUNNO\"\n";
    assertThat(table(good(TABLE + keys + LISTENER), "a").values())
        .isEqualTo(new TableConfig.Values("smtp:[", "]", Optional.of("DUNNO")));
    assertThat(table(good(TABLE + LISTENER), "a").values())
        .isEqualTo(new TableConfig.Values("", "", Optional.empty()));
  }

  @Test
  void read_valuesThatCannotBeServed_areTold() {
    assertThat(faults(TABLE + "prefix = \"a\\n\"\ndefault = \"\"\n" + LISTENER))
        .containsExactly(
            "4:10: table.a.prefix: \"a\\u000a\" (expected: a text without line ends and NUL)",
            "5:11: table.a.default: \"\" (expected: a value that is not empty)");
  }

  @Test
  void read_otherServer_isKeptOrItsEndpointTold() {
    String remote = "[table.a]\nsource = \"remote\"\nendpoint = \"";
    assertThat(table(good(remote + "tcp:[::1]:4242\"\n" + LISTENER), "a").source())
        .isEqualTo(new SourceConfig.OtherServer("tcp:[::1]:4242", 8));
    assertThat(faults(remote + "hash:/etc/aliases\"\n" + LISTENER))
        .singleElement()
        .asString()
        .startsWith("3:12: table.a.endpoint: hash:/etc/aliases (expected: tcp:HOST:PORT, ");
  }

  @Test
  void read_putOnSocketmapServer_isRefused() {
    String remote =
        "[table.a]\nsource = \"remote\"\nendpoint = \"socketmap:inet:127.0.0.1:4243:b\"\n";
    assertThat(faults(remote + LISTENER + "put = true\n"))
        .singleElement()
        .asString()
        .contains("read-only");
  }

  @Test
  void readTables_withoutListeners_isGood() {
    assertThat(reader().readTables(TABLE)).isInstanceOf(ConfigReader.Result.Good.class);
    assertThat(reader().readTables("stat = 1")).isInstanceOf(ConfigReader.Result.Bad.class);
  }

  @Test
  void read_byteOrderMark_movesNoPlace() {
    assertThat(faults("\ufeffstat = 1\n" + TABLE + LISTENER))
        .containsExactly("1:1: stat: unknown key (did you mean \"state\"?)");
  }

  @Test
  void read_chainsInACircle_pointsAtEachLink() {
    String chains =
        """
        [table.x]
        source = "chain"
        tables = ["a", "y"]
        [table.y]
        source = "chain"
        tables = ["x"]
        [table.z]
        source = "chain"
        tables = ["x", "nope"]
        """;
    assertThat(faults(TABLE + chains + LISTENER))
        .containsExactly(
            "6:16: table.x.tables: \"y\" leads back to \"x\" (expected: no circle of chains)",
            "9:11: table.y.tables: \"x\" leads back to \"y\" (expected: no circle of chains)",
            "12:16: table.z.tables: \"nope\" (expected: a, x, y or z)");
  }

  @Test
  void read_putOnReadOnlyTable_isRefused() {
    assertThat(faults(TABLE + LISTENER + "put = true\n").getFirst())
        .startsWith("8:7: maps[1].put: true, but table \"a\" is read-only");
  }

  @Test
  void read_filesThatAreNotThere_areNamed() {
    assertThat(faults("[table.t]\nsource = \"file\"\nfile = \"virtual\"\n" + LISTENER))
        .anySatisfy(fault ->
            assertThat(fault)
                .startsWith("3:8: table.t.file: " + directory.resolve("virtual"))
                .contains("no such file"));
  }

  @Test
  void read_passwordFileOpenToAll_isRefused() throws IOException {
    Path secret = Files.writeString(directory.resolve("secret"), "x");
    Files.setPosixFilePermissions(
        secret, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
    String table =
        """
        [table.a]
        source = "mariadb"
        url = "jdbc:mariadb://127.0.0.1/mail?user=x&password=y"
        password-file = "secret"
        query = "SELECT 1"
        """;
    assertThat(faults(table + LISTENER))
        .satisfiesExactly(
            url ->
                assertThat(url)
                    .startsWith("3:7: table.a.url: holds a password")
                    .doesNotContain("password=y"),
            file -> assertThat(file).contains("every user can read it"));
  }

  @Test
  void read_nulInPaths_isAFault() {
    assertThat(
            faults("state = \"a\\u0000b\"\n" + TABLE + LISTENER.replace("tcp:0", "unix:a\\u0000b")))
        .hasSize(2);
  }
}
