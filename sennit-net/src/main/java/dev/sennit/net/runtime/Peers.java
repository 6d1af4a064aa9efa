package dev.sennit.net.runtime;

import dev.sennit.net.Ends;
import dev.sennit.net.Peer;
import dev.sennit.net.Peer.UnixCredentials;
import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.unix.PeerCredentials;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/// Asks a channel who is on its other end. IPv4 addresses that IPv6 wraps (`::ffff:1.2.3.4`) are
/// unwrapped.
final class Peers {
  private Peers() {}

  static Peer of(Channel channel) {
    return new Peer(
        plain(channel.remoteAddress()),
        plain(channel.localAddress()),
        credentials(channel),
        subject(channel));
  }

  /// The internet address that a connection counts for; null on a UNIX socket.
  static @Nullable InetAddress addressOf(Channel channel) {
    return plain(channel.remoteAddress()) instanceof InetSocketAddress inet
        ? inet.getAddress()
        : null;
  }

  private static SocketAddress plain(@Nullable SocketAddress address) {
    if (address == null) {
      return InetSocketAddress.createUnresolved("", 0);
    }
    return address instanceof InetSocketAddress inet ? Ends.plain(inet) : address;
  }

  private static @Nullable UnixCredentials credentials(Channel channel) {
    if (channel instanceof DescriptorChannel own) {
      return own.credentials();
    }
    if (!(channel instanceof EpollDomainSocketChannel unix)) {
      return null;
    }
    try {
      PeerCredentials of = unix.peerCredentials();
      int[] groups = of.gids();
      return new UnixCredentials(of.pid(), of.uid(), groups.length == 0 ? -1 : groups[0]);
    } catch (IOException e) {
      return null; // the peer is gone already
    }
  }

  private static @Nullable String subject(Channel channel) {
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (tls == null) {
      return null;
    }
    try {
      return tls.engine().getSession().getPeerPrincipal().getName();
    } catch (SSLPeerUnverifiedException e) {
      return null; // it showed none
    }
  }
}
