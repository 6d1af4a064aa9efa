package dev.sennit.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.interop.peer.SennitDaemon;
import dev.sennit.testkit.ChildProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The caches by which `./sennit` starts quickly, as the build makes them.
@Tag("peer")
@Timeout(300)
class CachesIT {
  private static final Path LAUNCHER = Path.of(SennitDaemon.command().getFirst());

  @Test
  void build_ofTheLauncher_makesCachesThatFit() {
    for (String command : List.of("--version", "serve --help")) {
      ProcessBuilder builder =
          new ProcessBuilder("sh", "-c", "exec \"$0\" " + command, LAUNCHER.toString());
      builder.environment().put("SENNIT_JAVA_OPTS", "-XX:AOTMode=on"); // ends where it does not fit
      try (ChildProcess sennit = ChildProcess.start(builder)) {
        assertThat(sennit.awaitExit(Duration.ofMinutes(4))).as(sennit.errors()).isZero();
        assertThat(sennit.errors()).isEmpty();
      }
    }
    for (String cache : List.of("cli.aot", "serve.aot")) {
      assertThat(LAUNCHER.resolveSibling("target/sennit").resolve(cache)).isNotEmptyFile();
    }
  }
}
