package dev.sennit.benchmarks.maps;

import dev.sennit.benchmarks.Rounds.Measurement;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.function.Function;

/// The servers of one part of the comparison, all running; the one that is not asked does nothing.
public final class MapServers implements AutoCloseable {
  private static final int WARM_UP_CONNECTIONS = 4;
  private static final int WARM_UP_SECONDS = 3;

  private final List<MapServer> running = new ArrayList<>();

  private MapServers() {}

  /// Starts all and lets each answer for a while through each of its doors; when one fails, none is
  /// left running.
  public static MapServers start(Workshop workshop, List<Contender> contenders, OptionalInt core)
      throws IOException, InterruptedException {
    MapServers servers = new MapServers();
    try {
      for (Contender contender : contenders) {
        servers.running.add(contender.start(workshop, core));
      }
      servers.warmUp(new Load(workshop));
      return servers;
    } catch (IOException | InterruptedException | RuntimeException e) {
      servers.close();
      throw e;
    }
  }

  private void warmUp(Load load) throws IOException, InterruptedException {
    for (MapServer server : running) {
      for (Door door : Door.values()) {
        if (server.has(door)) {
          load.rate(server, door, WARM_UP_CONNECTIONS, 1, WARM_UP_SECONDS);
        }
      }
    }
  }

  /// In the order they were given.
  public List<MapServer> all() {
    return List.copyOf(running);
  }

  /// A measurement for each server that has the door.
  public SequencedMap<String, Measurement> through(
      Door door, Function<MapServer, Measurement> measurement) {
    SequencedMap<String, Measurement> measurements = new LinkedHashMap<>();
    running.stream()
        .filter(server -> server.has(door))
        .forEach(server -> measurements.put(server.name(), measurement.apply(server)));
    return measurements;
  }

  /// Stops all.
  @Override
  public void close() {
    running.forEach(MapServer::close);
  }
}
