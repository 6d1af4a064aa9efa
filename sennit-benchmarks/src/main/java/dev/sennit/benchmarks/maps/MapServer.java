package dev.sennit.benchmarks.maps;

import dev.sennit.benchmarks.Program;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// A map server that runs.
public final class MapServer implements AutoCloseable {
  private final String name;
  private final Program program;
  private final Map<Door, String> endpoints = new EnumMap<>(Door.class);

  private MapServer(String name, Program program) {
    this.name = name;
    this.program = program;
  }

  /// Reads the endpoints from what the program said before it was ready.
  static MapServer of(String name, Program program, List<String> lines) throws IOException {
    MapServer server = new MapServer(name, program);
    for (String line : lines) {
      String[] words = line.split("\\s+", -1);
      for (Door door : Door.values()) {
        if (words.length > 1 && words[1].startsWith(door.prefix())) {
          server.endpoints.put(door, words[1] + door.table());
        }
      }
    }
    if (!server.endpoints.containsKey(Door.TCP_TABLE)) {
      throw new IOException(name + ": " + lines + " (expected: a line `tcp_table  tcp:...`)");
    }
    return server;
  }

  /// As in the report.
  public String name() {
    return name;
  }

  /// Whether the server speaks so.
  public boolean has(Door door) {
    return endpoints.containsKey(door);
  }

  /// The endpoint in Postfix's notation.
  public String endpoint(Door door) {
    String endpoint = endpoints.get(door);
    if (endpoint == null) {
      throw new IllegalArgumentException(
          "door: " + door + " (expected: " + endpoints.keySet() + ")");
    }
    return endpoint;
  }

  /// The resident memory of its process.
  public double residentMebibytes() throws IOException {
    return program.residentMebibytes();
  }

  /// The processor time it has used so far, to 10 ms.
  public Duration processorTime() {
    return program.processorTime();
  }

  /// Stops it.
  @Override
  public void close() {
    program.close();
  }
}
