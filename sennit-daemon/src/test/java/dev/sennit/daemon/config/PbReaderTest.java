package dev.sennit.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.daemon.config.PbSettings.Sizes;
import dev.sennit.net.Listen;
import dev.sennit.net.wire.Octets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PbReaderTest {
  /// MD5 of `secret`, as `printf secret | md5sum` says.
  private static final String SECRET = "5ebe2294ecd0e0f08eab7690d2a6ee69";

  private static final String SECTION = "[pb]\nlisten = \"tcp:0:interface=127.0.0.1\"\n";

  @TempDir Path directory;

  private ConfigReader.Result read(String toml) {
    return new ConfigReader(directory, directory).read(toml);
  }

  private PbSettings good(String toml) {
    return switch (read(toml)) {
      case ConfigReader.Result.Good(Config config) ->
          ((PbListener) config.listeners().getFirst()).settings();
      case ConfigReader.Result.Bad(List<ConfigFault> faults) ->
          throw new AssertionError(faults.toString());
    };
  }

  private List<String> faults(String toml) {
    return switch (read(toml)) {
      case ConfigReader.Result.Good(Config config) -> throw new AssertionError(config.toString());
      case ConfigReader.Result.Bad(List<ConfigFault> faults) ->
          faults.stream().map(ConfigFault::toString).toList();
    };
  }

  private Path users(String mode, String text) throws IOException {
    Path file = directory.resolve("pb.users");
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode)));
    return Files.writeString(file, text);
  }

  @Test
  void read_listenAlone_letsNobodyIn() {
    PbSettings settings = good(SECTION);
    assertThat(settings.users().names()).isEmpty();
    assertThat(settings.anonymous()).isFalse();
    assertThat(settings.sizes()).isEqualTo(new Sizes(1024, 655_360, 16_777_216));
  }

  @Test
  void read_everyKey_givesIt() throws IOException {
    users(
        "rw-r-----",
        "# who\n\nalice:{PLAIN}secret\nbob:{MD5}" + SECRET + "\nguest:{PLAIN}of the file\n");
    PbSettings settings =
        good(
            """
            [pb]
            listen = ["tcp:8787", "unix:pb.sock:mode=600"]
            any-address = true
            users = { guest = "secret" }
            users-file = "pb.users"
            anonymous = true
            references = 5000
            string-bytes = 2048
            message-bytes = 4096
            """);
    assertThat(settings.users().names()).containsExactly("alice", "bob", "guest");
    for (String name : settings.users().names()) {
      assertThat(lets(settings.users(), name, "secret")).as(name).isTrue();
      assertThat(lets(settings.users(), name, "Secret")).as(name).isFalse();
    }
    assertThat(lets(settings.users(), "guest", "of the file")).isFalse();
    assertThat(lets(settings.users(), "carol", "secret")).isFalse();
    assertThat(settings.anonymous()).isTrue();
    assertThat(settings.sizes()).isEqualTo(new Sizes(5000, 2048, 4096));
  }

  @Test
  void read_listeners_haveTheirAddresses() {
    assertThat(read("[pb]\nlisten = [\"tcp:1:interface=[::1]\", \"unix:x\"]\n"))
        .isInstanceOfSatisfying(
            ConfigReader.Result.Good.class,
            good -> {
              assertThat(good.config().listeners())
                  .extracting(ListenerConfig::listen)
                  .containsExactly(Listen.tcp("::1", 1), Listen.unix(directory.resolve("x")));
              assertThat(good.config().listeners())
                  .extracting(ListenerConfig::protocolName)
                  .containsOnly("pb");
            });
  }

  @Test
  void read_mistakes_areToldByTheirPlaceAllAtOnce() {
    assertThat(
            faults(
                """
                [pb]
                listen = "tcp:8787"
                users = { "a:b" = "x" }
                users-file = "nope"
                anonymous = "yes"
                references = 0
                string-bytes = 5000
                message-bytes = 4096
                user = 1
                """))
        .extracting(fault -> fault.replaceFirst(" \\(expected: .*| \\(did you mean .*", ""))
        .containsExactly(
            "2:10: pb.listen: \"tcp:8787\" listens on every address of this machine",
            "3:9: pb.users: an empty name or password, or a colon in a name",
            "4:14: pb.users-file: " + directory.resolve("nope") + ": no such file",
            "5:13: pb.anonymous: \"yes\"",
            "6:14: pb.references: 0",
            "8:17: pb.message-bytes: 4096 bytes of a message, 5000 of a string in it",
            "9:1: pb.user: unknown key");
  }

  private static boolean lets(PbUsers users, String name, String password) {
    return users.accepts(Octets.utf8(name), Octets.utf8(password));
  }

  @Test
  void read_usersFileWithMistakes_tellsTheLinesAndNoPasswords() throws IOException {
    Path file =
        users(
            "rw-------",
            "alice\nbob:{PLAIN}x\nbob:{PLAIN}hidden\ncarol:{MD5}12\n:hidden\ndave:hidden\n");
    assertThat(faults(SECTION + "users-file = \"pb.users\"\n"))
        .singleElement()
        .asString()
        .startsWith("3:14: pb.users-file: " + file + ": line 1: no name (expected: ")
        .contains("; line 3: bob again (expected: once); line 4: no secret (expected: {MD5}")
        .contains("; line 5: no name (expected: ", "; line 6: no secret (expected: ")
        .doesNotContain("hidden");
  }

  @Test
  void read_usersFileThatIsNoText_isRefused() throws IOException {
    Path file = users("rw-------", "");
    Files.write(file, new byte[] {'a', ':', (byte) 0xff, '\n'});
    assertThat(faults(SECTION + "users-file = \"pb.users\"\n"))
        .singleElement()
        .asString()
        .endsWith("(expected: text in UTF-8)");
  }

  @Test
  void read_usersFileThatEverybodyMayRead_isRefused() throws IOException {
    users("rw-r--r--", "alice:{PLAIN}secret\n");
    assertThat(faults(SECTION + "users-file = \"pb.users\"\n"))
        .hasSize(1)
        .first()
        .asString()
        .contains("every user can read it");
  }

  @Test
  void toString_ofUsers_hasNoPasswords() {
    PbUsers users = PbUsers.of(Map.of("guest", "secret"), null);
    assertThat(users).hasToString("PbUsers[guest]");
    assertThat(lets(users, "guest", "secret")).isTrue();
    assertThat(lets(users, "nobody", "")).isFalse();
  }
}
