package dev.sennit.ident;

import dev.sennit.ident.wire.IdentAnswer.UserId;
import dev.sennit.net.Delivery;
import dev.sennit.net.Listen;
import dev.sennit.testkit.ChildProcess;
import dev.sennit.testkit.RawPeer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A server that may open no more than a few descriptors.
@Tag("slow")
@Timeout(90)
class DescriptorsIT {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final int DESCRIPTORS = 150;

  /// The program that is started.
  public static final class Program {
    private Program() {}

    /// Serves until it is killed.
    public static void main(String[] arguments) throws InterruptedException {
      var options =
          IdentServerOptions.defaults()
              .listen(Listen.tcp("127.0.0.1", 0))
              .delivery(Delivery.ON_LOOP);
      var server = IdentServer.start(options, (_, _) -> UserId.unix("joe"));
      System.out.println("ready " + server.addresses());
      server.awaitClosed();
    }
  }

  @Test
  void descriptorsUsedUp_thenFreed_theServerAcceptsAgain() throws IOException {
    try (ChildProcess program =
        ChildProcess.start(
            "sh",
            "-c",
            "ulimit -n " + DESCRIPTORS + "; exec \"$@\"",
            "sh",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Program.class.getName())) {
      int port = Integer.parseInt(program.awaitLine("ready \\[/127.0.0.1:(\\d+)]", LONG).group(1));
      try (RawPeer early = RawPeer.connect(port)) {
        early.send("1,2\\r\\n").expect("1,2:USERID:UNIX:joe\\r\\n");
        List<SocketChannel> crowd = new ArrayList<>();
        for (int i = 0; i < 2 * DESCRIPTORS; i++) {
          crowd.add(
              SocketChannel.open(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port)));
        }
        early.within(LONG).send("3,4\\r\\n").expect("3,4:USERID:UNIX:joe\\r\\n");
        for (SocketChannel each : crowd) {
          each.close();
        }
      }
      try (RawPeer late = RawPeer.connect(port)) {
        late.within(LONG).send("5,6\\r\\n").expect("5,6:USERID:UNIX:joe\\r\\n");
      }
    }
  }
}
