package dev.sennit.net.runtime;

import dev.sennit.net.Descriptor;
import dev.sennit.net.OnEventLoop;
import dev.sennit.net.Peer.UnixCredentials;
import io.netty.buffer.ByteBuf;
import io.netty.channel.AbstractChannel;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.AlreadyConnectedException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A UNIX socket that carries open files along with its bytes, in both directions. Netty's own can
/// send descriptors or bytes, but not both in one stream.
///
/// # On the wire
///
/// A descriptor travels beside one byte of the stream. One that is to be sent goes with the next
/// byte that is written, by a `sendmsg` of that byte alone, as Twisted does it; nothing is added to
/// the bytes. What arrives with some bytes is told, by [Arrived], before the bytes are.
///
/// # How it waits
///
/// It is registered with epoll for edges, so that a peer that is gone does not wake the loop again
/// and again while nothing is read. Whoever asks for input gets a new edge; a reading that stops
/// early goes on by itself.
///
/// The file is long because of what Netty asks of every channel; how this one reads and writes is
/// in [DescriptorInput] and [DescriptorOutput].
@OnEventLoop
final class DescriptorChannel extends AbstractChannel implements DuplexChannel {
  private static final ChannelMetadata METADATA = new ChannelMetadata(false, 16);
  private static final int SOL_SOCKET = 1;
  private static final int SO_PEERCRED = 17;

  private final Socket socket;
  private final Interest interest = new Interest();
  private final DescriptorInput input;
  private final DescriptorOutput output;
  private final DescriptorChannelConfig config;
  private @Nullable SocketAddress local;
  private @Nullable SocketAddress remote;
  private volatile boolean active;

  /// Descriptors that came beside the bytes which come next. Whoever takes the event owns them.
  record Arrived(List<Descriptor> descriptors) {

    /// Closes them all, since nobody wants them.
    void close() {
      descriptors.forEach(Descriptor::close);
    }
  }

  /// A socket that will connect.
  DescriptorChannel() {
    this(null, Socket.newSocketDomain());
  }

  /// A socket that was accepted.
  ///
  /// @param descriptor is taken over
  DescriptorChannel(Channel parent, int descriptor) {
    this(parent, new Socket(descriptor));
    this.active = true;
    this.local = socket.localDomainSocketAddress();
    this.remote = socket.remoteDomainSocketAddress();
  }

  private DescriptorChannel(@Nullable Channel parent, Socket socket) {
    super(parent);
    this.socket = socket;
    this.input = new DescriptorInput(this, socket, interest);
    this.output = new DescriptorOutput(socket, interest);
    this.config = new DescriptorChannelConfig(this, input::stop);
  }

  /// Sends a descriptor with the next byte that is written, and closes it here behind that, or when
  /// the connection ends. On any thread.
  void send(Descriptor descriptor) {
    output.send(descriptor);
  }

  /// How many descriptors wait to be sent. On any thread.
  int waiting() {
    return output.waiting();
  }

  // ---- reading and writing

  @Override
  protected void doBeginRead() {
    input.begin();
  }

  @Override
  protected void doWrite(ChannelOutboundBuffer out) throws Exception {
    if (!output.write(out, config.getWriteSpinCount())) {
      eventLoop().execute(this::writeReady);
    }
  }

  private void writeReady() {
    if (active && !socket.isOutputShutdown()) {
      ((Handle) unsafe()).force();
    }
  }

  @Override
  protected Object filterOutboundMessage(Object message) {
    if (!(message instanceof ByteBuf bytes)) {
      throw new UnsupportedOperationException(
          "message: " + message.getClass().getName() + " (expected: bytes)");
    }
    if (bytes.isDirect()) {
      return bytes;
    }
    ByteBuf direct = alloc().directBuffer(bytes.readableBytes());
    direct.writeBytes(bytes, bytes.readerIndex(), bytes.readableBytes());
    bytes.release();
    return direct;
  }

  // ---- life

  private final class Handle extends AbstractUnsafe implements EpollIoHandle {
    @Override
    public Socket fd() {
      return socket;
    }

    @Override
    public void close() {
      close(voidPromise());
    }

    @Override
    public void handle(IoRegistration from, IoEvent event) {
      EpollIoOps ready = ((EpollIoEvent) event).ops();
      if (ready.contains(EpollIoOps.EPOLLOUT) || ready.contains(EpollIoOps.EPOLLERR)) {
        writeReady();
      }
      if (!ready.equals(EpollIoOps.EPOLLOUT)) {
        input.ready(); // also when the peer has hung up
      }
    }

