package dev.sennit.net.runtime;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.RejectedExecutionHandlers;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// The event loops, one per core, shared by all servers and clients of the process. They are there
/// from the first use to the last, and their threads do not keep the JVM alive.
final class Loops {
  private static final Map<Natives, Loops> SHARED = new EnumMap<>(Natives.class);

  /// After so long a loop leaves its tasks and looks who else wants something. A connection on
  /// which more and more comes is read on by tasks.
  private static final long TASKS_MILLIS = 20;

  private final EventLoopGroup group;
  private int users;

  private Loops(Natives natives) {
    group =
        new MultiThreadIoEventLoopGroup(
            Runtime.getRuntime().availableProcessors(),
            new DefaultThreadFactory("sennit-loop", true),
            natives.loops()) {
          @Override
          protected IoEventLoop newChild(
              Executor executor, IoHandlerFactory handlers, Object... arguments) {
            return new SingleThreadIoEventLoop(
                this,
                executor,
                handlers,
                Integer.MAX_VALUE,
                RejectedExecutionHandlers.reject(),
                TASKS_MILLIS);
          }
        };
  }

  /// One use of the loops.
  static final class Lease {
    private final Natives natives;
    private final EventLoopGroup group;
    private final AtomicBoolean returned = new AtomicBoolean();

    private Lease(Natives natives, EventLoopGroup group) {
      this.natives = natives;
      this.group = group;
    }

    Natives natives() {
      return natives;
    }

    EventLoopGroup group() {
      return group;
    }

    /// Gives the use back, once; the last one ends the loops.
    void giveBack() {
      if (returned.compareAndSet(false, true)) {
        Loops.giveBack(natives);
      }
    }
  }

  static synchronized Lease lease(Natives natives) {
    Loops loops = SHARED.computeIfAbsent(natives, Loops::new);
    loops.users++;
    return new Lease(natives, loops.group);
  }

  private static synchronized void giveBack(Natives natives) {
    Loops loops = SHARED.get(natives);
    if (loops != null && --loops.users == 0) {
      SHARED.remove(natives);
      loops.group.shutdownGracefully(0, 5, TimeUnit.SECONDS);
    }
  }
}
