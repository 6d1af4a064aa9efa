package dev.sennit.daemon.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sennit.testkit.ChildProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Each drop happens in a Java of its own, since there is no way back. All but one need root.
@Timeout(120)
class PrivilegesIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  /// What the child does.
  static final class Drop {
    private Drop() {}

    /// Drops to the user and the group given, and says what became of it.
    public static void main(String[] arguments) throws Exception {
      CountDownLatch end = new CountDownLatch(1);
      for (int i = 0; i < 5; i++) {
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try {
                end.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
      }
      try {
        Privileges.drop(Long.parseLong(arguments[0]), Long.parseLong(arguments[1]));
      } catch (IOException e) {
        System.out.println("refused: " + e.getMessage());
        return;
      }
      List<String> status = Files.readAllLines(Path.of("/proc/self/status"));
      status.stream()
          .filter(line -> line.startsWith("Uid") || line.startsWith("CapEff"))
          .forEach(System.out::println);
      try (ServerSocket forbidden = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        System.out.println("serves: " + forbidden.isBound());
      }
      System.out.println("root: " + Privileges.isRoot());
      System.out.println("done");
    }
  }

  private static ChildProcess drop(String uid, String gid, String... before) {
    List<String> command = new ArrayList<>(List.of(before));
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-Xshare:auto",
            "-cp",
            System.getProperty("java.class.path"),
            Drop.class.getName(),
            uid,
            gid));
    return ChildProcess.start(command.toArray(String[]::new));
  }

  @Test
  void drop_byRoot_isTheUserInEveryThread() throws IOException {
    assumeThat(Privileges.isRoot()).as("root").isTrue();

    try (ChildProcess child = drop("65534", "65533")) {
      child.awaitLine("^done|^refused", SOON);

      assertThat(child.output())
          .contains("Uid:\t65534\t65534\t65534\t65534")
          .contains("CapEff:\t0000000000000000")
          .contains("serves: true")
          .contains("root: false")
          .doesNotContain("refused");
    }
  }

  @Test
  void drop_byOneWhoMayNot_isRefused() throws IOException {
    assumeThat(Privileges.isRoot()).as("root").isTrue();
    assumeThat(Files.isExecutable(Path.of("/usr/bin/setpriv"))).as("setpriv").isTrue();

    try (ChildProcess child = drop("65534", "65533", "setpriv", "--bounding-set", "-setuid")) {
      child.awaitLine("^refused: privileges: setuid: errno 1", SOON);

      assertThat(child.awaitExit(SOON)).isZero();
      assertThat(child.output()).doesNotContain("done");
    }
  }

  @Test
  void drop_toRoot_isRefused() {
    assertThatThrownBy(() -> Privileges.drop(0, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("uid: 0 (expected: 1 to 4294967294)");
    assertThatThrownBy(() -> Privileges.drop(5, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Privileges.drop(0xffff_ffffL, 5))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
