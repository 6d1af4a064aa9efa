package dev.sennit.daemon.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {
  private static final Path HOME = Path.of("/home/x");

  @Test
  void choose_environment_decidesInOrder() {
    assertThat(
            StateDirectory.choose(
                Map.of("STATE_DIRECTORY", "/var/lib/a:/var/lib/b", "XDG_STATE_HOME", "/x"), HOME))
        .isEqualTo(Path.of("/var/lib/a"));
    assertThat(StateDirectory.choose(Map.of("XDG_STATE_HOME", "/x"), HOME))
        .isEqualTo(Path.of("/x/sennit"));
    assertThat(StateDirectory.choose(Map.of("XDG_STATE_HOME", "relative"), HOME))
        .isEqualTo(Path.of("/home/x/.local/state/sennit"));
    assertThat(StateDirectory.choose(Map.of(), HOME))
        .isEqualTo(Path.of("/home/x/.local/state/sennit"));
  }

  @Test
  void create_absent_isForOwnerAndGroup(@TempDir Path directory) throws Exception {
    Path state = directory.resolve("a/b");
    StateDirectory.create(state);
    StateDirectory.create(state);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state)))
        .isEqualTo("rwxr-x---");
  }
}
