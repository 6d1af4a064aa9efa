package dev.sennit.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A program that a test starts, watches and stops.
///
///     try (var daemon = ChildProcess.start(new ProcessBuilder("./sennit", "serve"))) {
///       daemon.awaitLine("^Ready.*", Duration.ofSeconds(10));
///       ...
///     }
///
/// Both of its outputs are kept and shown whenever a wait fails. [#close()] stops it: TERM, then
/// KILL after a grace. Safe to share between threads.
public final class ChildProcess implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final Process process;
  private final String command;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<String> out = new ArrayList<>();
  private final List<String> err = new ArrayList<>();
  private int openStreams = 2;

  private ChildProcess(Process process, String command) {
    this.process = process;
    this.command = command;
    Thread.ofVirtual().start(() -> read(process.getInputStream(), out));
    Thread.ofVirtual().start(() -> read(process.getErrorStream(), err));
  }

  /// Starts the program.
  ///
  /// @throws UncheckedIOException if it cannot be started
  public static ChildProcess start(ProcessBuilder builder) {
    try {
      return new ChildProcess(builder.start(), String.join(" ", builder.command()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Starts the program with the environment and directory of this one.
  ///
  /// @throws UncheckedIOException if it cannot be started
  public static ChildProcess start(String... command) {
    return start(new ProcessBuilder(command));
  }

  /// Waits for a line of standard output in which the pattern is found, from the beginning of the
  /// output on.
  ///
  /// @throws AssertionError if the deadline or the end of the output comes first
  public Matcher awaitLine(String pattern, Duration deadline) {
    return await(out, pattern, deadline);
  }

  /// As [#awaitLine(String, Duration)], of standard error.
  ///
  /// @throws AssertionError if the deadline or the end of the output comes first
  public Matcher awaitErrorLine(String pattern, Duration deadline) {
    return await(err, pattern, deadline);
  }

  private Matcher await(List<String> lines, String pattern, Duration deadline) {
    Pattern wanted = Pattern.compile(pattern);
    long leftNanos = deadline.toNanos();
    lock.lock();
    try {
      for (int next = 0; ; ) {
        for (; next < lines.size(); next++) {
          Matcher matcher = wanted.matcher(lines.get(next));
          if (matcher.find()) {
            return matcher;
          }
        }
        if (leftNanos <= 0 || openStreams == 0) {
          throw failure("no line /" + pattern + "/ " + (openStreams == 0 ? "" : "in " + deadline));
        }
        leftNanos = changed.awaitNanos(leftNanos);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    } finally {
      lock.unlock();
    }
  }

  /// Waits for the end of the program and of its output.
  ///
  /// @return its exit code; 128 and the number of a signal that ended it
  /// @throws AssertionError if the deadline comes first
  public int awaitExit(Duration deadline) {
    long leftNanos = deadline.toNanos();
    lock.lock();
    try {
      while (openStreams > 0) {
        if (leftNanos <= 0) {
          throw failure("still running after " + deadline);
        }
        leftNanos = changed.awaitNanos(leftNanos);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    } finally {
      lock.unlock();
    }
    try {
      if (!process.waitFor(Math.max(leftNanos, 1), TimeUnit.NANOSECONDS)) {
        throw failure("still running after " + deadline);
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /// The lines of standard output so far, each ended by a line feed.
  public String output() {
    return text(out);
  }

  /// The lines of standard error so far, each ended by a line feed.
  public String errors() {
    return text(err);
  }

  /// The number of the process.
  public long pid() {
    return process.pid();
  }

  /// The process itself: its standard input, and whether it lives.
  public Process process() {
    return process;
  }

  /// Sends a signal.
  ///
  /// @param name as `kill` knows it: `HUP`, `TERM`, `STOP`
  public void signal(String name) {
    try {
      int code = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start().waitFor();
      if (code != 0) {
        throw failure("kill -" + name + ": exit " + code);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /// Stops the program and what it started: TERM, then KILL after ten seconds. Does nothing if it
  /// has ended.
  @Override
  public void close() {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(GRACE.toNanos(), TimeUnit.NANOSECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    children.forEach(ProcessHandle::destroyForcibly);
  }

  private void read(InputStream in, List<String> lines) {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        update(line, lines);
      }
    } catch (IOException e) {
      update("(" + e.getMessage() + ")", lines);
    } finally {
      lock.lock();
      try {
        openStreams--;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  private void update(String line, List<String> lines) {
    lock.lock();
    try {
      lines.add(line);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private String text(List<String> lines) {
    lock.lock();
    try {
      return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    } finally {
      lock.unlock();
    }
  }

  private AssertionError failure(String what) {
    String state = process.isAlive() ? "running" : "ended with exit code " + process.exitValue();
    return new AssertionError(
        command + " (" + state + "): " + what + "\nstdout:\n" + output() + "stderr:\n" + errors());
  }
}
