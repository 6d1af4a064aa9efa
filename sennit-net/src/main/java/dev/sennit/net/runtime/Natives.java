package dev.sennit.net.runtime;

import dev.sennit.net.Transport;
import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.spi.SelectorProvider;
import java.nio.file.Path;

/// What this machine offers: the channel classes of one transport.
enum Natives {
  NIO {
    @Override
    IoHandlerFactory loops() {
      return NioIoHandler.newFactory();
    }

    @Override
    ServerChannel listener(boolean unix) {
      return unix ? new NioServerDomainSocketChannel() : new NioServerSocketChannel();
    }

    @Override
    ServerChannel listenerOfIpv4() {
      return new NioServerSocketChannel(SelectorProvider.provider(), SocketProtocolFamily.INET);
    }

    @Override
    ServerChannel inherited(boolean unix, int descriptor) {
      throw new IllegalStateException(
          "inherited sockets need epoll, which this machine does not offer: " + whyNoEpoll());
    }

    @Override
    Channel channel(boolean unix) {
      return unix ? new NioDomainSocketChannel() : new NioSocketChannel();
    }

    @Override
    SocketAddress address(Path path) {
      return UnixDomainSocketAddress.of(path);
    }
  },
  EPOLL {
    @Override
    IoHandlerFactory loops() {
      return BusyPolling.epoll();
    }

    @Override
    ServerChannel listener(boolean unix) {
      return unix ? new EpollServerDomainSocketChannel() : new EpollServerSocketChannel();
    }

    @Override
    ServerChannel listenerOfIpv4() {
      return new EpollServerSocketChannel(SocketProtocolFamily.INET);
    }

    @Override
    ServerChannel inherited(boolean unix, int descriptor) {
      return unix
          ? new EpollServerDomainSocketChannel(descriptor, true)
          : new EpollServerSocketChannel(descriptor);
    }

    @Override
    Channel channel(boolean unix) {
      return unix ? new EpollDomainSocketChannel() : new EpollSocketChannel();
    }

    @Override
    Channel descriptorChannel() {
      return SystemCalls.isAvailable() ? new DescriptorChannel() : channel(true);
    }

    @Override
    boolean carriesDescriptors() {
      return SystemCalls.isAvailable();
    }

    @Override
    SocketAddress address(Path path) {
      return new DomainSocketAddress(path.toString());
    }

    @Override
    void choosePortLate(Channel channel) {
      channel.config().setOption(EpollChannelOption.IP_BIND_ADDRESS_NO_PORT, true);
    }
  };

  abstract IoHandlerFactory loops();

  abstract ServerChannel listener(boolean unix);

  /// A listening socket that knows IPv4 only; others take the address of all IPv4 for that of all.
  abstract ServerChannel listenerOfIpv4();

  /// A listening socket that this process was started with.
  abstract ServerChannel inherited(boolean unix, int descriptor);

  abstract Channel channel(boolean unix);

  abstract SocketAddress address(Path path);

  /// A UNIX socket that carries descriptors, where there are such; else one that does not.
  Channel descriptorChannel() {
    return channel(true);
  }

  /// Whether descriptors can be carried.
  boolean carriesDescriptors() {
    return false;
  }

  /// Lets a socket that is bound to an address only have its port when it connects, so that the
  /// ports of one address are not used up by connections to different peers.
  void choosePortLate(Channel channel) {}

  /// @throws IllegalStateException if epoll is demanded and not there; says why
  static Natives of(Transport transport) {
    return switch (transport) {
      case NIO -> NIO;
      case AUTO -> Epoll.isAvailable() ? EPOLL : NIO;
      case EPOLL -> {
        if (!Epoll.isAvailable()) {
          throw new IllegalStateException("transport: EPOLL (expected: NIO): " + whyNoEpoll());
        }
        yield EPOLL;
      }
    };
  }

  private static String whyNoEpoll() {
    return String.valueOf(Epoll.unavailabilityCause());
  }
}
