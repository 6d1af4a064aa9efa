package dev.sennit.ident.kernel;

import dev.sennit.ident.libc.NamespaceCalls;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// Another network namespace of this machine, such as a container's. To go there takes the
/// capability `CAP_SYS_ADMIN`.
///
/// It stays the same one while this is open, even if the process that it was found by has ended.
///
/// @see <a href="https://man7.org/linux/man-pages/man7/network_namespaces.7.html">
///   network_namespaces(7)</a>
public final class NetworkNamespace implements Place, AutoCloseable {
  private final Path path;
  private final int descriptor;
  private boolean open = true;

  private NetworkNamespace(Path path, int descriptor) {
    this.path = path;
    this.descriptor = descriptor;
  }

  /// The namespace of a process.
  ///
  /// @param pid its number
  /// @throws IOException if there is no such process, or it is not ours to look at
  public static NetworkNamespace ofProcess(long pid) throws IOException {
    return of(Path.of("/proc", Long.toString(pid), "ns", "net"));
  }

  /// The namespace that a file stands for, such as `/run/netns/NAME`.
  ///
  /// @throws IOException if it cannot be opened
  public static NetworkNamespace of(Path path) throws IOException {
    return new NetworkNamespace(path, NamespaceCalls.open(path.toString()));
  }

  /* A thread that has gone into a namespace must never do anything else again: a platform thread is
   * started for each visit, and ends with it. Netlink sockets opened there are then used from
   * anywhere. */
  @Override
  public <T> T call(Callable<T> action) throws IOException {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .name("sennit-namespace")
        .start(() -> {
          try {
            enter();
            result.complete(action.call());
          } catch (Throwable e) {
            result.completeExceptionally(e);
          }
        });
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return result.get();
        } catch (InterruptedException e) {
          interrupted = true; // the visit is short, and what it opens must not be lost
        }
      }
    } catch (ExecutionException e) {
      throw failure(e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static IOException failure(ExecutionException e) {
    return switch (e.getCause()) {
      case IOException cause -> cause;
      case RuntimeException cause -> throw cause;
      case Error cause -> throw cause;
      case null, default -> new IOException(e);
    };
  }

  private synchronized void enter() throws IOException {
    if (!open) {
      throw new IOException(path + ": closed (expected: open)");
    }
    NamespaceCalls.enter(path.toString(), descriptor);
  }

  @Override
  public synchronized void close() {
    if (open) {
      open = false;
      NamespaceCalls.close(descriptor);
    }
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
