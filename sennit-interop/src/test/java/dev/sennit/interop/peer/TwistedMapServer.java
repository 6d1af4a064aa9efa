package dev.sennit.interop.peer;

import dev.sennit.net.wire.Octets;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Map;

/// Twisted's `PostfixTCPMapServer` in a Python process of its own.
public final class TwistedMapServer implements AutoCloseable {
  private final Scratch scratch;
  private final Child child;
  private final int port;

  /// Where the server's values come from.
  public enum Mode {
    /// A dictionary, at once.
    SYNC,
    /// A dictionary, a moment later.
    DEFERRED,
    /// Every lookup raises "This is a test error".
    FAILING
  }

  private TwistedMapServer(Scratch scratch, Child child, int port) {
    this.scratch = scratch;
    this.child = child;
    this.port = port;
  }

  /// Starts it with a free port and waits until it listens.
  public static TwistedMapServer start(Mode mode, Map<Octets, Octets> entries)
      throws IOException, InterruptedException {
    var scratch = new Scratch();
    var script = scratch.peer("twisted_map_server.py").toString();
    var name = mode.name().toLowerCase(java.util.Locale.ROOT);
    var child = Child.start("twisted server", "/usr/bin/python3", script, name);
    var lines = new StringBuilder();
    entries.forEach(
        (key, value) -> lines.append(hex(key)).append(' ').append(hex(value)).append('\n'));
    child.write(Octets.utf8(lines.toString()));
    child.endInput();
    int port = Integer.parseInt(child.out().await("port ").substring("port ".length()));
    return new TwistedMapServer(scratch, child, port);
  }

  static String hex(Octets bytes) {
    return HexFormat.of().formatHex(bytes.toBytes());
  }

  /// The TCP port on 127.0.0.1.
  public int port() {
    return port;
  }

  /// In Postfix's notation.
  public String table() {
    return "tcp:127.0.0.1:" + port;
  }

  @Override
  public void close() {
    child.close();
    scratch.close();
  }
}
