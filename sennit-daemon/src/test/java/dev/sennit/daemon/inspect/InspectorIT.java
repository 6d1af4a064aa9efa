package dev.sennit.daemon.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.testkit.ChildProcess;
import dev.sennit.testkit.RawPeer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class InspectorIT {
  private static final String REQUEST =
      "GET /page HTTP/1.1\\r\\nHost: a\\r\\nConnection: close\\r\\n\\r\\n";

  private static Inspector start() throws IOException {
    return Inspector.start(
        "127.0.0.1", 0, Map.of("/page", new Inspector.Page("text/plain", () -> "hello")));
  }

  /// A program with an inspector: its limits are those of the process.
  static final class Program {
    private Program() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
      try (Inspector inspector = start()) {
        System.out.println("port " + inspector.address().getPort());
        new CountDownLatch(1).await();
      }
    }
  }

  @Test
  void accept_connectionOverTheLimit_isClosedAndTheOthersServed() throws IOException {
    List<RawPeer> peers = new ArrayList<>();
    try (Inspector inspector = start()) {
      int port = inspector.address().getPort();
      for (int i = 0; i < 64; i++) {
        peers.add(RawPeer.connect(port));
      }
      try (RawPeer another = RawPeer.connect(port)) {
        another.expectEof();
      }
      peers.getFirst().send(REQUEST).expect("HTTP/1.1 200 OK\\r\\n");
    } finally {
      peers.forEach(RawPeer::close);
    }
  }

  @Test
  void request_neverWhole_isGivenUp() {
    try (ChildProcess program =
        ChildProcess.start(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-Dsun.net.httpserver.maxReqTime=1",
            "-cp",
            System.getProperty("java.class.path"),
            Program.class.getName())) {
      String port = program.awaitLine("port (\\d+)", Duration.ofSeconds(60)).group(1);
      try (RawPeer slow = RawPeer.connect(Integer.parseInt(port))) {
        slow.send("GET /page HT").expectEof();
      }
      try (RawPeer peer = RawPeer.connect(Integer.parseInt(port))) {
        peer.send(REQUEST).expect("HTTP/1.1 200 OK\\r\\n");
      }
      assertThat(program.process().isAlive()).isTrue();
    }
  }
}
