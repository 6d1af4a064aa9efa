package dev.sennit.net.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sennit.net.Descriptor;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Open files beside the bytes of a UNIX socket, both ends of which are here. No file may be open
/// behind a test.
@Timeout(60)
class DescriptorChannelIT {

  /// Remembers what arrives, and in which order.
  private static final class Ear extends ChannelInboundHandlerAdapter {
    final List<Descriptor> descriptors = new CopyOnWriteArrayList<>();
    final List<String> order = new CopyOnWriteArrayList<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    volatile boolean inputEnded;

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      switch (event) {
        case DescriptorChannel.Arrived arrived -> {
          descriptors.addAll(arrived.descriptors());
          order.add("descriptors");
        }
        case ChannelInputShutdownEvent _ -> inputEnded = true;
        default -> throw new AssertionError("event: " + event);
      }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf some = (ByteBuf) message;
      order.add("bytes");
      bytes.writeBytes(ByteBufUtil.getBytes(some));
      some.release();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable thrown) {
      order.add("failure"); // the peer has closed with unread bytes
    }

    byte[] bytes() {
      return bytes.toByteArray();
    }

    String text() {
      return new String(bytes(), StandardCharsets.US_ASCII);
    }
  }

  @TempDir Path directory;

  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final Ear nearEar = new Ear();
  private final Ear farEar = new Ear();
  private final DescriptorChannel near = new DescriptorChannel();
  private DescriptorChannel far = near;
  private Path file = Path.of("");

  @BeforeEach
  void connect() throws Exception {
    file = Files.writeString(directory.resolve("file"), "0123456789");
    DomainSocketAddress address = new DomainSocketAddress(directory.resolve("socket").toString());
    Socket listening = Socket.newSocketDomain();
    try {
      listening.bind(address);
      listening.listen(1);
      near.pipeline().addLast(nearEar);
      loops.register(near).sync();
      near.connect(address).sync();
      far = new DescriptorChannel(near, listening.accept(new byte[26]));
      far.pipeline().addLast(farEar);
      loops.register(far).sync();
    } finally {
      listening.close();
    }
  }

  @AfterEach
  void leaveNothingOpen() {
    nearEar.descriptors.forEach(Descriptor::close);
    farEar.descriptors.forEach(Descriptor::close);
    near.close().syncUninterruptibly();
    far.close().syncUninterruptibly();
    loops.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
    assertThat(open()).isZero();
  }

  /// Descriptors of this process that are open on the file.
  private long open() {
    try (var all = Files.list(Path.of("/proc/self/fd"))) {
      return all.filter(this::isTheFile).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isTheFile(Path link) {
    try {
      return Files.readSymbolicLink(link).equals(file);
    } catch (IOException e) {
      return false; // closed meanwhile
    }
  }

  private Descriptor opened() throws IOException {
    return Descriptor.open(file);
  }

  private static ByteBuf ascii(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
  }

  private static String read(Descriptor descriptor) throws IOException {
    return new String(
        Channels.newInputStream(descriptor).readAllBytes(), StandardCharsets.US_ASCII);
  }

  @Test
  void send_oneBesideBytes_isTheSameFileAndComesBeforeThem() throws Exception {
    near.send(opened());
    near.writeAndFlush(ascii("abc")).sync();
    await().until(() -> farEar.text().equals("abc"));
    assertThat(farEar.order).startsWith("descriptors", "bytes");
    assertThat(farEar.descriptors).hasSize(1);
    assertThat(read(farEar.descriptors.getFirst())).isEqualTo("0123456789");
    assertThat(open()).as("the sender's is closed").isEqualTo(1);
  }

  @Test
  void send_bothWays_arriveOnBothSides() throws Exception {
    near.send(opened());
    far.send(opened());
    near.writeAndFlush(ascii("to the far")).sync();
    far.writeAndFlush(ascii("to the near")).sync();
    await().until(() -> farEar.text().equals("to the far"));
    await().until(() -> nearEar.text().equals("to the near"));
    assertThat(farEar.descriptors).hasSize(1);
    assertThat(nearEar.descriptors).hasSize(1);
  }

  @Test
  void send_several_arriveInTheirOrder() throws Exception {
    for (int i = 0; i < 5; i++) {
      Path other = Files.writeString(directory.resolve("other" + i), "number " + i);
      near.send(Descriptor.open(other));
    }
    near.writeAndFlush(ascii("abcdefgh")).sync();
    await().until(() -> farEar.text().equals("abcdefgh"));
    assertThat(farEar.descriptors).hasSize(5);
    for (int i = 0; i < 5; i++) {
      assertThat(read(farEar.descriptors.get(i))).isEqualTo("number " + i);
    }
  }

  @Test
  void send_moreThanThereAreBytes_theOthersWaitForTheNext() throws Exception {
    for (int i = 0; i < 3; i++) {
      near.send(opened());
    }
    assertThat(near.waiting()).isEqualTo(3);
    near.writeAndFlush(ascii("a")).sync();
    await().until(() -> farEar.text().equals("a"));
    assertThat(farEar.descriptors).hasSize(1);
    assertThat(near.waiting()).isEqualTo(2);
    near.writeAndFlush(ascii("bcd")).sync();
    await().until(() -> farEar.text().equals("abcd"));
    assertThat(farEar.descriptors).hasSize(3);
    assertThat(near.waiting()).isZero();
  }

  /// The peer reads only when all has been given away, so that every write is taken in parts.
  @Test
  void send_amidstBytesThatAreTakenInParts_losesNothing() throws Exception {
    far.config().setAutoRead(false);
    Random random = new Random(1);
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    List<io.netty.channel.ChannelFuture> writes = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      byte[] piece = new byte[1 + random.nextInt(60_000)];
      random.nextBytes(piece);
      sent.writeBytes(piece);
      Path other = Files.writeString(directory.resolve("other" + i), "number " + i);
      near.send(Descriptor.open(other));
      writes.add(near.writeAndFlush(Unpooled.wrappedBuffer(piece)));
    }
    far.config().setAutoRead(true);
    for (var write : writes) {
      write.sync();
    }
    await().until(() -> farEar.bytes().length == sent.size());
    assertThat(Arrays.equals(farEar.bytes(), sent.toByteArray())).isTrue();
    assertThat(farEar.descriptors).hasSize(60);
    for (int i = 0; i < 60; i++) {
      assertThat(read(farEar.descriptors.get(i))).isEqualTo("number " + i);
    }
  }

  @Test
  void close_withDescriptorsThatWait_closesThem() throws Exception {
    for (int i = 0; i < 4; i++) {
      near.send(opened());
    }
    assertThat(open()).isEqualTo(4);
    near.close().sync();
    assertThat(open()).isZero();
    assertThat(near.waiting()).isZero();
  }

  @Test
  void close_withDescriptorsAmidstBytesThatNobodyTakes_closesThem() throws Exception {
    far.config().setAutoRead(false);
    var _ = near.writeAndFlush(Unpooled.wrappedBuffer(new byte[8_000_000]));
    near.eventLoop().submit(() -> {}).sync(); // behind this the kernel takes no more
    for (int i = 0; i < 20; i++) {
      near.send(opened());
    }
    var _ = near.writeAndFlush(ascii("abc"));
    assertThat(near.waiting()).isEqualTo(20);
    assertThat(open()).isEqualTo(20);
    near.close().sync();
    assertThat(open()).isZero();
  }

  @Test
  void send_behindTheClose_closesAtOnce() throws Exception {
    near.close().sync();
    near.send(opened());
    assertThat(open()).isZero();
  }

  @Test
  void send_toAPeerThatIsGone_closes() throws Exception {
    far.close().sync();
    near.send(opened());
    var _ = near.writeAndFlush(ascii("a"));
    await().until(() -> open() == 0);
  }

  /// What is in the kernel when the receiver closes is the kernel's to close.
  @Test
  void close_ofAReceiverThatDidNotRead_leavesNothing() throws Exception {
    far.config().setAutoRead(false);
    for (int i = 0; i < 4; i++) {
      near.send(opened());
    }
    near.writeAndFlush(ascii("abcd")).sync();
    assertThat(near.waiting()).isZero();
    far.close().sync();
    assertThat(open()).as("read before it was told to stop").isEqualTo(farEar.descriptors.size());
  }

  @Test
  void end_ofTheOutput_leavesTheOtherWayOpen() throws Exception {
    far.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    near.writeAndFlush(ascii("last")).sync();
    near.shutdownOutput().sync();
    await().until(() -> farEar.inputEnded);
    assertThat(farEar.text()).isEqualTo("last");
    far.send(opened());
    far.writeAndFlush(ascii("still here")).sync();
    await().until(() -> nearEar.text().equals("still here"));
    assertThat(nearEar.descriptors).hasSize(1);
    assertThat(far.isInputShutdown()).isTrue();
  }

  @Test
  void write_ofWhatIsNoBytes_isRefused() throws Exception {
    assertThat(near.writeAndFlush("text").await().cause())
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("expected: bytes");
    near.writeAndFlush(Unpooled.EMPTY_BUFFER).sync();
    near.writeAndFlush(ascii("a")).sync();
    await().until(() -> farEar.text().equals("a"));
  }
}
