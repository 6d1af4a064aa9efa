package dev.sennit.pb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sennit.net.wire.Octets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PbPasswordFileTest {
  @TempDir private Path folder;
  private Path file = Path.of("users");

  @BeforeEach
  void name() {
    file = folder.resolve("users");
  }

  private static Octets bytes(String text) {
    return Octets.utf8(text);
  }

  private static PbCredentials responding(String user, String password) {
    byte[] challenge = new byte[16];
    return new PbCredentials(
        bytes(user),
        challenge,
        Challenge.response(Challenge.md5(bytes(password).toBytes()), challenge));
  }

  @Test
  void accepts_eachKindOfSecret_asTheTableSays() throws IOException {
    Files.writeString(
        file,
        "# users\n\nplain:{PLAIN}a:b\nmd5:{MD5}"
            + HexFormat.of().formatHex(Challenge.md5(bytes("secret").toBytes()))
            + "\nhash:"
            + ShaCryptTest.ABC_PASS_WORD
            + "\n");
    PbPasswordFile users = PbPasswordFile.of(file);
    assertThat(users.accepts(responding("plain", "a:b"))).isTrue();
    assertThat(users.accepts(bytes("plain"), bytes("a:b"))).isTrue();
    assertThat(users.accepts(responding("md5", "secret"))).isTrue();
    assertThat(users.accepts(bytes("md5"), bytes("secret"))).isTrue();
    assertThat(users.accepts(responding("hash", "pass word"))).isFalse();
    assertThat(users.accepts(bytes("hash"), bytes("pass word"))).isTrue();
    for (String user : new String[] {"plain", "md5", "hash", "nobody", ""}) {
      assertThat(users.accepts(responding(user, "wrong"))).isFalse();
      assertThat(users.accepts(bytes(user), bytes("wrong"))).isFalse();
      assertThat(users.accepts(bytes(user), bytes(""))).isFalse();
    }
    assertThat(users.names())
        .containsExactlyInAnyOrder(bytes("plain"), bytes("md5"), bytes("hash"));
    assertThat(users.toString()).doesNotContain("secret").contains("users");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a:{PLAIN}x\nnonsense\n",
        "a:{PLAIN}x\nb:plain-as-it-is\n",
        "a:{PLAIN}x\nb:{MD5}00\n",
        "a:{PLAIN}x\n:{PLAIN}x\n",
        "a:{PLAIN}x\nb:{PLAIN}\n",
        "a:{PLAIN}x\na:{PLAIN}y\n",
        "a:{PLAIN}x\nb:$2y$05$notthisone\n"
      })
  void of_aBrokenLine_isRefusedByItsNumber(String content) throws IOException {
    Files.writeString(file, content);
    assertThatThrownBy(() -> PbPasswordFile.of(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching(".*users: line 2: .+ \\(expected: .+\\)")
        .hasMessageNotContaining("plain-as-it-is");
  }

  @Test
  void of_manyBrokenLines_tellsTheFirstOnes() throws IOException {
    Files.writeString(file, "nonsense\n".repeat(12));
    assertThatThrownBy(() -> PbPasswordFile.of(file))
        .hasMessageContaining("line 1: ")
        .hasMessageContaining("; line 10: ")
        .hasMessageEndingWith("; and 2 more");
  }

  @Test
  void of_aFileThatIsTooLong_isRefusedUnread() throws IOException {
    try (var empty = new java.io.RandomAccessFile(file.toFile(), "rw")) {
      empty.setLength(64 * 1024 * 1024 + 1); // takes no room
    }
    assertThatThrownBy(() -> PbPasswordFile.of(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("67108865 bytes (expected: 67108864 or fewer)");
  }

  @Test
  void accepts_aChangedFile_readsItAgainAndKeepsAGoodOneWhenItBreaks() throws IOException {
    Files.writeString(file, "a:{PLAIN}one\n");
    PbPasswordFile users = PbPasswordFile.of(file);
    Files.writeString(file, "a:{PLAIN}another\n"); // of another length
    assertThat(users.accepts(bytes("a"), bytes("one"))).isFalse();
    assertThat(users.accepts(bytes("a"), bytes("another"))).isTrue();
    Files.writeString(file, "broken\n");
    assertThat(users.accepts(bytes("a"), bytes("another"))).isTrue();
    Files.delete(file);
    assertThat(users.accepts(bytes("a"), bytes("another"))).isTrue();
  }
}
