package dev.sennit.net.runtime;

import dev.sennit.net.Delivery;
import dev.sennit.net.Peer;
import dev.sennit.net.Reply;
import io.netty.channel.DefaultEventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// What each [Delivery] costs a call, from the event loop to the handler and back, without a
/// network. It stands in the package of the runner to reach it.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DeliveryBenchmark {
  private static final int BATCH = 64;

  /// How the handler runs.
  @Param({"ON_LOOP", "IN_ORDER", "CONCURRENT"})
  public Delivery delivery = Delivery.IN_ORDER;

  private final DefaultEventLoop loop = new DefaultEventLoop();
  private final Peer peer = Peer.of(address(1), address(2));
  private HandlerRunner<Integer, Integer> plain =
      runner((question, _) -> CompletableFuture.completedFuture(question));
  private HandlerRunner<Integer, Integer> waiting = plain;
  private volatile CountDownLatch done = new CountDownLatch(0);

  /// The loop, and nothing behind it.
  private final class Home implements HandlerRunner.Home<Integer, Integer> {
    @Override
    public void onLoop(Runnable task) {
      loop.execute(task);
    }

    @Override
    public void finished(HandlerRunner.Call<Integer, Integer> call) {
      done.countDown();
    }

    @Override
    public void dropped(HandlerRunner.Call<Integer, Integer> call) {}

    @Override
    public void settled() {}

    @Override
    public void waitingChanged() {}
  }

  private static InetSocketAddress address(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private HandlerRunner<Integer, Integer> runner(Handler<Integer, Integer> handler) {
    return new HandlerRunner<>(handler, delivery, new Home(), peer, TimeUnit.SECONDS.toNanos(5));
  }

  /// Makes the runners of one connection, now that the mode is known.
  @Setup
  public void connect() {
    plain = runner((question, _) -> CompletableFuture.completedFuture(question));
    waiting =
        runner((question, _) -> {
          Reply<Integer> reply = new Reply<>();
          loop.execute(() -> reply.complete(question));
          return delivery == Delivery.ON_LOOP
              ? reply
              : CompletableFuture.completedFuture(reply.join());
        });
  }

  /// Ends the loop.
  @TearDown
  public void end() throws ExecutionException, InterruptedException {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).get();
  }

  /// One call at a time.
  @Benchmark
  public void single() throws InterruptedException {
    run(plain, 1);
  }

  /// Calls that arrive together, as from a client that pipelines.
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void together() throws InterruptedException {
    run(plain, BATCH);
  }

  /// Calls that arrive together, whose handlers each wait for the peer: the turn is handed on and
  /// taken back.
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void waitingForPeer() throws InterruptedException {
    run(waiting, BATCH);
  }

  private void run(HandlerRunner<Integer, Integer> runner, int calls) throws InterruptedException {
    CountDownLatch all = new CountDownLatch(calls);
    done = all;
    loop.execute(() -> {
      long now = Clock.now();
      for (int i = 0; i < calls; i++) {
        runner.run(i, i, now, 1);
      }
      runner.start();
    });
    all.await();
  }
}
