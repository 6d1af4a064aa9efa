package dev.sennit.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sennit.testkit.RawPeer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The end of a connection that inetd passed on.
@Timeout(60)
class IdentStdioIT {
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final Duration SHORT = Duration.ofMillis(200);

  private interface Trial {
    void with(SocketChannel accepted, RawPeer client) throws Exception;
  }

  private static void connected(Trial trial) throws Exception {
    try (var listener = ServerSocketChannel.open()) {
      listener.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
      try (RawPeer client = RawPeer.connect(listener.getLocalAddress());
          SocketChannel accepted = listener.accept()) {
        trial.with(accepted, client);
      }
    }
  }

  /// As the thread does that fetches queries.
  private static Thread readAside(SocketChannel accepted) {
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try {
                int _ = accepted.socket().getInputStream().read();
              } catch (IOException e) {
                // closed, which is what the test does in the end
              }
            });
    await().until(() -> thread.getState() != Thread.State.NEW);
    return thread;
  }

  @Test
  void drain_clientThatEnds_isOverAtOnce() throws Exception {
    connected((accepted, client) -> {
      client.send("1,2\\r\\n").halfClose();
      IdentStdio.drain(accepted, LONG);
      assertThat(accepted.isOpen()).isTrue();
    });
  }

  @Test
  void drain_clientThatStaysSilent_isNotWaitedForLong() throws Exception {
    connected((accepted, _) -> {
      Thread fetching = readAside(accepted);
      IdentStdio.drain(accepted, SHORT);
      accepted.close();
      fetching.join();
    });
  }

  @Test
  void drain_clientThatSendsOnAndOn_isNotWaitedForLong() throws Exception {
    connected((accepted, client) -> {
      Thread sending =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  while (!Thread.currentThread().isInterrupted()) {
                    client.send("x");
                  }
                } catch (AssertionError | RuntimeException e) {
                  Thread.currentThread().interrupt(); // the connection is over
                }
              });
      IdentStdio.drain(accepted, SHORT);
      sending.interrupt();
      sending.join();
    });
  }
}
