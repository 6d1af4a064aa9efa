package dev.sennit.interop;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A socketmap connection by hand. Text stands for bytes, one character each (Latin-1).
final class SocketmapClient implements AutoCloseable {
  private static final int REPLY_LIMIT_MILLIS = 30_000;

  private final Socket socket;
  private final InputStream in;

  /// Connects to a port on 127.0.0.1.
  SocketmapClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(REPLY_LIMIT_MILLIS);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /// Sends the text as it is.
  void send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /// Sends a netstring with this content and returns the answer's content.
  @Nullable String ask(String content) throws IOException {
    send(content.length() + ":" + content + ",");
    return reply();
  }

  /// The next answer's content; null when the server has hung up.
  @Nullable String reply() throws IOException {
    int length = 0;
    for (int b = in.read(); b != ':'; b = in.read()) {
      if (b < 0) {
        return null;
      }
      if (b < '0' || b > '9') {
        throw new IOException("length: byte " + b + " (expected: a digit)");
      }
      length = Math.addExact(Math.multiplyExact(length, 10), b - '0');
    }
    var content = new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
    int end = in.read();
    if (end != ',') {
      throw new IOException("netstring: ends with byte " + end + " (expected: a comma)");
    }
    return content;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
