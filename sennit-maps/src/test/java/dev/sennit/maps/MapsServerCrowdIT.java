package dev.sennit.maps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.maps.wire.MapsReply.Found;
import dev.sennit.net.Listen;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Many clients at once, and one that does not read.
@Timeout(20)
class MapsServerCrowdIT {
  private static final MapHandler ECHO = (request, _) -> new Found(request.key());

  private static MapsServer server() {
    return MapsServer.start(MapsServerOptions.defaults().listen(Listen.tcp("127.0.0.1", 0)), ECHO);
  }

  @Test
  void connections_threeThousandAtOnce_areAllAnswered() throws IOException {
    try (var server = server()) {
      SocketAddress address = server.addresses().getFirst();
      List<SocketChannel> peers = new ArrayList<>();
      for (int i = 0; i < 3000; i++) {
        peers.add(SocketChannel.open(address));
      }
      for (int i = 0; i < peers.size(); i++) {
        peers.get(i).write(ByteBuffer.wrap(ascii("get key%04d\n".formatted(i))));
      }
      for (int i = 0; i < peers.size(); i++) {
        ByteBuffer reply = ByteBuffer.allocate(12);
        while (reply.hasRemaining() && peers.get(i).read(reply) >= 0) {}
        assertThat(reply.array()).isEqualTo(ascii("200 key%04d\n".formatted(i)));
      }
      assertThat(server.connections()).isEqualTo(3000);
      for (SocketChannel peer : peers) {
        peer.close();
      }
    }
  }

  /// The server must stop reading when its replies are not taken; later nothing may be missing.
  @Test
  void replies_notTaken_stopTheReading() throws IOException {
    try (var server = server();
        var peer = SocketChannel.open();
        var selector = Selector.open()) {
      peer.setOption(StandardSocketOptions.SO_RCVBUF, 32_768);
      peer.setOption(StandardSocketOptions.SO_SNDBUF, 32_768);
      peer.connect((InetSocketAddress) server.addresses().getFirst());
      peer.configureBlocking(false);
      SelectionKey key = peer.register(selector, SelectionKey.OP_WRITE);
      String asked = "0123456789".repeat(100);
      byte[] requests = ascii(("get " + asked + "\n").repeat(100));
      byte[] one = ascii("200 " + asked + "\n"); // as long as the request
      ByteBuffer out = ByteBuffer.wrap(requests);
      long sent = 0;
      while (selector.select(500) > 0 && sent < 64_000_000) {
        selector.selectedKeys().clear();
        sent += peer.write(out);
        if (!out.hasRemaining()) {
          out.rewind();
        }
      }
      assertThat(sent).isLessThan(32_000_000);

      try (var other = SocketChannel.open(server.addresses().getFirst())) {
        other.write(ByteBuffer.wrap(ascii("get k\n")));
        ByteBuffer reply = ByteBuffer.allocate(6);
        while (reply.hasRemaining() && other.read(reply) >= 0) {}
        assertThat(reply.array()).isEqualTo(ascii("200 k\n"));
      }

      key.interestOps(SelectionKey.OP_READ);
      long expected = sent / one.length * one.length;
      long taken = 0;
      int wrong = 0;
      ByteBuffer in = ByteBuffer.allocate(65_536);
      while (taken < expected && selector.select(5000) > 0) {
        selector.selectedKeys().clear();
        int count = peer.read(in.clear());
        for (int i = 0; i < count; i++) {
          wrong += in.get(i) == one[(int) ((taken + i) % one.length)] ? 0 : 1;
        }
        taken += count;
      }
      assertThat(taken).isEqualTo(expected);
      assertThat(wrong).isZero();
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
