package dev.sennit.net.runtime;

import dev.sennit.net.OnEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.SelectStrategy;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.IntSupplier;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import java.util.concurrent.TimeUnit;

/// Lets a loop look for events a moment longer before it goes to sleep: going to sleep and being
/// woken takes longer than most handlers, and than most peers on the same machine.
///
/// It looks on only as long as that is of use: each time that nothing came in the moment, twice as
/// many sleeps come without it. So an idle loop sleeps, and one whose events come far apart spends
/// a hundredth of a core at most. Whoever else wants the core has it between two looks: that may be
/// the one who is waited for. With one core it is never done.
@OnEventLoop
final class BusyPolling implements SelectStrategy {
  private static final long MOMENT_NANOS = TimeUnit.MICROSECONDS.toNanos(40);
  private static final int MOST_SKIPPED = 256;

  private final SingleThreadEventExecutor loop;
  private int skipping = 1;
  private int skipped;

  BusyPolling(SingleThreadEventExecutor loop) {
    this.loop = loop;
  }

  /// Loops of epoll that do it, where there is more than one core.
  static IoHandlerFactory epoll() {
    if (Runtime.getRuntime().availableProcessors() == 1) {
      return EpollIoHandler.newFactory();
    }
    return executor ->
        executor instanceof SingleThreadEventExecutor loop
            ? EpollIoHandler.newFactory(0, () -> new BusyPolling(loop)).newHandler(executor)
            : EpollIoHandler.newFactory().newHandler(executor);
  }

  /// @return how many events are there; 0 where there are tasks; [#SELECT] to sleep
  @Override
  @SuppressWarnings("ThreadPriorityCheck") // it is right without the yield, only less polite
  public int calculateStrategy(IntSupplier events, boolean hasTasks) throws Exception {
    if (hasTasks) {
      return events.get();
    }
    if (skipped > 0) {
      skipped--;
      return SELECT;
    }
    long end = System.nanoTime() + MOMENT_NANOS;
    do {
      int ready = events.get();
      if (ready > 0 || loop.pendingTasks() > 0) {
        skipping = 1;
        return ready;
      }
      Thread.yield();
    } while (System.nanoTime() - end < 0);
    skipped = skipping;
    skipping = Math.min(2 * skipping, MOST_SKIPPED);
    return SELECT;
  }
}
