package dev.sennit.interop.peer;

import dev.sennit.net.wire.Octets;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/// Runs a program to its end.
public final class Program {
  private static final long LIMIT_SECONDS = 60;

  private Program() {}

  /// Runs a program with nothing on its standard input.
  public static Finished run(String... command) throws InterruptedException {
    return run(Octets.EMPTY, List.of(command));
  }

  /// Runs a program with these bytes on its standard input.
  ///
  /// @throws AssertionError if it takes more than a minute; it is killed then
  public static Finished run(Octets input, List<String> command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command).start();
      try {
        var out = reading(process.getInputStream());
        var err = reading(process.getErrorStream());
        Thread.ofPlatform().daemon().start(() -> feed(process, input));
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
          throw new AssertionError(command + ": still runs after " + LIMIT_SECONDS + " s");
        }
        return new Finished(command, process.exitValue(), out.get(), err.get());
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ExecutionException e) {
      throw new AssertionError(command + ": output unreadable", e);
    }
  }

  private static FutureTask<Octets> reading(InputStream in) {
    var task = new FutureTask<>(() -> Octets.giveUp(in.readAllBytes()));
    Thread.ofPlatform().daemon().start(task);
    return task;
  }

  /// A program may end without having read all: that is its right.
  private static void feed(Process process, Octets input) {
    try (OutputStream out = process.getOutputStream()) {
      out.write(input.toBytes());
    } catch (IOException e) {
      if (process.isAlive()) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
