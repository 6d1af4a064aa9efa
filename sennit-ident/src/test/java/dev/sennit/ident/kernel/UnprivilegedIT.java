package dev.sennit.ident.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sennit.testkit.ChildProcess;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A Java without any privilege, and one that may not call native functions. Needs root and
/// `setpriv` to make the first.
@Timeout(120)
class UnprivilegedIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  /// What the child does.
  static final class Look {
    private Look() {}

    /// Looks up the connection given by four words, and says what it finds.
    public static void main(String[] ends) {
      try (KernelLookup lookup = KernelLookup.open()) {
        System.out.println("way: " + lookup.way());
        System.out.println("self-test: " + lookup.selfTest().passed());
        System.out.println(
            "answer: "
                + lookup.find(
                    Ends.connection(
                        ends[0], Integer.parseInt(ends[1]), ends[2], Integer.parseInt(ends[3]))));
      }
      try (Conntrack _ = Conntrack.open()) {
        System.out.println("conntrack: open");
      } catch (IOException e) {
        System.out.println("conntrack: " + e.getMessage());
      }
    }
  }

  @Test
  @Tag("peer")
  void open_withoutPrivileges_findsTheSocketsOfOthers(@TempDir Path directory) throws IOException {
    assumeThat(OwnUser.uid()).as("root").isZero();

    try (ServerSocketChannel listener =
            ServerSocketChannel.open()
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        SocketChannel near = SocketChannel.open(listener.getLocalAddress());
        ChildProcess child =
            look(
                near,
                readable(directory),
                List.of(
                    "setpriv",
                    "--reuid=65534",
                    "--regid=65534",
                    "--clear-groups",
                    "--bounding-set=-all"),
                List.of("--enable-native-access=ALL-UNNAMED"))) {
      assertThat(child.awaitExit(SOON)).as(child.errors()).isZero();

      assertThat(child.output())
          .contains("way: SOCK_DIAG")
          .contains("self-test: true")
          .contains("answer: Owned[uid=0, ")
          .contains("conntrack: conntrack: the kernel denies it")
          .contains("CAP_NET_ADMIN");
    }
  }

  /// What a service manager does with `User=` and `AmbientCapabilities=CAP_NET_ADMIN`.
  @Test
  @Tag("peer")
  void open_withOneCapabilityOnly_findsTranslatedConnections(@TempDir Path directory)
      throws IOException {
    assumeThat(OwnUser.uid()).as("root").isZero();

    try (ServerSocketChannel listener =
            ServerSocketChannel.open()
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        SocketChannel near = SocketChannel.open(listener.getLocalAddress());
        ChildProcess child =
            look(
                near,
                readable(directory),
                List.of(
                    "setpriv",
                    "--reuid=65534",
                    "--regid=65534",
                    "--clear-groups",
                    "--inh-caps=+net_admin",
                    "--ambient-caps=+net_admin"),
                List.of("--enable-native-access=ALL-UNNAMED"))) {
      assertThat(child.awaitExit(SOON)).as(child.errors()).isZero();

      assertThat(child.output()).contains("answer: Owned[uid=0, ").contains("conntrack: open");
    }
  }

  @Test
  void open_withoutNativeAccess_readsTheText() throws IOException {
    try (ServerSocketChannel listener =
            ServerSocketChannel.open()
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        SocketChannel near = SocketChannel.open(listener.getLocalAddress());
        ChildProcess child =
            look(
                near,
                System.getProperty("java.class.path"),
                List.of(),
                List.of("--illegal-native-access=deny"))) {
      assertThat(child.awaitExit(SOON)).as(child.errors()).isZero();

      assertThat(child.output())
          .contains("way: PROC_TEXT")
          .contains("answer: Owned[uid=" + OwnUser.uid());
      assertThat(child.errors())
          .containsOnlyOnce(
              "native access: denied (expected: java --enable-native-access=ALL-UNNAMED)");
    }
  }

  private static ChildProcess look(
      SocketChannel near, String classPath, List<String> before, List<String> options)
      throws IOException {
    InetSocketAddress local = (InetSocketAddress) near.getLocalAddress();
    InetSocketAddress remote = (InetSocketAddress) near.getRemoteAddress();
    List<String> command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, Look.class.getName()));
    for (InetSocketAddress end : List.of(local, remote)) {
      command.add(end.getAddress().getHostAddress());
      command.add(Integer.toString(end.getPort()));
    }
    return ChildProcess.start(command.toArray(String[]::new));
  }

  /// Copies of the classes that are needed, for a user who may not look into our home.
  private static String readable(Path directory) throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    List<String> copies = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path from = Path.of(entry);
      Path to = directory.resolve("part" + copies.size());
      if (Files.isDirectory(from)) {
        copy(from, to);
        copies.add(to.toString());
      } else if (entry.matches(".*/(netty-(buffer|common)|sennit-[a-z]+)-[^/]*\\.jar")) {
        Files.copy(from, to);
        copies.add(to.toString());
      }
    }
    return String.join(File.pathSeparator, copies);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : (Iterable<Path>) all::iterator) {
        Files.copy(each, to.resolve(from.relativize(each).toString()));
      }
    }
  }
}
