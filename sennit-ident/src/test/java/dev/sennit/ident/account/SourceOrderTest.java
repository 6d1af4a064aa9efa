package dev.sennit.ident.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceOrderTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "passwd:         files systemd, true",
    "passwd: files, true",
    "passwd: sss files, false",
    "passwd: compat, false",
    "passwd: files [SUCCESS=continue] sss, false",
    "passwd:, false",
    "group: sss, true",
  })
  void filesFirst_aLine_isUnderstood(String line, boolean first) throws IOException {
    Path file = Files.writeString(directory.resolve("conf"), "# comment\n\n" + line + "\n");

    assertThat(SourceOrder.filesFirst(file)).isEqualTo(first);
  }

  @Test
  void filesFirst_noFile_isTrue() {
    assertThat(SourceOrder.filesFirst(directory.resolve("none"))).isTrue();
  }
}