    @Override
    protected void flush0() {
      if (!interest.contains(EpollIoOps.EPOLLOUT)) {
        super.flush0(); // else the next edge will
      }
    }

    void force() {
      super.flush0();
    }

    @Override
    public void connect(SocketAddress to, @Nullable SocketAddress from, ChannelPromise promise) {
      if (!promise.setUncancellable() || !ensureOpen(promise)) {
        return;
      }
      try {
        if (active) {
          throw new AlreadyConnectedException();
        }
        if (!socket.connect(to)) {
          throw new IOException(to + ": cannot be connected to at once");
        }
        remote = to;
        local = socket.localDomainSocketAddress();
        active = true;
        safeSetSuccess(promise);
        pipeline().fireChannelActive();
      } catch (Exception e) {
        closeIfClosed();
        safeSetFailure(promise, e);
      }
    }
  }

  @Override
  protected AbstractUnsafe newUnsafe() {
    return new Handle();
  }

  @Override
  protected boolean isCompatible(EventLoop loop) {
    return loop instanceof IoEventLoop io && io.isCompatible(Handle.class);
  }

  @Override
  protected void doRegister(ChannelPromise promise) {
    ((IoEventLoop) eventLoop())
        .register((Handle) unsafe())
        .addListener(done -> {
          if (done.isSuccess()) {
            interest.registered((IoRegistration) done.getNow());
            promise.setSuccess();
          } else {
            promise.setFailure(done.cause());
          }
        });
  }

  @Override
  protected void doDeregister() {
    interest.cancel();
  }

  @Override
  protected void doBind(SocketAddress address) throws Exception {
    socket.bind(address);
    local = address;
  }

  @Override
  protected void doDisconnect() throws Exception {
    doClose();
  }

  @Override
  protected void doClose() throws Exception {
    active = false;
    try {
      if (isRegistered()) {
        doDeregister();
      }
    } finally {
      socket.close();
      output.closeWaiting();
    }
  }

  @Override
  public boolean isOpen() {
    return socket.isOpen();
  }

  @Override
  public boolean isActive() {
    return active;
  }

  @Override
  public ChannelMetadata metadata() {
    return METADATA;
  }

  @Override
  public DescriptorChannelConfig config() {
    return config;
  }

  @Override
  protected @Nullable SocketAddress localAddress0() {
    return local;
  }

  @Override
  protected @Nullable SocketAddress remoteAddress0() {
    return remote;
  }

  /// The process on the other end, when it connected or listened; null if it is gone already.
  @Nullable UnixCredentials credentials() {
    ByteBuffer ids = ByteBuffer.allocateDirect(12).order(ByteOrder.nativeOrder());
    try {
      socket.getRawOpt(SOL_SOCKET, SO_PEERCRED, ids);
      return new UnixCredentials(ids.getInt(0), ids.getInt(4), ids.getInt(8));
    } catch (IOException e) {
      return null;
    }
  }

  // ---- ending one direction

  @Override
  protected void doShutdownOutput() throws Exception {
    socket.shutdown(false, true);
  }

  @Override
  public boolean isInputShutdown() {
    return socket.isInputShutdown();
  }

  @Override
  public boolean isOutputShutdown() {
    return socket.isOutputShutdown();
  }

  @Override
  public boolean isShutdown() {
    return socket.isShutdown();
  }

  @Override
  public ChannelFuture shutdownOutput() {
    return shutdownOutput(newPromise());
  }

  @Override
  public ChannelFuture shutdownOutput(ChannelPromise promise) {
    if (eventLoop().inEventLoop()) {
      ((AbstractUnsafe) unsafe()).shutdownOutput(promise);
    } else {
      eventLoop().execute(() -> ((AbstractUnsafe) unsafe()).shutdownOutput(promise));
    }
    return promise;
  }

  @Override
  public ChannelFuture shutdownInput() {
    return shutdownInput(newPromise());
  }

  @Override
  public ChannelFuture shutdownInput(ChannelPromise promise) {
    return shut(promise, true, false);
  }

  @Override
  public ChannelFuture shutdown() {
    return shutdown(newPromise());
  }

  @Override
  public ChannelFuture shutdown(ChannelPromise promise) {
    return shut(promise, true, true);
  }

  private ChannelFuture shut(ChannelPromise promise, boolean input, boolean output) {
    try {
      socket.shutdown(input, output);
      promise.setSuccess();
    } catch (IOException e) {
      promise.setFailure(e);
    }
    return promise;
  }
}
