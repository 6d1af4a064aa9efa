package dev.sennit.interop.peer;

import dev.sennit.net.wire.Octets;
import java.util.ArrayList;
import java.util.List;

/// Twisted's AMP in a Python process of its own, with the commands of `peers/twisted_amp.py`.
public final class TwistedAmp implements AutoCloseable {
  private final Scratch scratch;
  private final Child child;
  private final int port;

  private TwistedAmp(Scratch scratch, Child child, int port) {
    this.scratch = scratch;
    this.child = child;
    this.port = port;
  }

  /// Starts a server with a free port and waits until it listens.
  public static TwistedAmp server() throws InterruptedException {
    return server("twisted_amp.py");
  }

  /// Starts the server of a script with a free port and waits until it listens.
  public static TwistedAmp server(String name) throws InterruptedException {
    var scratch = new Scratch();
    var script = scratch.peer(name).toString();
    var child = Child.start("twisted amp server", "/usr/bin/python3", script, "server");
    int port = Integer.parseInt(child.out().await("port ").substring("port ".length()));
    return new TwistedAmp(scratch, child, port);
  }

  /// Runs a client to its end.
  ///
  /// @param mode what it does, as in the script
  /// @return what it prints
  public static List<String> client(int port, String mode, String... more)
      throws InterruptedException {
    try (var scratch = new Scratch()) {
      List<String> command = new ArrayList<>();
      command.addAll(List.of("/usr/bin/python3", scratch.peer("twisted_amp.py").toString()));
      command.addAll(List.of("client", Integer.toString(port), mode));
      command.addAll(List.of(more));
      return Program.run(Octets.EMPTY, command).expect(0).text().lines().toList();
    }
  }

  /// The TCP port on 127.0.0.1.
  public int port() {
    return port;
  }

  @Override
  public void close() {
    child.close();
    scratch.close();
  }
}
