package dev.sennit.ident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.ident.wire.IdentAnswer;
import dev.sennit.ident.wire.IdentAnswer.UserId;
import dev.sennit.net.Delivery;
import dev.sennit.net.Ends;
import dev.sennit.net.Listen;
import dev.sennit.net.Reply;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class IdentClientStressIT {
  private static final int LOOKUPS = 10_000;
  private static final int CONNECTIONS = 100;
  private static final int PIPELINED = 50;
  private static final InetAddress HOME = InetAddress.ofLiteral("127.0.0.1");

  @Test
  void queryAsync_tenThousandAtOnce_eachGetsItsOwnOutcomeOnFewThreads() {
    int before = Thread.activeCount();
    IdentServerOptions serving =
        IdentServerOptions.defaults()
            .listen(Listen.tcp("127.0.0.1", 0))
            .delivery(Delivery.ON_LOOP)
            .queries(60); // so that connections also end while queries wait
    try (var server = IdentServer.startAsync(serving, (connection, _) -> later(connection))) {
      int port = ((InetSocketAddress) server.addresses().getFirst()).getPort();
      IdentClientOptions options =
          IdentClientOptions.defaults().port(port).connections(CONNECTIONS).pipelining(PIPELINED);
      try (var client = IdentClient.create(options)) {
        List<Reply<IdentOutcome>> outcomes = new ArrayList<>();
        for (int i = 1; i <= LOOKUPS; i++) {
          Ends ends = new Ends(new InetSocketAddress(HOME, 6667), new InetSocketAddress(HOME, i));
          outcomes.add(client.queryAsync(IdentRequest.of(ends)));
        }
        assertThat(Thread.activeCount() - before).isLessThan(20);
        for (int i = 1; i <= LOOKUPS; i++) {
          assertThat(outcomes.get(i - 1).join().answer()).isEqualTo(UserId.other("u" + i));
        }
        assertThat(client.toString()).contains(" 0 requests");
      }
    }
  }

  /// Half of the answers come from another thread.
  private static CompletableFuture<IdentAnswer> later(IdentConnection connection) {
    int port = connection.local().getPort();
    return port % 2 == 0
        ? CompletableFuture.completedFuture(UserId.other("u" + port))
        : CompletableFuture.supplyAsync(() -> UserId.other("u" + port));
  }
}
