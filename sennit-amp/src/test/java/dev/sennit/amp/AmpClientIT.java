package dev.sennit.amp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sennit.amp.Commands.Sum;
import dev.sennit.amp.Commands.Total;
import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.Listen;
import dev.sennit.net.Target;
import dev.sennit.testkit.FreePort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AmpClientIT {
  private static final AmpRouter SUMS =
      AmpRouter.of().on(Commands.SUM, (sum, _) -> new Total(sum.a() + sum.b()));

  private static AmpServer start(int port) {
    return AmpServer.start(AmpServerOptions.defaults().listen(Listen.tcp("127.0.0.1", port)), SUMS);
  }

  @Test
  void connect_nobodyListens_saysSo() {
    int port = FreePort.tcp();
    try (var client = AmpClient.create(AmpClientOptions.of(Target.tcp("127.0.0.1", port)))) {
      assertThatExceptionOfType(ConnectionLostException.class)
          .isThrownBy(client::connect)
          .withMessageContaining("tcp:127.0.0.1:" + port)
          .withMessageContaining("refused");
    }
  }

  @Test
  void stayConnected_serverComesLateAndGoes_isConnectedAgain() throws Exception {
    int port = FreePort.tcp();
    BlockingQueue<AmpConnection> connections = new LinkedBlockingQueue<>();
    try (var client = AmpClient.create(AmpClientOptions.of(Target.tcp("127.0.0.1", port)))) {
      client.stayConnected(connections::add);
      try (var server = start(port)) {
        AmpConnection first = connections.poll(30, TimeUnit.SECONDS);
        assertThat(first).isNotNull();
        assertThat(first.call(Commands.SUM, new Sum(1, 2))).isEqualTo(new Total(3));
        server.close(Duration.ZERO);
      }
      try (var server = start(port)) {
        AmpConnection second = connections.poll(30, TimeUnit.SECONDS);
        assertThat(second).isNotNull();
        assertThat(second.call(Commands.SUM, new Sum(2, 2))).isEqualTo(new Total(4));
        assertThat(server.connections()).isEqualTo(1);
      }
    }
  }

  @Test
  void server_speaksFirst_isAnswered() throws Exception {
    CompletableFuture<Total> told = new CompletableFuture<>();
    var options = AmpServerOptions.defaults().listen(Listen.tcp("127.0.0.1", 0));
    try (var server =
            AmpServer.start(
                options,
                AmpRouter.of(),
                connection ->
                    connection.ask(Commands.SUM, new Sum(3, 4)).thenAccept(told::complete));
        var client =
            AmpClient.create(
                AmpClientOptions.of(Target.tcp("127.0.0.1", TwoSides.port(server))).router(SUMS))) {
      AmpConnection connection = client.connect();
      assertThat(told.get(30, TimeUnit.SECONDS)).isEqualTo(new Total(7));
      assertThat(connection.peer().address()).isPresent();
    }
  }

  @Test
  void unixSocket_works(@TempDir Path directory) {
    Path socket = directory.resolve("amp.sock");
    try (var _ = AmpServer.start(AmpServerOptions.defaults().listen(Listen.unix(socket)), SUMS);
        var client = AmpClient.create(AmpClientOptions.of(Target.unix(socket)))) {
      assertThat(client.connect().call(Commands.SUM, new Sum(1, 2))).isEqualTo(new Total(3));
    }
  }
}
