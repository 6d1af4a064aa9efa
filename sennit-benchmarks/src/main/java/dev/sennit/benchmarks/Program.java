package dev.sennit.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// A process that lasts until it is closed, or this virtual machine ends.
///
/// Standard output is read here, standard error goes to a log file.
public final class Program implements AutoCloseable {
  private static final Set<Program> RUNNING = ConcurrentHashMap.newKeySet();
  private static final int GRACE_SECONDS = 15;

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Program::close)));
  }

  private final Process process;
  private final BufferedReader output;
  private final Path log;

  private Program(Process process, Path log) {
    this.process = process;
    this.output = process.inputReader(StandardCharsets.UTF_8);
    this.log = log;
    RUNNING.add(this);
  }

  /// Starts a command.
  ///
  /// @param log where its standard error is appended
  public static Program start(List<String> command, Path log) throws IOException {
    return new Program(
        new ProcessBuilder(command).redirectError(Redirect.appendTo(log.toFile())).start(), log);
  }

  /// Reads standard output up to a line that begins so, and returns all lines with it. There is no
  /// time limit: a program that does not get there ends, or is interrupted by hand.
  public List<String> awaitLine(String beginning) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line; (line = output.readLine()) != null; ) {
      lines.add(line);
      if (line.startsWith(beginning)) {
        return lines;
      }
    }
    throw new IOException(
        "%s: ended before it said %s, see %s".formatted(process.info(), beginning, log));
  }

  /// The resident memory in MiB, by /proc.
  public double residentMebibytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
      }
    }
    throw new IOException("pid: " + process.pid() + " (expected: a process with VmRSS)");
  }

  /// The processor time of all its threads so far, to 10 ms.
  public Duration processorTime() {
    return process.info().totalCpuDuration().orElseThrow();
  }

  /// Ends standard input and returns what the program still says; it has to end by itself.
  public String finish() throws IOException, InterruptedException {
    process.outputWriter(StandardCharsets.UTF_8).close();
    String rest = output.readAllAsString();
    process.waitFor();
    return rest;
  }

  /// Stops the program and what it has started: SIGTERM, and SIGKILL when that is not heeded.
  @Override
  public void close() {
    RUNNING.remove(this);
    List<ProcessHandle> children = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
      output.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    children.forEach(ProcessHandle::destroyForcibly);
  }
}
