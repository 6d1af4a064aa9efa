package dev.sennit.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sennit.interop.peer.TwistedMapServer;
import dev.sennit.interop.peer.TwistedMapServer.Mode;
import dev.sennit.maps.MapsClient;
import dev.sennit.maps.MapsClientOptions;
import dev.sennit.maps.wire.GetReply;
import dev.sennit.maps.wire.MapsReply.Found;
import dev.sennit.maps.wire.MapsReply.NotFound;
import dev.sennit.maps.wire.MapsReply.Refused;
import dev.sennit.maps.wire.MapsReply.TryLater;
import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.Reply;
import dev.sennit.net.Target;
import dev.sennit.net.wire.Octets;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Our client library asks Twisted's server.
@Tag("peer")
@Timeout(120)
class TwistedServerIT {
  private static MapsClient client(TwistedMapServer server) {
    return MapsClient.create(MapsClientOptions.tcpTable(Target.tcp("127.0.0.1", server.port())));
  }

  private static Octets everyByte() {
    byte[] bytes = new byte[256];
    for (int b = 0; b < bytes.length; b++) {
      bytes[b] = (byte) b;
    }
    return Octets.giveUp(bytes);
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"SYNC", "DEFERRED"})
  void get_ofADictionary_isFoundOrNot(Mode mode) throws IOException, InterruptedException {
    var entries =
        Map.of(
            Octets.utf8("foo"), Octets.utf8("ThisIs Foo"),
            Octets.utf8("bar"), Octets.utf8(" bar really is found\r\n"),
            Octets.utf8("bytes"), everyByte(),
            Octets.utf8("long"), Octets.utf8("v".repeat(4_000)),
            Octets.utf8("a b"), Octets.utf8("never found: Twisted decodes no keys"));
    try (var server = TwistedMapServer.start(mode, entries);
        var client = client(server)) {
      assertThat(client.get("foo")).isEqualTo(Found.of("ThisIs Foo"));
      assertThat(client.get("bar")).isEqualTo(Found.of(" bar really is found\r\n"));
      assertThat(client.get("bytes")).isEqualTo(new Found(everyByte()));
      assertThat(client.get("long")).isEqualTo(Found.of("v".repeat(4_000)));
      assertThat(client.get("baz")).isEqualTo(NotFound.INSTANCE);
      assertThat(client.get("a b")).isEqualTo(NotFound.INSTANCE);
      assertThat(client.put("foo", "bar")).isInstanceOf(Refused.class);
      assertThat(client.get("foo")).isEqualTo(Found.of("ThisIs Foo"));
    }
  }

  @Test
  void get_manyAtOnceOfDeferredAnswers_givesEachKeyItsOwn()
      throws IOException, InterruptedException {
    int keys = 2_000;
    var entries = new HashMap<Octets, Octets>();
    for (int i = 0; i < keys; i += 2) {
      entries.put(Octets.utf8(Users.key(i)), Octets.utf8(Users.value(i)));
    }
    try (var server = TwistedMapServer.start(Mode.DEFERRED, entries);
        var client = client(server)) {
      var replies = new ArrayList<Reply<GetReply>>();
      for (int i = 0; i < keys; i++) {
        replies.add(client.getAsync(Octets.utf8(Users.key(i))));
      }
      for (int i = 0; i < keys; i++) {
        GetReply wanted = Users.exists(i) ? Found.of(Users.value(i)) : NotFound.INSTANCE;
        assertThat(replies.get(i).join()).as(Users.key(i)).isEqualTo(wanted);
      }
    }
  }

  @Test
  void get_ofAFailingFactory_isTryLaterWithItsReason() throws IOException, InterruptedException {
    try (var server = TwistedMapServer.start(Mode.FAILING, Map.of());
        var client = client(server)) {
      for (int i = 0; i < 3; i++) {
        assertThat(client.get("foo")).isEqualTo(new TryLater("This is a test error"));
      }
    }
  }

  @Test
  void get_afterTheServerHasEnded_isAnExceptionNotAnAnswer()
      throws IOException, InterruptedException {
    var server = TwistedMapServer.start(Mode.SYNC, Map.of());
    try (server;
        var client = client(server)) {
      assertThat(client.get("foo")).isEqualTo(NotFound.INSTANCE);
      server.close();
      assertThatThrownBy(() -> client.get("foo")).isInstanceOf(ConnectionLostException.class);
    }
  }
}
