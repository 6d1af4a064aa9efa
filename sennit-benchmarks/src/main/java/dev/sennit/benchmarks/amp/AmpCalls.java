package dev.sennit.benchmarks.amp;

import dev.sennit.amp.AmpClient;
import dev.sennit.amp.AmpClientOptions;
import dev.sennit.amp.AmpConnection;
import dev.sennit.amp.AmpNothing;
import dev.sennit.amp.AmpRouter;
import dev.sennit.amp.AmpStreamWriter;
import dev.sennit.amp.AmpStreams;
import dev.sennit.benchmarks.Server;
import dev.sennit.benchmarks.amp.Adding.Count;
import dev.sennit.benchmarks.amp.Adding.Numbered;
import dev.sennit.benchmarks.amp.Adding.Sum;
import dev.sennit.benchmarks.amp.Adding.Total;
import dev.sennit.net.Target;
import java.io.IOException;
import java.util.concurrent.Future;

/// Calls over AMP.
final class AmpCalls implements Calls {
  private static final int OUTSTANDING = 64;
  private static final int PIECE_BYTES = 1024 * 1024;

  private final AmpStreams streams = new AmpStreams();
  private final AmpClient client;
  private final AmpConnection connection;

  AmpCalls(Server server) {
    client =
        AmpClient.create(
            AmpClientOptions.of(Target.tcp("127.0.0.1", server.port()))
                .router(streams.on(AmpRouter.of())));
    connection = client.connect();
  }

  @Override
  public Future<Total> begin(Sum sum) {
    return connection.ask(Adding.SUM, sum);
  }

  @Override
  public Total call(Sum sum) {
    return connection.call(Adding.SUM, sum);
  }

  /// Bytes that one call allocates.
  ///
  /// @param here on this side
  /// @param there on the server's
  record Allocation(double here, double there) {}

  /// Measures it; both sides should be warm.
  Allocation allocation(double seconds) throws IOException, InterruptedException {
    long there = allocatedThere();
    long here = Adding.allocatedBytes();
    long begun = System.nanoTime();
    double calls = rate(OUTSTANDING, seconds) * ((System.nanoTime() - begun) / 1e9);
    long hereToo = Adding.allocatedBytes();
    return new Allocation((hereToo - here) / calls, (allocatedThere() - there) / calls);
  }

  private long allocatedThere() {
    return connection.call(Adding.ALLOCATED, AmpNothing.NOTHING).bytes();
  }

  /// Streams so many MiB to the server, which throws them away.
  void stream(long mebibytes) throws IOException {
    Numbered sink = connection.call(Adding.SINK, AmpNothing.NOTHING);
    byte[] piece = new byte[PIECE_BYTES];
    try (AmpStreamWriter writer = streams.write(connection, sink.stream())) {
      for (long i = 0; i < mebibytes; i++) {
        writer.write(piece);
      }
    }
    Count count = connection.call(Adding.DRAINED, sink);
    if (count.bytes() != mebibytes * PIECE_BYTES) {
      throw new IOException("streamed: " + count + " (expected: " + mebibytes + " MiB)");
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
