package dev.sennit.interop.peer;

import dev.sennit.ident.IdentRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/// A TCP connection on loopback, one end of which belongs to a certain user of this machine.
public final class OwnedConnection implements AutoCloseable {
  private final Scratch scratch;
  private final Child child;
  private final int ownedPort;
  private final int otherPort;

  private OwnedConnection(Scratch scratch, Child child, int ownedPort, int otherPort) {
    this.scratch = scratch;
    this.child = child;
    this.ownedPort = ownedPort;
    this.otherPort = otherPort;
  }

  /// Connects as the user; for another user than the test's own that needs root.
  public static OwnedConnection of(String user) throws InterruptedException {
    return of(user, 0);
  }

  /// The same, to a listener with this port; 0 for any.
  public static OwnedConnection of(String user, int listenPort) throws InterruptedException {
    Scratch scratch = new Scratch();
    String script = scratch.peer("owned_connection.py").toString();
    Child child =
        Child.start("owner", "/usr/bin/python3", script, user, Integer.toString(listenPort));
    try {
      String[] ports = child.out().await("ports ").split(" ", -1);
      return new OwnedConnection(
          scratch, child, Integer.parseInt(ports[1]), Integer.parseInt(ports[2]));
    } catch (AssertionError e) {
      child.close();
      scratch.close();
      throw e;
    }
  }

  /// The port of the user's end: the first number of a query.
  public int ownedPort() {
    return ownedPort;
  }

  /// The port of the other end: the second number.
  public int otherPort() {
    return otherPort;
  }

  /// The question whose connection it is, put to a server with this port.
  public IdentRequest request(int identPort) {
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    return IdentRequest.of(
            new InetSocketAddress(loopback, otherPort), new InetSocketAddress(loopback, ownedPort))
        .port(identPort);
  }

  @Override
  public void close() {
    try (scratch) {
      child.close();
    }
  }
}
