package dev.sennit.net.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.net.Limits;
import dev.sennit.net.Listen;
import dev.sennit.net.runtime.Listener.Reception;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ListenerIT {
  @Test
  void open_ownSocket_takesABurstOfConnectionsAtOnce() throws Exception {
    CompletableFuture<Channel> opened = new CompletableFuture<>();
    Reception reception =
        new Reception(
            Limits.defaults(),
            ChannelInboundHandlerAdapter::new,
            () ->
                new ChannelInboundHandlerAdapter() {
                  @Override
                  public void handlerAdded(ChannelHandlerContext context) {
                    opened.complete(context.channel());
                  }
                },
            false);
    Loops.Lease loops = Loops.lease(Natives.NIO);
    try {
      Listener listener = Listener.open(loops, Listen.tcp("127.0.0.1", 0), reception);
      Channel listening = opened.get(20, TimeUnit.SECONDS);
      DefaultMaxMessagesRecvByteBufAllocator accepts = listening.config().getRecvByteBufAllocator();
      assertThat(accepts.maxMessagesPerRead()).isEqualTo(64);
      assertThat(accepts.respectMaybeMoreData()).isFalse();
      listener.close();
    } finally {
      loops.giveBack();
    }
  }
}
