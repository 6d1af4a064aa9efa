package dev.sennit.benchmarks.maps;

import dev.sennit.benchmarks.Program;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The load generator `maps_load`; it checks every answer, and one that is wrong or missing ends
/// the comparison.
public record Load(Workshop workshop) {

  /// Lookups a second of many connections with many requests each on the wire.
  public double rate(MapServer server, Door door, int connections, int outstanding, int seconds)
      throws IOException, InterruptedException {
    return number(
        run(
            server,
            door,
            "load",
            "-c",
            Integer.toString(connections),
            "-d",
            Integer.toString(outstanding),
            "-t",
            Integer.toString(seconds)),
        "rate");
  }

  /// Seconds until all connections, opened at once, have their one answer.
  public double burst(MapServer server, int connections) throws IOException, InterruptedException {
    return number(
        run(server, Door.TCP_TABLE, "burst", "-c", Integer.toString(connections)), "seconds");
  }

  /// Opens connections, asks once on each and keeps them open until the holder is finished.
  public Idle hold(MapServer server, int connections) throws IOException {
    List<String> command =
        command(server, Door.TCP_TABLE, "idle", "-c", Integer.toString(connections));
    Program program = Program.start(command, workshop.log());
    try {
      program.awaitLine("ready");
      return new Idle(server.name(), program);
    } catch (IOException | RuntimeException e) {
      program.close();
      throw e;
    }
  }

  /// Connections that are open and idle.
  public final class Idle implements AutoCloseable {
    private final String server;
    private final Program program;

    private Idle(String server, Program program) {
      this.server = server;
      this.program = program;
    }

    /// Closes them, after a check that the server has closed none.
    public void finish() throws IOException, InterruptedException {
      checked(server, program.finish());
    }

    /// Closes them.
    @Override
    public void close() {
      program.close();
    }
  }

  private List<String> command(MapServer server, Door door, String mode, String... options) {
    List<String> command = new ArrayList<>();
    command.add(workshop.yardstick("maps_load").toString());
    command.add(mode);
    command.addAll(List.of(options));
    command.add(server.endpoint(door));
    command.add(workshop.map().toString());
    return command;
  }

  private String run(MapServer server, Door door, String mode, String... options)
      throws IOException, InterruptedException {
    try (Program program = Program.start(command(server, door, mode, options), workshop.log())) {
      return checked(server.name(), program.finish());
    }
  }

  private String checked(String server, String json) throws IOException {
    if (!json.startsWith("{")) {
      throw new IOException("maps_load: ended without a result, see " + workshop.log());
    }
    workshop.keepLoad("{\"server\":\"%s\",%s".formatted(server, json.strip().substring(1)));
    if (number(json, "wrong") + number(json, "lost") + number(json, "closed") > 0) {
      throw new IOException("maps_load: " + json.strip() + " (expected: none wrong, lost, closed)");
    }
    return json;
  }

  private static double number(String json, String name) throws IOException {
    Matcher matcher = Pattern.compile('"' + name + "\":([0-9.]+)").matcher(json);
    if (!matcher.find()) {
      throw new IOException("maps_load: " + json.strip() + " (expected: a number " + name + ")");
    }
    return Double.parseDouble(matcher.group(1));
  }
}
