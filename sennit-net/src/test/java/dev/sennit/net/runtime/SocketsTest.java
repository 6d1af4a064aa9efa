package dev.sennit.net.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import org.junit.jupiter.api.Test;

class SocketsTest {
  @Test
  void prepared_listeningSocket_takesABurstAtOnce() {
    NioServerSocketChannel listening = new NioServerSocketChannel();
    try {
      assertThat(Sockets.prepared(listening)).isSameAs(listening);

      DefaultMaxMessagesRecvByteBufAllocator accepts = listening.config().getRecvByteBufAllocator();
      assertThat(accepts.maxMessagesPerRead()).isEqualTo(64);
      assertThat(accepts.respectMaybeMoreData()).isFalse();
    } finally {
      listening.unsafe().closeForcibly();
    }
  }

  @Test
  void prepare_connection_readsOnePieceAtATime() {
    NioSocketChannel connection = new NioSocketChannel();
    try {
      Sockets.prepare(connection);

      DefaultMaxMessagesRecvByteBufAllocator pieces = connection.config().getRecvByteBufAllocator();
      assertThat(pieces.maxMessagesPerRead()).isOne();
    } finally {
      connection.unsafe().closeForcibly();
    }
  }
}
