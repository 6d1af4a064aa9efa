package dev.sennit.benchmarks.pb;

import dev.sennit.net.Delivery;
import dev.sennit.net.Listen;
import dev.sennit.pb.PbMethods;
import dev.sennit.pb.PbServer;
import dev.sennit.pb.PbServerOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.rmi.Remote;
import java.rmi.RemoteException;
import java.rmi.registry.LocateRegistry;
import java.rmi.server.UnicastRemoteObject;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/// A program that adds two numbers, over Perspective Broker or over RMI; prints `pb 127.0.0.1:PORT`
/// or `rmi 127.0.0.1:PORT`, and `Ready`.
public final class AddServer {
  /// What stands in the registry.
  static final String NAME = "adder";

  /// How many objects a peer may hold.
  static final int REFERENCES = 200_000;

  private AddServer() {}

  /// The same over RMI.
  public interface Adder extends Remote {
    /// The sum.
    long add(long a, long b) throws RemoteException;
  }

  private record Addition() implements Adder {
    @Override
    public long add(long a, long b) {
      return a + b;
    }
  }

  /// Takes `rmi`, or the [Delivery] of Perspective Broker.
  public static void main(String[] arguments) throws Exception {
    if (arguments[0].equals("rmi")) {
      serveRmi();
    } else {
      servePb(Delivery.valueOf(arguments[0]));
    }
  }

  private static void servePb(Delivery delivery) throws InterruptedException {
    PbMethods root =
        PbMethods.of()
            .on("add", call -> call.integer(0) + call.integer(1))
            .on("make", _ -> PbMethods.of())
            .on("held", call -> call.connection().held().thenApply(held -> held.size()))
            .on("used", _ -> CompletableFuture.supplyAsync(AddServer::usedBytes));
    PbServerOptions options =
        PbServerOptions.defaults()
            .listen(Listen.tcp("127.0.0.1", 0))
            .references(REFERENCES)
            .delivery(delivery);
    try (PbServer server = PbServer.start(options, root)) {
      ready("pb", ((InetSocketAddress) server.addresses().getFirst()).getPort());
      server.awaitClosed();
    }
  }

  private static long usedBytes() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static void serveRmi() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    System.setProperty("java.rmi.server.hostname", "127.0.0.1");
    Adder adder = new Addition();
    LocateRegistry.createRegistry(port).bind(NAME, UnicastRemoteObject.exportObject(adder, 0));
    ready("rmi", port);
    new CountDownLatch(1).await(); // until it is stopped
  }

  private static void ready(String protocol, int port) {
    System.out.println(protocol + "  127.0.0.1:" + port);
    System.out.println("Ready");
    System.out.flush();
  }
}
