package dev.sennit.benchmarks.maps;

import dev.sennit.benchmarks.Report;
import dev.sennit.benchmarks.Requirement;
import dev.sennit.benchmarks.Requirement.AtLeast;
import dev.sennit.benchmarks.Rounds;
import dev.sennit.benchmarks.Rounds.Measurement;
import dev.sennit.benchmarks.Row;
import dev.sennit.benchmarks.Sample;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalInt;
import java.util.SequencedMap;

/// `postmap -q -` and the server it asks share one core: what a lookup costs both sides together,
/// without the luck of the scheduler.
record OneCore(Workshop workshop, Choice choice, Rounds rounds) {
  private static final String UNIT = "lookups/s";
  private static final String WITHOUT_IDLE = "without";
  private static final int IDLE_CONNECTIONS = 10_000;

  void measure(Report report) throws IOException, InterruptedException {
    int core = Runtime.getRuntime().availableProcessors() - 1;
    Postmap postmap = new Postmap(workshop, core);
    try (MapServers servers =
        MapServers.start(workshop, choice.contenders(workshop), OptionalInt.of(core))) {
      for (Door door : Door.values()) {
        report.add(pingPong(servers, postmap, door, required(door)));
      }
      if (!choice.launcher().isEmpty()) {
        report.add(besideIdle(servers.all().getFirst(), postmap));
      }
    }
    try (MapServers servers =
        MapServers.start(workshop, choice.contendersWithSqlite(workshop), OptionalInt.of(core))) {
      if (!servers.all().isEmpty()) {
        Row row = pingPong(servers, postmap, Door.TCP_TABLE, List.of());
        report.add(new Row(row.measure() + ", SQLite", UNIT, row.samples(), List.of()));
      }
    }
  }

  private static List<Requirement> required(Door door) {
    return door == Door.TCP_TABLE
        ? List.of(new AtLeast(0.75, Contender.LIMIT), new AtLeast(2.5, Contender.TWISTED))
        : List.of();
  }

  private Row pingPong(MapServers servers, Postmap postmap, Door door, List<Requirement> required)
      throws IOException, InterruptedException {
    SequencedMap<String, Measurement> measurements =
        servers.through(door, server -> () -> postmap.rate(server.endpoint(door)));
    return new Row("postmap -q -, " + door.title(), UNIT, rounds.of(measurements), required);
  }

  /// The same rate of Sennit's with idle connections beside, and without.
  private Row besideIdle(MapServer server, Postmap postmap)
      throws IOException, InterruptedException {
    String endpoint = server.endpoint(Door.TCP_TABLE);
    Load load = new Load(workshop);
    SequencedMap<String, Measurement> measurements = new LinkedHashMap<>();
    measurements.put(
        Row.SENNIT,
        () -> {
          try (Load.Idle idle = load.hold(endpoint, IDLE_CONNECTIONS)) {
            double rate = postmap.rate(endpoint);
            idle.finish();
            return rate;
          }
        });
    measurements.put(WITHOUT_IDLE, () -> postmap.rate(endpoint));
    SequencedMap<String, Sample> samples = rounds.of(measurements);
    return new Row(
        "the same beside 10,000 idle", UNIT, samples, List.of(new AtLeast(0.9, WITHOUT_IDLE)));
  }
}
