package dev.sennit.benchmarks.amp;

import dev.sennit.amp.AmpConnection;
import dev.sennit.amp.AmpRouter;
import dev.sennit.amp.AmpServer;
import dev.sennit.amp.AmpServerOptions;
import dev.sennit.amp.AmpStreamReader;
import dev.sennit.amp.AmpStreams;
import dev.sennit.benchmarks.amp.Adding.Allocated;
import dev.sennit.benchmarks.amp.Adding.Count;
import dev.sennit.benchmarks.amp.Adding.Numbered;
import dev.sennit.benchmarks.amp.Adding.Total;
import dev.sennit.net.Delivery;
import dev.sennit.net.Listen;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/// A program that adds two numbers, over AMP or over gRPC; prints a line with `127.0.0.1:PORT`, and
/// `Ready`.
public final class SumServer {
  private SumServer() {}

  /// Takes `grpc`, or a [Delivery].
  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (arguments[0].equals("grpc")) {
      GrpcCalls.serve();
    } else {
      serveAmp(Delivery.valueOf(arguments[0]));
    }
  }

  private static void serveAmp(Delivery delivery) throws InterruptedException {
    AmpStreams streams = new AmpStreams();
    Drains drains = new Drains(streams);
    AmpRouter router =
        streams
            .on(AmpRouter.of())
            .on(Adding.SUM, (sum, _) -> new Total(sum.a() + sum.b()))
            .on(Adding.ALLOCATED, (_, _) -> new Allocated(Adding.allocatedBytes()))
            .on(Adding.SINK, (_, connection) -> drains.open(connection))
            .onAsync(Adding.DRAINED, (number, _) -> drains.drained(number));
    AmpServerOptions options =
        AmpServerOptions.defaults().listen(Listen.tcp("127.0.0.1", 0)).delivery(delivery);
    try (AmpServer server = AmpServer.start(options, router)) {
      ready(((InetSocketAddress) server.addresses().getFirst()).getPort());
      server.awaitClosed();
    }
  }

  /// Streams that are read and thrown away.
  private static final class Drains {
    private final AmpStreams streams;
    private final Map<Long, CompletableFuture<Count>> open = new ConcurrentHashMap<>();
    private final Executor readers = Executors.newVirtualThreadPerTaskExecutor();

    Drains(AmpStreams streams) {
      this.streams = streams;
    }

    Numbered open(AmpConnection connection) {
      AmpStreamReader reader = streams.read(connection);
      open.put(reader.number(), CompletableFuture.supplyAsync(() -> drain(reader), readers));
      return new Numbered(reader.number());
    }

    private static Count drain(AmpStreamReader reader) {
      try (reader) {
        return new Count(reader.transferTo(OutputStream.nullOutputStream()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    CompletableFuture<Count> drained(Numbered number) {
      CompletableFuture<Count> count = open.remove(number.stream());
      return count == null
          ? CompletableFuture.failedFuture(
              new IllegalArgumentException("stream: " + number + " (expected: one of Sink)"))
          : count;
    }
  }

  static void ready(int port) {
    System.out.println("sum  127.0.0.1:" + port);
    System.out.println("Ready");
    System.out.flush();
  }
}
