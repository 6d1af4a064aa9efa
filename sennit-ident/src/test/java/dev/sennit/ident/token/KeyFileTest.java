package dev.sennit.ident.token;

import static dev.sennit.ident.token.TokenKeysTest.RECORD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFileTest {
  @TempDir Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void name() {
    file = folder.resolve("keys");
  }

  private TokenKeys keys() throws IOException {
    return TokenKeys.of(KeyFile.read(file).toArray(byte[][]::new));
  }

  private void write(String text, String mode) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  @Test
  void rotate_noFile_makesOneForItsOwner() throws IOException {
    KeyFile.rotate(file);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(KeyFile.read(file)).hasSize(1);
  }

  @Test
  void rotate_twice_oldTokensStillOpen() throws IOException {
    KeyFile.rotate(file);
    String token = keys().seal(RECORD);
    write("# kept\n" + Files.readString(file).strip(), "rw-r-----");
    KeyFile.rotate(file);
    assertThat(KeyFile.read(file)).hasSize(2);
    assertThat(Files.readString(file)).startsWith("# kept\n");
    assertThat(keys().open(token)).contains(RECORD);
    assertThat(keys().seal(RECORD).substring(0, 7)).isNotEqualTo(token.substring(0, 7));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r-----");
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void read_openToOthers_isRefused() throws IOException {
    for (String mode : new String[] {"rw-r--r--", "rw--w----", "rw-----w-", "rw------x"}) {
      write("A".repeat(43) + "\n", mode);
      assertThatThrownBy(() -> KeyFile.read(file)).hasMessageContaining(mode);
    }
  }

  @Test
  void read_badLine_tellsItsNumberAndNotTheKey() throws IOException {
    write("# x\n" + "A".repeat(43) + "\nsecretsecret\n", "rw-------");
    assertThatThrownBy(() -> KeyFile.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("line 3: no key")
        .message()
        .doesNotContain("secret");
  }

  @Test
  void read_noneOrEmptyOrTooLong_isRefused() throws IOException {
    assertThatThrownBy(() -> KeyFile.read(file)).isInstanceOf(NoSuchFileException.class);
    write("# nothing\n\n", "rw-------");
    assertThatThrownBy(() -> KeyFile.read(file)).hasMessageContaining("no key");
    write("#".repeat(65_537), "rw-------");
    assertThatThrownBy(() -> KeyFile.read(file)).hasMessageContaining("too long");
  }
}
