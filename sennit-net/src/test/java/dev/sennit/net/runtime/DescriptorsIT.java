package dev.sennit.net.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.net.Delivery;
import dev.sennit.net.Limits;
import dev.sennit.net.Transport;
import dev.sennit.testkit.ChildProcess;
import dev.sennit.testkit.RawPeer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A server in a process that may have few files open.
@Timeout(120)
class DescriptorsIT {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final int MOST_FILES = 200;

  /// The program of the process.
  static final class Program {
    private Program() {}

    public static void main(String[] arguments) throws InterruptedException {
      Transport transport = Transport.valueOf(arguments[0]);
      evictOnce(transport);
      try (LinesServer server =
          LinesServer.start(Lines.terms(Delivery.ON_LOOP), transport, Lines.echo())) {
        System.out.println("port " + server.port);
        server.server.awaitClosed();
      }
    }

    /// Loads what it takes to close an idle connection: the classes of tests are files too.
    private static void evictOnce(Transport transport) {
      Terms one = Lines.with(Lines.terms(Delivery.ON_LOOP), Limits.defaults().connections(1));
      try (LinesServer server = LinesServer.start(one, transport, Lines.echo());
          RawPeer first = server.connect().send("a\\n").expect("a\\n");
          RawPeer second = server.connect().send("a\\n").expect("a\\n")) {
        first.expectEof();
        second.halfClose().expectEof();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"EPOLL", "NIO"})
  void accept_noDescriptorsLeft_longestIdleMakesRoomAndOneLineTells(Transport transport) {
    List<RawPeer> peers = new ArrayList<>();
    try (ChildProcess program =
        ChildProcess.start(
            "sh",
            "-c",
            "ulimit -n " + MOST_FILES + "; exec \"$@\"",
            "sh",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Program.class.getName(),
            transport.name())) {
      int port = Integer.parseInt(program.awaitLine("port (\\d+)", LONG).group(1));
      for (int i = 0; i < MOST_FILES; i++) {
        peers.add(RawPeer.connect(port).send("a\\n").expect("a\\n"));
      }
      peers.getFirst().expectEof();
      peers.getLast().send("b\\n").expect("b\\n");
      assertThat(program.errors())
          .contains("Too many open files; closing the longest idle one")
          .satisfies(errors ->
              assertThat(Pattern.compile("cannot accept a connection").matcher(errors).results())
                  .hasSize(1));
      for (RawPeer peer : peers) {
        peer.close();
      }
      try (RawPeer peer = RawPeer.connect(port)) {
        peer.send("c\\n").expect("c\\n");
      }
    } finally {
      peers.forEach(RawPeer::close);
    }
  }
}
