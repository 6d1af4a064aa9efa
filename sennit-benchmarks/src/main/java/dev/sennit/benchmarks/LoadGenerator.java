package dev.sennit.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One of the load generators in C. It checks every answer; one that is wrong, missing or
/// superfluous ends the measurement.
///
/// @param program the compiled program
/// @param log where its standard error is appended
public record LoadGenerator(Path program, Path log) {
  private static final List<String> FAULTS = List.of("wrong", "lost", "closed");

  /// Connections that are open and idle.
  ///
  /// @param holder what holds them
  /// @param generator who started it
  public record Idle(Program holder, LoadGenerator generator) implements AutoCloseable {
    /// Closes them, after a check that the server has closed none.
    public void finish() throws IOException, InterruptedException {
      generator.checked(holder.finish());
    }

    @Override
    public void close() {
      holder.close();
    }
  }

  /// Answers a second.
  ///
  /// @param options of the load generator
  public double rate(Server server, String... options) throws IOException, InterruptedException {
    try (Program running = Program.start(command("load", server, options), log)) {
      return number(checked(running.finish()), "rate");
    }
  }

  /// Opens connections, asks once on each and keeps them open until the holder is finished.
  public Idle hold(Server server, int connections) throws IOException {
    Program holder =
        Program.start(command("idle", server, "-c", Integer.toString(connections)), log);
    try {
      holder.awaitLine("ready");
      return new Idle(holder, this);
    } catch (IOException | RuntimeException e) {
      holder.close();
      throw e;
    }
  }

  /// The resident memory of the server in MiB beside so many connections, each of which has asked
  /// once.
  public double residentBeside(Server server, int connections)
      throws IOException, InterruptedException {
    try (Idle idle = hold(server, connections)) {
      double resident = server.program().residentMebibytes();
      idle.finish();
      return resident;
    }
  }

  private List<String> command(String mode, Server server, String... options) {
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.add(mode);
    command.addAll(List.of(options));
    command.add(server.address());
    return command;
  }

  private String checked(String json) throws IOException {
    String result = json.strip();
    if (!result.startsWith("{")) {
      throw new IOException(program + ": ended without a result: " + result);
    }
    for (String fault : FAULTS) {
      if (result.contains('"' + fault + '"') && number(result, fault) > 0) {
        throw new IOException(program + ": " + result + " (expected: none " + fault + ")");
      }
    }
    return result;
  }

  private double number(String json, String name) throws IOException {
    Matcher matcher = Pattern.compile('"' + name + "\":([0-9.]+)").matcher(json);
    if (!matcher.find()) {
      throw new IOException(program + ": " + json + " (expected: a number " + name + ")");
    }
    return Double.parseDouble(matcher.group(1));
  }
}
