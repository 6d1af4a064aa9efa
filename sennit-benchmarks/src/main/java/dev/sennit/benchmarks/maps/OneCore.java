package dev.sennit.benchmarks.maps;

import dev.sennit.benchmarks.Report;
import dev.sennit.benchmarks.Requirement;
import dev.sennit.benchmarks.Requirement.AtLeast;
import dev.sennit.benchmarks.Rounds;
import dev.sennit.benchmarks.Rounds.Measurement;
import dev.sennit.benchmarks.Row;
import dev.sennit.benchmarks.Sample;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalInt;
import java.util.SequencedMap;

/// `postmap -q -` and the server it asks share one core: what a lookup costs both sides together,
/// without the luck of the scheduler.
record OneCore(Workshop workshop, Choice choice, Rounds rounds) {
  private static final String WITHOUT_IDLE = "without";
  private static final int IDLE_CONNECTIONS = 10_000;

  void measure(Report report) throws IOException, InterruptedException {
    int core = Runtime.getRuntime().availableProcessors() - 1;
    Postmap postmap = new Postmap(workshop, core);
    try (MapServers servers =
        MapServers.start(workshop, choice.contenders(workshop), OptionalInt.of(core))) {
      for (Door door : Door.values()) {
        pingPong(servers, postmap, door, door.title(), required(door)).forEach(report::add);
      }
      if (!choice.launcher().isEmpty()) {
        report.add(besideIdle(servers.all().getFirst(), postmap));
      }
    }
    try (MapServers servers =
        MapServers.start(workshop, choice.contendersWithSqlite(workshop), OptionalInt.of(core))) {
      if (!servers.all().isEmpty()) {
        pingPong(servers, postmap, Door.TCP_TABLE, "tcp_table, SQLite", List.of())
            .forEach(report::add);
      }
    }
  }

  private static List<Requirement> required(Door door) {
    return door == Door.TCP_TABLE
        ? List.of(new AtLeast(0.75, Contender.LIMIT), new AtLeast(2.5, Contender.TWISTED))
        : List.of();
  }

  /// The rates, and the processor time that the servers alone used for a lookup.
  private List<Row> pingPong(
      MapServers servers, Postmap postmap, Door door, String title, List<Requirement> required)
      throws IOException, InterruptedException {
    SequencedMap<String, Sample> microseconds = new LinkedHashMap<>();
    SequencedMap<String, Measurement> measurements =
        servers.through(
            door,
            server ->
                () -> {
                  Duration before = server.processorTime();
                  double rate = postmap.rate(server.endpoint(door));
                  long nanos = server.processorTime().minus(before).toNanos();
                  microseconds.put(server.name(), Sample.of(nanos / 1e3 / workshop.asked()));
                  return rate;
                });
    SequencedMap<String, Sample> rates = rounds.of(measurements);
    return List.of(
        new Row("postmap -q -, " + title, "lookups/s", rates, required),
        new Row("  server alone (last round)", "us/lookup", microseconds, List.of()));
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
          try (Load.Idle idle = load.hold(server, IDLE_CONNECTIONS)) {
            settle(load, server);
            double rate = postmap.rate(endpoint);
            idle.finish();
            return rate;
          }
        });
    measurements.put(
        WITHOUT_IDLE,
        () -> {
          settle(load, server);
          return postmap.rate(endpoint);
        });
    return new Row(
        "the same beside 10,000 idle",
        "lookups/s",
        rounds.warm().of(measurements),
        List.of(new AtLeast(0.9, WITHOUT_IDLE)));
  }

  /// Keeps the server busy until the opening and closing of many connections is behind it.
  private static void settle(Load load, MapServer server) throws IOException, InterruptedException {
    load.rate(server, Door.TCP_TABLE, 1, 1, 1);
  }
}
