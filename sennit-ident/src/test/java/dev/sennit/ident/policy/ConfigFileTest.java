package dev.sennit.ident.policy;

import static dev.sennit.ident.policy.Fixture.to;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
  @TempDir Path folder;
  private Path path = Path.of("");

  @BeforeEach
  void name() {
    path = folder.resolve("oidentd.conf");
  }

  private ConfigFile<SystemPolicy> open() {
    return ConfigFile.open(
        path, 1000, bytes -> PolicyReader.system(bytes, Fixture.NAMES), SystemPolicy.REAL_NAMES);
  }

  private static boolean hides(ConfigFile<SystemPolicy> file) {
    return file.get().grant(1000, to(1)).allows(Capability.HIDE);
  }

  @Test
  void open_noFile_isRealNames() {
    assertThat(open().get()).isEqualTo(SystemPolicy.REAL_NAMES);
  }

  @Test
  void open_badFile_tellsPathLineAndColumn() throws IOException {
    Files.writeString(path, "default {\n  x");
    assertThatThrownBy(this::open)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(path + ": line 2, column 3: \"x\"");
  }

  @Test
  void reload_goodFile_holds() throws IOException {
    var file = open();
    Files.writeString(path, "default { default { allow hide } }");
    assertThat(hides(file)).isFalse();
    assertThat(file.reload()).isEmpty();
    assertThat(hides(file)).isTrue();
  }

  @Test
  void reload_badFile_keepsTheOldOneAndTells() throws IOException {
    Files.writeString(path, "default { default { allow hide } }");
    var file = open();
    Files.writeString(path, "default { default { allow hid } }");
    assertThat(file.reload()).hasSize(1);
    assertThat(hides(file)).isTrue();
    Files.writeString(path, "default { default { deny hide } }");
    assertThat(file.reload()).isEmpty();
    assertThat(hides(file)).isFalse();
  }

  @Test
  void reload_removedFile_isRealNames() throws IOException {
    Files.writeString(path, "default { default { allow hide } }");
    var file = open();
    Files.delete(path);
    assertThat(file.reload()).isEmpty();
    assertThat(hides(file)).isFalse();
  }

  @Test
  void reload_tooLongOrNoFile_keepsTheOldOneAndTells() throws IOException {
    Files.writeString(path, "default { default { allow hide } }");
    var file = open();
    Files.writeString(path, "#".repeat(1001));
    assertThat(file.reload()).hasSize(1);
    Files.delete(path);
    Files.createDirectory(path);
    assertThat(file.reload()).hasSize(1);
    assertThat(hides(file)).isTrue();
  }
}
