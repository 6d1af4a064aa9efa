package dev.sennit.ident.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sennit.ident.IdentConnection;
import dev.sennit.net.Listen;
import dev.sennit.net.wire.Octets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class RegistryServerIT {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final IdentConnection IRC =
      new IdentConnection(
          new InetSocketAddress("192.0.2.1", 40_000), new InetSocketAddress("192.0.2.9", 6667));

  @TempDir static Path folder;
  private final IdentRegistry registry = new IdentRegistry();
  private final Path socket = folder.resolve("registry");
  private final RegistryServer server =
      RegistryServer.start(registry, Set.of(), Listen.unix(socket));
  private long uid;

  @BeforeEach
  void whoAmI() throws IOException {
    uid = (Integer) Files.getAttribute(folder, "unix:uid");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void client_registersListsAndRemoves() throws IOException {
    try (RegistryClient client = RegistryClient.connect(socket)) {
      long exact = client.register(new Place.Exact(IRC), Octets.utf8("a b"), HOUR);
      Place next = new Place.Next(InetAddress.ofLiteral("2001:db8::9"), 6667, 0);
      long reserved = client.register(next, Octets.utf8("c"), HOUR);
      assertThat(registry.find(IRC, OptionalLong.of(uid)).orElseThrow().id().utf8())
          .isEqualTo("a b");
      assertThat(client.list())
          .containsExactly(
              "ENTRY "
                  + exact
                  + " "
                  + uid
                  + " 3600 a%20b CONNECTION 192.0.2.1:40000 192.0.2.9:6667",
              "ENTRY " + reserved + " " + uid + " 3600 c RESERVED [2001:db8:0:0:0:0:0:9]:6667");
      client.remove(exact);
      assertThat(registry.find(IRC, OptionalLong.of(uid))).isEmpty();
      assertThatThrownBy(() -> client.remove(exact)).isInstanceOf(RefusedException.class);
      assertThatThrownBy(() -> client.register(next, Octets.utf8("d"), HOUR))
          .isInstanceOfSatisfying(
              RefusedException.class,
              e -> assertThat(e.code()).isEqualTo(RefusedException.Code.BUSY));
    }
  }

  @Test
  void client_longList_comesInPages() throws IOException {
    try (RegistryClient client = RegistryClient.connect(socket)) {
      Registrant me = new Registrant(uid, uid == 0);
      for (int port = 1; port <= 600; port++) {
        registry.register(me, new Place.Next(null, 0, port), Octets.utf8("x"), HOUR);
      }
      assertThat(client.list()).hasSize(600).doesNotHaveDuplicates();
    }
  }

  @Test
  void server_tooLongLine_saysSoAndCloses() throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      channel.write(ByteBuffer.wrap("LIST\n".getBytes(StandardCharsets.US_ASCII)));
      channel.write(ByteBuffer.wrap("X".repeat(3_000).getBytes(StandardCharsets.US_ASCII)));
      ByteBuffer in = ByteBuffer.allocate(4_000);
      while (channel.read(in) >= 0) {
        assertThat(in.hasRemaining()).isTrue();
      }
      assertThat(new String(in.array(), 0, in.position(), StandardCharsets.US_ASCII))
          .isEqualTo(
              "OK 0\nERROR invalid request: longer than 2048 bytes (expected: a shorter line)\n");
    }
  }

  @Test
  void start_noUnixSocket_isRefused() {
    assertThatThrownBy(() -> RegistryServer.start(registry, Set.of(), Listen.tcp("127.0.0.1", 0)))
        .hasMessageContaining("expected: a UNIX socket");
  }
}
