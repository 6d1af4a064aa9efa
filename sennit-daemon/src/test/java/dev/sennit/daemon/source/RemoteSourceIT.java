package dev.sennit.daemon.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sennit.maps.MapHandler;
import dev.sennit.maps.MapsClientOptions;
import dev.sennit.maps.MapsProtocol;
import dev.sennit.maps.MapsServer;
import dev.sennit.maps.MapsServerOptions;
import dev.sennit.maps.wire.GetReply;
import dev.sennit.maps.wire.MapsReply.Broken;
import dev.sennit.maps.wire.MapsReply.Found;
import dev.sennit.maps.wire.MapsReply.NotFound;
import dev.sennit.maps.wire.MapsReply.Refused;
import dev.sennit.maps.wire.MapsReply.Stored;
import dev.sennit.maps.wire.MapsReply.TryLater;
import dev.sennit.maps.wire.MapsRequest;
import dev.sennit.maps.wire.PutReply;
import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.Listen;
import dev.sennit.net.Peer;
import dev.sennit.net.RequestTimeoutException;
import dev.sennit.net.Target;
import dev.sennit.net.Timeouts;
import dev.sennit.net.wire.Octets;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class RemoteSourceIT {
  private static final class Table implements MapHandler {
    private final Map<Octets, GetReply> replies =
        new ConcurrentHashMap<>(
            Map.of(
                Octets.utf8("k v"), Found.of("100% ü"),
                Octets.utf8("later"), new TryLater("busy"),
                Octets.utf8("broken"), new Broken("no such map")));

    @Override
    public GetReply get(MapsRequest.Get request, Peer peer) throws InterruptedException {
      if (request.key().equals(Octets.utf8("hang"))) {
        new CountDownLatch(1).await(); // until the server stops
      }
      return replies.getOrDefault(request.key(), NotFound.INSTANCE);
    }

    @Override
    public PutReply put(MapsRequest.Put request, Peer peer) {
      replies.put(request.key(), new Found(request.value()));
      return Stored.INSTANCE;
    }
  }

  private static MapsServer server(MapsProtocol protocol) {
    return MapsServer.start(
        MapsServerOptions.defaults()
            .protocol(protocol)
            .timeouts(Timeouts.defaults().grace(Duration.ZERO))
            .listen(Listen.tcp("127.0.0.1", 0)),
        new Table());
  }

  private static RemoteSource source(MapsServer server, MapsProtocol protocol) {
    int port = ((InetSocketAddress) server.addresses().getFirst()).getPort();
    Target target = Target.tcp("127.0.0.1", port);
    MapsClientOptions options =
        protocol == MapsProtocol.TCP_TABLE
            ? MapsClientOptions.tcpTable(target)
            : MapsClientOptions.socketmap(target, "m");
    return new RemoteSource(options.timeouts(Timeouts.defaults().request(Duration.ofMillis(500))));
  }

  @Test
  void find_tcpTable_givesWhatTheServerSays() throws Exception {
    try (MapsServer server = server(MapsProtocol.TCP_TABLE);
        RemoteSource source = source(server, MapsProtocol.TCP_TABLE)) {
      assertThat(source.find(Octets.utf8("k v"))).isEqualTo(Found.of("100% ü"));
      assertThat(source.find(Octets.utf8("x"))).isEqualTo(NotFound.INSTANCE);
      assertThat(source.find(Octets.utf8("later"))).isInstanceOf(TryLater.class);
      assertThat(source.mayBlock()).isTrue();
    }
  }

  @Test
  void find_socketmap_givesWhatTheServerSays() throws Exception {
    try (MapsServer server = server(MapsProtocol.SOCKETMAP);
        RemoteSource source = source(server, MapsProtocol.SOCKETMAP)) {
      assertThat(source.find(Octets.utf8("k v"))).isEqualTo(Found.of("100% ü"));
      assertThat(source.find(Octets.utf8("x"))).isEqualTo(NotFound.INSTANCE);
      assertThat(source.find(Octets.utf8("later"))).isEqualTo(new TryLater("busy"));
      assertThat(source.find(Octets.utf8("broken"))).isEqualTo(new Broken("no such map"));
    }
  }

  @Test
  void store_isForTcpTableOnly() throws Exception {
    try (MapsServer server = server(MapsProtocol.TCP_TABLE);
        RemoteSource source = source(server, MapsProtocol.TCP_TABLE)) {
      assertThat(source.store(Octets.utf8("n"), Octets.utf8("w"))).isEqualTo(Stored.INSTANCE);
      assertThat(source.find(Octets.utf8("n"))).isEqualTo(Found.of("w"));
    }
    try (MapsServer server = server(MapsProtocol.SOCKETMAP);
        RemoteSource source = source(server, MapsProtocol.SOCKETMAP)) {
      assertThat(source.store(Octets.utf8("n"), Octets.utf8("w"))).isInstanceOf(Refused.class);
    }
  }

  @Test
  void find_serverIsGone_isAFailure() {
    MapsServer server = server(MapsProtocol.TCP_TABLE);
    try (RemoteSource source = source(server, MapsProtocol.TCP_TABLE)) {
      server.close();
      assertThatThrownBy(() -> source.find(Octets.utf8("k v")))
          .isInstanceOf(ConnectionLostException.class);
    }
  }

  @Test
  void find_serverHangs_isAFailureInTime() {
    try (MapsServer server = server(MapsProtocol.TCP_TABLE);
        RemoteSource source = source(server, MapsProtocol.TCP_TABLE)) {
      assertThatThrownBy(() -> source.find(Octets.utf8("hang")))
          .isInstanceOf(RequestTimeoutException.class);
    }
  }
}
