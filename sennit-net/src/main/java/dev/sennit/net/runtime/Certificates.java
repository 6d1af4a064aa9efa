package dev.sennit.net.runtime;

import dev.sennit.net.Tls;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;

/// The certificates of one listening socket, which can be exchanged while it listens: connections
/// that are there keep what they shook hands with, new ones get what was read last.
final class Certificates {
  private final Tls files;
  private volatile SslContext context;

  /// @throws IOException if a file cannot be read or is not what it should be; names it
  Certificates(Tls files) throws IOException {
    this.files = files;
    this.context = TlsContexts.server(files);
  }

  /// Reads the files again.
  ///
  /// @throws IOException if a file cannot be read or is not what it should be; then those of before
  ///   stay
  void reread() throws IOException {
    context = TlsContexts.server(files);
  }

  /// The handler of a new connection.
  SslHandler handler(ByteBufAllocator allocator) {
    return context.newHandler(allocator);
  }
}
