package dev.sennit.maps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.maps.wire.GetReply;
import dev.sennit.maps.wire.MapsReply.Broken;
import dev.sennit.maps.wire.MapsReply.Found;
import dev.sennit.maps.wire.MapsReply.NotFound;
import dev.sennit.maps.wire.MapsReply.Refused;
import dev.sennit.maps.wire.MapsReply.Stored;
import dev.sennit.maps.wire.MapsReply.TryLater;
import dev.sennit.maps.wire.MapsRequest;
import dev.sennit.maps.wire.PutReply;
import dev.sennit.net.Listen;
import dev.sennit.net.Peer;
import dev.sennit.net.Reply;
import dev.sennit.net.Target;
import dev.sennit.net.wire.Octets;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Our client and our server.
@Timeout(10)
class MapsClientIT {
  private static final class Table implements MapHandler {
    final Map<Octets, Octets> rows = new ConcurrentHashMap<>();

    @Override
    public GetReply get(MapsRequest.Get request, Peer peer) {
      return switch (request.key().utf8()) {
        case "later" -> new TryLater("no disk");
        case "broken" -> new Broken("no such map");
        default -> {
          Octets value = rows.get(request.key());
          yield value == null ? NotFound.INSTANCE : new Found(value);
        }
      };
    }

    @Override
    public PutReply put(MapsRequest.Put request, Peer peer) {
      if (request.key().equals(Octets.utf8("fixed"))) {
        return new Refused("fixed is fixed");
      }
      rows.put(request.key(), request.value());
      return Stored.INSTANCE;
    }
  }

  private final Table table = new Table();

  private MapsServer server(MapsProtocol protocol) {
    return MapsServer.start(
        MapsServerOptions.defaults().listen(Listen.tcp("127.0.0.1", 0)).protocol(protocol), table);
  }

  private static Target target(MapsServer server) {
    return Target.tcp("127.0.0.1", ((InetSocketAddress) server.addresses().getFirst()).getPort());
  }

  @Test
  void tcpTable_everyAnswer_staysWhatItIs() {
    try (var server = server(MapsProtocol.TCP_TABLE);
        var client = MapsClient.create(MapsClientOptions.tcpTable(target(server)))) {
      assertThat(client.get("alice")).isEqualTo(NotFound.INSTANCE);
      assertThat(client.put("alice", "alice@box.test, Älice")).isEqualTo(Stored.INSTANCE);
      assertThat(client.get("alice")).isEqualTo(Found.of("alice@box.test, Älice"));
      assertThat(client.put("fixed", "x")).isEqualTo(new Refused("fixed is fixed"));
      assertThat(client.get("later")).isEqualTo(new TryLater("no disk"));
      assertThat(client.get("broken")).isEqualTo(new TryLater("no such map"));
      assertThat(client.get("")).isEqualTo(NotFound.INSTANCE);
    }
  }

  @Test
  void tcpTable_everyByteInKeyAndValue_comesThrough() {
    try (var server = server(MapsProtocol.TCP_TABLE);
        var client = MapsClient.create(MapsClientOptions.tcpTable(target(server)))) {
      for (int i = 0; i < 256; i++) {
        Octets odd = Octets.of((byte) i, (byte) 'x', (byte) i);
        assertThat(client.put(odd, odd)).isEqualTo(Stored.INSTANCE);
        assertThat(client.get(odd)).isEqualTo(new Found(odd));
      }
      assertThat(table.rows).hasSize(256);
    }
  }

  @Test
  void socketmap_overUnix_everyAnswerStaysWhatItIs(@TempDir Path dir) {
    Path file = dir.resolve("s");
    table.rows.put(Octets.utf8("a b\n"), Octets.utf8("c d\n"));
    var listen = MapsServerOptions.defaults().listen(Listen.parse("unix:" + file));
    try (var server = MapsServer.start(listen.protocol(MapsProtocol.SOCKETMAP), table);
        var client = MapsClient.create(MapsClientOptions.socketmap(Target.unix(file), "m"))) {
      assertThat(server.connections()).isZero();
      assertThat(client.get("a b\n")).isEqualTo(Found.of("c d\n"));
      assertThat(client.get("x")).isEqualTo(NotFound.INSTANCE);
      assertThat(client.get("later")).isEqualTo(new TryLater("no disk"));
      assertThat(client.get("broken")).isEqualTo(new Broken("no such map"));
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void getAsync_tenThousandPipelined_eachGetsItsOwn() {
    for (int i = 0; i < 10_000; i++) {
      table.rows.put(Octets.utf8("key" + i), Octets.utf8("value" + i));
    }
    try (var server = server(MapsProtocol.SOCKETMAP);
        var client =
            MapsClient.create(
                MapsClientOptions.socketmap(target(server), "m").connections(3).pipelining(16))) {
      List<Reply<GetReply>> replies = new ArrayList<>();
      for (int i = 0; i < 10_000; i++) {
        replies.add(client.getAsync(Octets.utf8("key" + i)));
      }
      for (int i = 0; i < 10_000; i++) {
        assertThat(replies.get(i).join()).isEqualTo(Found.of("value" + i));
      }
      assertThat(server.connections()).isBetween(1, 3);
    }
  }

  @Test
  void get_bothAddressesOfAName_areTried() {
    try (var server = server(MapsProtocol.TCP_TABLE)) {
      var options =
          MapsClientOptions.tcpTable(
              Target.tcp(
                  "localhost", ((InetSocketAddress) server.addresses().getFirst()).getPort()));
      try (var client = MapsClient.create(options)) {
        assertThat(client.get("x")).isEqualTo(NotFound.INSTANCE);
      }
    }
  }

  @Test
  void get_serverStartedAgain_isAskedAgain() {
    MapsServer first = server(MapsProtocol.TCP_TABLE);
    Target target = target(first);
    try (var client = MapsClient.create(MapsClientOptions.tcpTable(target))) {
      assertThat(client.get("x")).isEqualTo(NotFound.INSTANCE);
      first.close();
      table.rows.put(Octets.utf8("x"), Octets.utf8("y"));
      var again = MapsServerOptions.defaults().listen(Listen.tcp("127.0.0.1", port(target)));
      try (var second = MapsServer.start(again, table)) {
        assertThat(client.get("x")).isEqualTo(Found.of("y"));
        assertThat(second.connections()).isEqualTo(1);
      }
    }
  }

  private static int port(Target target) {
    return ((Target.Tcp) target).port();
  }
}
