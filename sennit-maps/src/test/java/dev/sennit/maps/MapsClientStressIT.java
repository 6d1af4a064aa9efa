package dev.sennit.maps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.maps.wire.GetReply;
import dev.sennit.maps.wire.MapsReply.Found;
import dev.sennit.maps.wire.MapsReply.NotFound;
import dev.sennit.maps.wire.MapsReply.TryLater;
import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.RequestTimeoutException;
import dev.sennit.net.Target;
import dev.sennit.net.Timeouts;
import dev.sennit.net.wire.Octets;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A server that fails at random: every request is told exactly once, and never another's value.
@Timeout(30)
class MapsClientStressIT {
  private static final int REQUESTS = 5_000;

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "2, 4, 1", "3, 4, 16", "4, 1, 64"})
  void getAsync_serverThatFailsAtRandom_tellsEachOnce(long seed, int connections, int pipelining)
      throws Exception {
    AtomicIntegerArray told = new AtomicIntegerArray(REQUESTS);
    AtomicReference<@Nullable String> wrong = new AtomicReference<>();
    AtomicInteger found = new AtomicInteger();
    CountDownLatch all = new CountDownLatch(REQUESTS);
    try (var socket = new ServerSocket(0, 1000, InetAddress.ofLiteral("127.0.0.1"))) {
      Thread.ofVirtual().start(() -> serve(socket, new Random(seed)));
      var options =
          MapsClientOptions.tcpTable(Target.tcp("127.0.0.1", socket.getLocalPort()))
              .connections(connections)
              .pipelining(pipelining)
              .timeouts(Timeouts.defaults().request(Duration.ofMillis(200)))
              .retry(new Retry(3, Duration.ofMillis(1), true));
      try (var client = MapsClient.create(options)) {
        for (int i = 0; i < REQUESTS; i++) {
          int number = i;
          client
              .getAsync(Octets.utf8("k" + i))
              .whenComplete((reply, failure) -> {
                told.incrementAndGet(number);
                if (!isPossible("k" + number, reply, failure)) {
                  wrong.set(number + ": " + reply + ", " + failure);
                }
                if (reply instanceof Found) {
                  found.incrementAndGet();
                }
                all.countDown();
              });
        }
        assertThat(all.await(25, TimeUnit.SECONDS)).isTrue();
      }
    }
    assertThat(wrong.get()).isNull();
    assertThat(found.get()).isGreaterThan(REQUESTS / 10);
    for (int i = 0; i < REQUESTS; i++) {
      assertThat(told.get(i)).isEqualTo(1);
    }
  }

  private static boolean isPossible(
      String key, @Nullable GetReply reply, @Nullable Throwable failure) {
    return switch (reply) {
      case null ->
          failure instanceof java.util.concurrent.CompletionException e
              && (e.getCause() instanceof ConnectionLostException
                  || e.getCause() instanceof RequestTimeoutException
                  || e.getCause() instanceof ProtocolException);
      case Found(Octets value) -> value.equals(Octets.utf8("value-of-" + key));
      case NotFound _, TryLater _ -> true;
      default -> false;
    };
  }

  private static void serve(ServerSocket socket, Random random) {
    while (!socket.isClosed()) {
      try {
        Socket peer = socket.accept();
        long seed = random.nextLong();
        Thread.ofVirtual().start(() -> talk(peer, new Random(seed)));
      } catch (IOException _) {
        return;
      }
    }
  }

  private static void talk(Socket peer, Random random) {
    try (peer) {
      if (random.nextInt(10) == 0) {
        return;
      }
      var in =
          new BufferedReader(
              new InputStreamReader(peer.getInputStream(), StandardCharsets.US_ASCII));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String reply = "200 value-of-" + line.substring(4) + "\n";
        switch (random.nextInt(300)) {
          case 0 -> {
            return;
          }
          case 1 -> {
            peer.getOutputStream().write(reply.substring(0, 5).getBytes(StandardCharsets.US_ASCII));
            return;
          }
          case 2 -> {
            peer.setSoLinger(true, 0);
            return;
          }
          case 3 -> reply = "garbage\n";
          case 4 -> reply = "500 \n";
          case 5 -> reply = "400 later\n";
          case 6 -> {
            if (random.nextInt(10) == 0) {
              in.transferTo(java.io.Writer.nullWriter()); // silent until the client gives up
              return;
            }
          }
          default -> {}
        }
        peer.getOutputStream().write(reply.getBytes(StandardCharsets.US_ASCII));
      }
    } catch (IOException _) {
      // the client gave up
    }
  }
}
