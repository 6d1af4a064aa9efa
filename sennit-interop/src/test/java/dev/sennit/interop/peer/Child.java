package dev.sennit.interop.peer;

import dev.sennit.net.wire.Octets;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A program that runs beside the test and is stopped by its process id when the test lets go.
public final class Child implements AutoCloseable {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

  private final String name;
  private final Process process;
  private final Lines out;
  private final Lines err;

  private Child(String name, Process process) {
    this.name = name;
    this.process = process;
    this.out = new Lines(name + " stdout", process.getInputStream());
    this.err = new Lines(name + " stderr", process.getErrorStream());
  }

  /// Starts a program in the current directory with the test's environment.
  public static Child start(String name, String... command) {
    return start(name, Path.of("."), Map.of(), List.of(command));
  }

  /// Starts a program.
  ///
  /// @param name names it in failures
  /// @param environment is added to the test's own
  public static Child start(
      String name, Path directory, Map<String, String> environment, List<String> command) {
    var builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().putAll(environment);
    try {
      return new Child(name, builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Its standard output.
  public Lines out() {
    return out;
  }

  /// Its standard error.
  public Lines err() {
    return err;
  }

  /// Its process id.
  public long pid() {
    return process.pid();
  }

  /// Whether it still runs.
  public boolean isAlive() {
    return process.isAlive();
  }

  /// Writes to its standard input; blocks while the pipe is full.
  public void write(Octets bytes) throws IOException {
    process.getOutputStream().write(bytes.toBytes());
    process.getOutputStream().flush();
  }

  /// Ends its standard input.
  public void endInput() throws IOException {
    OutputStream in = process.getOutputStream();
    in.close();
  }

  /// Sends a signal, by name: `HUP`, `TERM`, `KILL`, `STOP`, `CONT`.
  public void signal(String signal) throws InterruptedException {
    Program.run("kill", "-s", signal, Long.toString(pid())).expect(0);
  }

  /// Waits until it ends and returns its exit status; 128 and more for a signal.
  ///
  /// @throws AssertionError if it still runs after the limit
  public int awaitEnd(Duration limit) throws InterruptedException {
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError(
          "%s: still runs after %d s%n%s"
              .formatted(name, limit.toSeconds(), String.join("\n", err.all())));
    }
    return process.exitValue();
  }

  /// Asks it to end, and ends it by force where it does not.
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
        throw new AssertionError(name + ": had to be killed (expected: to end on TERM)");
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
