package dev.sennit.benchmarks.ident;

import dev.sennit.ident.IdentConnection;
import dev.sennit.ident.account.SystemAccounts;
import dev.sennit.ident.kernel.KernelAnswer;
import dev.sennit.ident.kernel.KernelIdentHandler;
import dev.sennit.ident.kernel.KernelLookup;
import dev.sennit.ident.kernel.ProcNet;
import dev.sennit.ident.wire.IdentAnswer;
import dev.sennit.net.Peer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// What it costs to find a connection's owner, with few sockets in the system and with many. The
/// exact lookup must not grow with them; the text does, and is here to show by how much.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class OwnerLookupBenchmark {

  /// How many sockets there are; each is one end of a connection over loopback.
  @Param({"100", "9000"})
  public int sockets = 100;

  private final List<SocketChannel> opened = new ArrayList<>();
  private final List<IdentConnection> connections = new ArrayList<>();
  private final KernelLookup kernel = KernelLookup.open();
  private final SystemAccounts accounts = SystemAccounts.open();
  private final KernelIdentHandler handler = new KernelIdentHandler(kernel, accounts);
  private final ProcNet text = ProcNet.system();
  private int next;

  /// Opens the sockets.
  @Setup
  public void connect() throws IOException {
    try (ServerSocketChannel listener = ServerSocketChannel.open()) {
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      for (int i = 0; i < sockets / 2; i++) {
        SocketChannel near = SocketChannel.open(listener.getLocalAddress());
        near.setOption(StandardSocketOptions.SO_LINGER, 0);
        opened.add(near);
        opened.add(listener.accept());
        connections.add(
            new IdentConnection(
                (InetSocketAddress) near.getLocalAddress(),
                (InetSocketAddress) near.getRemoteAddress()));
      }
    }
  }

  /// Closes them, leaving nothing in TIME_WAIT.
  @TearDown
  public void close() throws IOException {
    for (SocketChannel each : opened) {
      each.close();
    }
    kernel.close();
    accounts.close();
  }

  private IdentConnection some() {
    next = (next + 1) % connections.size();
    return connections.get(next);
  }

  /// A connection that is there.
  @Benchmark
  public KernelAnswer hit() {
    return kernel.find(some());
  }

  /// A connection that is not there.
  @Benchmark
  public KernelAnswer miss() {
    IdentConnection connection = some();
    return kernel.find(
        new IdentConnection(
            new InetSocketAddress(connection.local().getAddress(), 1), connection.remote()));
  }

  /// From the connection to the answer with the login name.
  @Benchmark
  public IdentAnswer answer() {
    IdentConnection connection = some();
    return handler.answer(connection, Peer.of(connection.remote(), connection.local()));
  }

  /// The same connection from the text.
  @Benchmark
  public KernelAnswer textHit() {
    return text.find(some());
  }
}
