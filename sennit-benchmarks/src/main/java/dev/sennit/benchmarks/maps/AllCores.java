package dev.sennit.benchmarks.maps;

import dev.sennit.benchmarks.Report;
import dev.sennit.benchmarks.Requirement;
import dev.sennit.benchmarks.Requirement.AtLeast;
import dev.sennit.benchmarks.Requirement.AtMost;
import dev.sennit.benchmarks.Rounds;
import dev.sennit.benchmarks.Row;
import dev.sennit.benchmarks.Sample;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SequencedMap;

/// Many connections; servers and load generator run where the scheduler puts them.
record AllCores(Workshop workshop, Choice choice, Rounds rounds) {
  private static final int BUSY_CONNECTIONS = 50;
  private static final int OUTSTANDING = 16;
  private static final int BURST_CONNECTIONS = 3_000;
  private static final int IDLE_CONNECTIONS = 10_000;
  private static final int MAX_RESIDENT_MEBIBYTES = 250;

  void measure(Report report) throws IOException, InterruptedException {
    try (MapServers servers =
        MapServers.start(workshop, choice.contenders(workshop), OptionalInt.empty())) {
      report.add(
          pipelined(
              servers,
              "50 connections x 16",
              List.of(new AtLeast(0.5, Contender.LIMIT), new AtLeast(10, Contender.TWISTED))));
      report.add(burst(servers));
      report.add(resident(servers));
    }
    try (MapServers servers =
        MapServers.start(workshop, choice.contendersWithSqlite(workshop), OptionalInt.empty())) {
      if (!servers.all().isEmpty()) {
        report.add(pipelined(servers, "50 connections x 16, SQLite", List.of()));
      }
    }
  }

  private Row pipelined(MapServers servers, String measure, List<Requirement> required)
      throws IOException, InterruptedException {
    Load load = new Load(workshop);
    int seconds = choice.quick() ? 1 : 2;
    SequencedMap<String, Sample> samples =
        rounds.of(
            servers.through(
                Door.TCP_TABLE,
                server ->
                    () ->
                        load.rate(server, Door.TCP_TABLE, BUSY_CONNECTIONS, OUTSTANDING, seconds)));
    return new Row(measure, "lookups/s", samples, required);
  }

  /// Twisted, with its backlog of 50, needs half a minute and more, and may lose some: it is asked
  /// once, and not at all when it has to be quick; a peer that loses answers has no time.
  private Row burst(MapServers servers) throws IOException, InterruptedException {
    Load load = new Load(workshop);
    SequencedMap<String, List<Double>> seconds = new LinkedHashMap<>();
    for (int round = 0; round < rounds.count(); round++) {
      for (MapServer server : servers.all()) {
        if (!server.name().equals(Contender.TWISTED) || (round == 0 && !choice.quick())) {
          OptionalDouble all = burst(load, server);
          all.ifPresent(
              one -> seconds.computeIfAbsent(server.name(), _ -> new ArrayList<>()).add(one));
        }
      }
    }
    SequencedMap<String, Sample> samples = new LinkedHashMap<>();
    seconds.forEach((name, values) -> samples.put(name, new Sample(values)));
    return new Row("3,000 connections at once", "s", samples, List.of(new AtMost(1.0)));
  }

  private static OptionalDouble burst(Load load, MapServer server)
      throws IOException, InterruptedException {
    try {
      return OptionalDouble.of(load.burst(server, BURST_CONNECTIONS));
    } catch (IOException e) {
      if (server.name().equals(Row.SENNIT)) {
        throw e;
      }
      System.err.println(server.name() + ": " + e.getMessage());
      return OptionalDouble.empty();
    }
  }

  /// After the load above: what stays resident while 10,000 connections are open and idle.
  private Row resident(MapServers servers) throws IOException, InterruptedException {
    Load load = new Load(workshop);
    SequencedMap<String, Sample> samples = new LinkedHashMap<>();
    for (MapServer server : servers.all()) {
      try (Load.Idle idle = load.hold(server, IDLE_CONNECTIONS)) {
        samples.put(server.name(), Sample.of(server.residentMebibytes()));
        idle.finish();
      }
    }
    return new Row(
        "resident with 10,000 idle", "MiB", samples, List.of(new AtMost(MAX_RESIDENT_MEBIBYTES)));
  }
}
