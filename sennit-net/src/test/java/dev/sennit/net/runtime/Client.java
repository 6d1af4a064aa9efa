package dev.sennit.net.runtime;

import dev.sennit.net.Delivery;
import dev.sennit.net.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

/// A client of [Lines] that can be asked as well as ask: the connector's own clients are never
/// asked, so this one is made of the floor's parts.
final class Client implements AutoCloseable {
  private final Loops.Lease loops;
  private final Channel channel;
  private final Lines.Talk talk;
  final BlockingQueue<String> plain = new LinkedBlockingQueue<>();

  private Client(int port, Terms terms, Handler<Lines.Question, String> handler) {
    talk = new Lines.Talk(plain::add);
    loops = Loops.lease(Natives.of(Transport.AUTO));
    CountDownLatch open = new CountDownLatch(1);
    var session =
        new SessionChannel<>(
            terms,
            new Side<>(
                new Conversation<>(new Lines.Reader(), new Lines.Writer(), talk),
                handler,
                _ -> open.countDown()),
            null);
    channel =
        new Bootstrap()
            .group(loops.group())
            .channelFactory(() -> loops.natives().channel(false))
            .handler(session)
            .connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .syncUninterruptibly()
            .channel();
    try {
      open.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  static Client of(int port, Delivery delivery, Handler<Lines.Question, String> handler) {
    return new Client(port, Lines.terms(delivery), handler);
  }

  static Client of(int port, Terms terms, Handler<Lines.Question, String> handler) {
    return new Client(port, terms, handler);
  }

  Lines.Talk talk() {
    return talk;
  }

  @Override
  public void close() {
    channel.close().awaitUninterruptibly();
    loops.giveBack();
  }
}
