package dev.sennit.net;

import io.netty.channel.Channel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The two ends of a TCP connection: four addresses, as one speaks of a 4-tuple.
///
/// An IPv4 address that IPv6 wraps (`::ffff:1.2.3.4`) is unwrapped.
///
/// @param local this side's address and port
/// @param remote the other side's
public record Ends(InetSocketAddress local, InetSocketAddress remote) {

  /// Checks that these are ends of a connection.
  ///
  /// @throws IllegalArgumentException if an address is a name without its numbers, or a port is 0
  public Ends {
    local = checked("local", local);
    remote = checked("remote", remote);
  }

  /// The ends of a connected socket.
  ///
  /// @throws IllegalArgumentException if it is not connected
  public static Ends of(Socket socket) {
    return between(socket.getLocalSocketAddress(), socket.getRemoteSocketAddress());
  }

  /// The ends of a connected channel of `java.nio`.
  ///
  /// @throws IllegalArgumentException if it is not connected, or not of TCP
  /// @throws UncheckedIOException if it is closed
  public static Ends of(SocketChannel channel) {
    try {
      return between(channel.getLocalAddress(), channel.getRemoteAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The ends of a connected channel of Netty.
  ///
  /// @throws IllegalArgumentException if it is not connected, or not of TCP
  public static Ends of(Channel channel) {
    return between(channel.localAddress(), channel.remoteAddress());
  }

  /// The ends that whoever has connected tells: for sockets of other kinds.
  ///
  /// @throws IllegalArgumentException unless both are addresses of TCP
  public static Ends between(@Nullable SocketAddress local, @Nullable SocketAddress remote) {
    return new Ends(inet("local", local), inet("remote", remote));
  }

  private static InetSocketAddress inet(String name, @Nullable SocketAddress address) {
    if (address instanceof InetSocketAddress inet) {
      return inet;
    }
    throw new IllegalArgumentException(
        name + ": " + address + " (expected: the address of a connected TCP socket)");
  }

  private static InetSocketAddress checked(String name, InetSocketAddress address) {
    if (address.isUnresolved()) {
      throw new IllegalArgumentException(name + ": " + address + " (expected: numbers, no name)");
    }
    if (address.getPort() == 0) {
      throw new IllegalArgumentException(name + ": " + address + " (expected: port 1 to 65535)");
    }
    return plain(address);
  }

  /// The address as IPv4 if it is an IPv4 address that IPv6 wraps, else as it is.
  public static InetSocketAddress plain(InetSocketAddress address) {
    if (!(address.getAddress() instanceof Inet6Address six)) {
      return address;
    }
    InetAddress plain = unwrapped(six);
    return plain.equals(six) ? address : new InetSocketAddress(plain, address.getPort());
  }

  private static InetAddress unwrapped(Inet6Address address) {
    byte[] bytes = address.getAddress();
    boolean wrapped = bytes[10] == -1 && bytes[11] == -1;
    for (int i = 0; i < 10; i++) {
      wrapped &= bytes[i] == 0;
    }
    if (!wrapped) {
      return address;
    }
    try {
      return Inet4Address.getByAddress(Arrays.copyOfRange(bytes, 12, 16));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an IPv4 address", e);
    }
  }

  /// As `127.0.0.1:5123 -> 127.0.0.1:23`.
  @Override
  public String toString() {
    return Peer.forLog(local) + " -> " + Peer.forLog(remote);
  }
}
