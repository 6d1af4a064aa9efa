package dev.sennit.ident;

import dev.sennit.ident.wire.IdentQuery;
import dev.sennit.net.Ends;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A question of an [IdentClient]: who owns the other end of this connection? Immutable: each
/// method that takes an argument returns a changed copy.
///
/// The ident server of the machine at the other end is asked, from the address of this end: the
/// server looks for a connection between the very addresses that it is called from and called at.
///
/// @param ends the connection asked about, seen from this machine
/// @param port the server's port, or 0 for the client's choice
/// @param timeout how long it may take in all, zero for ever; null for the client's choice
/// @param reference anything that the asker wants to find in the outcome again
public record IdentRequest(
    Ends ends, int port, @Nullable Duration timeout, @Nullable Object reference) {

  /// Checks the ranges.
  ///
  /// @throws IllegalArgumentException if the port or the time is out of range
  public IdentRequest {
    if (port != 0) {
      IdentClientOptions.port("port", port);
    }
    if (timeout != null) {
      IdentClientOptions.duration("timeout", timeout);
    }
  }

  /// A question about a connection that is known by its ends: `Ends.of(channel)` takes channels of
  /// Netty.
  public static IdentRequest of(Ends ends) {
    return new IdentRequest(ends, 0, null, null);
  }

  /// A question about a connected socket.
  ///
  /// @throws IllegalArgumentException if it is not connected
  public static IdentRequest of(Socket socket) {
    return of(Ends.of(socket));
  }

  /// A question about a connected channel.
  ///
  /// @throws IllegalArgumentException if it is not connected, or not of TCP
  public static IdentRequest of(SocketChannel channel) {
    return of(Ends.of(channel));
  }

  /// A question about a connection that is known by four addresses.
  ///
  /// @param local the address and port on this machine
  /// @param remote the address and port on the machine to ask
  /// @throws IllegalArgumentException if one is a name without its numbers, or a port is 0
  public static IdentRequest of(InetSocketAddress local, InetSocketAddress remote) {
    return of(new Ends(local, remote));
  }

  /// The same question about another connection, whatever was said before.
  public IdentRequest about(Ends other) {
    return new IdentRequest(other, port, timeout, reference);
  }

  /// The server's port, 1 to 65535; 0 for the client's choice.
  public IdentRequest port(int number) {
    return new IdentRequest(ends, number, timeout, reference);
  }

  /// How long it may take in all; zero for ever.
  public IdentRequest timeout(Duration longest) {
    return new IdentRequest(ends, port, longest, reference);
  }

  /// Anything that the asker wants to find in the outcome again.
  public IdentRequest reference(@Nullable Object own) {
    return new IdentRequest(ends, port, timeout, own);
  }

  /// The query as the server gets it: its own port first.
  public IdentQuery query() {
    return new IdentQuery(ends.remote().getPort(), ends.local().getPort());
  }
}
