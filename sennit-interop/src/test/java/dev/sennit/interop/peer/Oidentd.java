package dev.sennit.interop.peer;

import dev.sennit.testkit.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// oidentd in the foreground, on a free loopback port.
public final class Oidentd implements AutoCloseable {
  private final Child child;
  private final int port;

  private Oidentd(Child child, int port) {
    this.child = child;
    this.port = port;
  }

  /// Starts it and waits until it accepts.
  ///
  /// @param config its system-wide file
  /// @param options more of them
  public static Oidentd start(Path config, String... options) throws InterruptedException {
    int port = FreePort.tcp();
    var command =
        new java.util.ArrayList<>(
            List.of(
                "/usr/sbin/oidentd",
                "--foreground",
                "--nosyslog",
                "--address=127.0.0.1",
                "--port=" + port,
                "--user=nobody",
                "--group=nogroup",
                "--config=" + config));
    command.addAll(List.of(options));
    Child child = Child.start("oidentd", Path.of("/"), Map.of(), command);
    awaitAccepting(child, port);
    return new Oidentd(child, port);
  }

  /// It says nothing when it is ready: calling it is the only way to see that.
  private static void awaitAccepting(Child child, int port) throws InterruptedException {
    while (child.isAlive()) {
      try (var _ = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
        return;
      } catch (IOException _) {
        Thread.sleep(10);
      }
    }
    child.err().awaitEnd();
    throw new AssertionError("oidentd: ended\n" + String.join("\n", child.err().all()));
  }

  /// Its port on 127.0.0.1.
  public int port() {
    return port;
  }

  @Override
  public void close() {
    child.close();
  }
}
