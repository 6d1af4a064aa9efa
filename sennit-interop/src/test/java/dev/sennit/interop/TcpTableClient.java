package dev.sennit.interop;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A tcp_table connection by hand. Text stands for bytes, one character each (Latin-1).
final class TcpTableClient implements AutoCloseable {
  private static final int REPLY_LIMIT_MILLIS = 30_000;

  private final Socket socket;
  private final InputStream in;

  /// Connects to a port on 127.0.0.1.
  TcpTableClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(REPLY_LIMIT_MILLIS);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /// Sends the text as it is.
  void send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /// Sends a line and returns the answer.
  @Nullable String ask(String line) throws IOException {
    send(line + "\n");
    return reply();
  }

  /// The next answer without its line end; null when the server has hung up between two answers.
  ///
  /// @throws IOException if the server hangs up within an answer
  @Nullable String reply() throws IOException {
    var line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        if (line.size() > 0) {
          throw new IOException("reply: cut after '" + line + "' (expected: a whole line)");
        }
        return null;
      }
      line.write(b);
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  /// Closes the sending side only.
  void endInput() throws IOException {
    socket.shutdownOutput();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
