package dev.sennit.ident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sennit.ident.wire.IdentAnswer.UserId;
import dev.sennit.net.Delivery;
import dev.sennit.net.Listen;
import dev.sennit.testkit.RawPeer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class IdentServerCrowdIT {
  private static final int CROWD = 1_500;

  @Test
  void idleConnections_manyOfThem_takeNoThreadsAndDelayNobody() throws IOException {
    var options =
        IdentServerOptions.defaults().listen(Listen.tcp("127.0.0.1", 0)).delivery(Delivery.ON_LOOP);
    List<SocketChannel> crowd = new ArrayList<>();
    int before = Thread.activeCount();
    try (var server = IdentServer.start(options, (_, _) -> UserId.unix("joe"))) {
      var address = (InetSocketAddress) server.addresses().getFirst();
      for (int i = 0; i < CROWD; i++) {
        crowd.add(SocketChannel.open(address));
      }
      await().until(() -> server.connections() == CROWD);
      for (int i = 0; i < 50; i++) {
        try (var peer = RawPeer.connect(address.getPort())) {
          peer.send("1,2\\r\\n").expect("1,2:USERID:UNIX:joe\\r\\n");
        }
      }
      assertThat(Thread.activeCount() - before).isLessThan(50);
    } finally {
      for (SocketChannel each : crowd) {
        each.close();
      }
    }
  }
}
