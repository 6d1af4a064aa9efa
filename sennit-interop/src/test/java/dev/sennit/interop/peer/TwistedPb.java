package dev.sennit.interop.peer;

import dev.sennit.net.wire.Octets;
import java.io.IOException;
import java.util.List;

/// Twisted's Perspective Broker in Python processes of their own.
public final class TwistedPb implements AutoCloseable {
  private final Scratch scratch;
  private final Child child;
  private final int port;

  private TwistedPb(Scratch scratch, Child child, int port) {
    this.scratch = scratch;
    this.child = child;
    this.port = port;
  }

  /// Starts a server with a free port and waits until it listens.
  ///
  /// @param script its file under `peers/`
  public static TwistedPb serve(String script) throws IOException, InterruptedException {
    var scratch = new Scratch();
    var child = Child.start("twisted pb", "/usr/bin/python3", scratch.peer(script).toString());
    int port = Integer.parseInt(child.out().await("port ").substring("port ".length()));
    return new TwistedPb(scratch, child, port);
  }

  /// Runs a client to its end.
  ///
  /// @return what it printed, line by line
  public static List<String> call(String script, int port) throws InterruptedException {
    try (var scratch = new Scratch()) {
      var command =
          List.of("/usr/bin/python3", scratch.peer(script).toString(), Integer.toString(port));
      return Program.run(Octets.EMPTY, command).expect(0).text().lines().toList();
    }
  }

  /// The TCP port on 127.0.0.1.
  public int port() {
    return port;
  }

  /// What the server logged.
  public Lines log() {
    return child.err();
  }

  @Override
  public void close() {
    child.close();
    scratch.close();
  }
}
