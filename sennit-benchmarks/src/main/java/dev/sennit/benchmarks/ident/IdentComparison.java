package dev.sennit.benchmarks.ident;

import dev.sennit.benchmarks.LoadGenerator;
import dev.sennit.benchmarks.LoadGenerator.Idle;
import dev.sennit.benchmarks.Machine;
import dev.sennit.benchmarks.Report;
import dev.sennit.benchmarks.Requirement;
import dev.sennit.benchmarks.Requirement.AtLeast;
import dev.sennit.benchmarks.Requirement.AtMost;
import dev.sennit.benchmarks.Rounds;
import dev.sennit.benchmarks.Rounds.Measurement;
import dev.sennit.benchmarks.Row;
import dev.sennit.benchmarks.Sample;
import dev.sennit.benchmarks.Server;
import dev.sennit.benchmarks.Workbench;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// Compares ident servers, prints the table; exit code 0 when all that is required holds.
///
/// Run by `sennit-benchmarks/bench ident`.
public final class IdentComparison {
  private static final String CONFIGURATION =
      """
      [ident]
      listen = "tcp:0:interface=127.0.0.1"
      queries = 1000000000
      """;
  private static final String FEW = "100";
  private static final String MANY = "9000";
  private static final String IN_FLIGHT = "8";
  private static final int IDLE_CONNECTIONS = 10_000;
  private static final double MAX_RESIDENT_MEBIBYTES = 250;

  private final Workbench bench;
  private final LoadGenerator load;
  private final Report report;
  private final Rounds rounds;
  private final String seconds;
  private final String warmUp;

  private IdentComparison(Workbench bench, Report report, boolean quick) {
    this.bench = bench;
    this.load = bench.load();
    this.report = report;
    this.rounds = quick ? new Rounds(3, 4) : new Rounds(5, 6);
    this.seconds = quick ? "1" : "2";
    this.warmUp = quick ? "8" : "20";
  }

  /// Takes `--quick`.
  public static void main(String[] arguments) throws IOException, InterruptedException {
    boolean quick = List.of(arguments).equals(List.of("--quick"));
    if (!quick && arguments.length > 0) {
      System.err.println("usage: bench ident [--quick]");
      System.exit(64);
    }
    Report report = new Report(Machine.here());
    System.err.println(report.machine());
    Workbench bench = Workbench.prepare("ident");
    new IdentComparison(bench, report, quick).measure();
    report.write(bench.results());
    System.out.println(report.machine());
    System.out.println(report.table());
    System.exit(report.holds() ? 0 : 1);
  }

  private void measure() throws IOException, InterruptedException {
    try (Server sennit = bench.sennit(CONFIGURATION);
        Server limit = bench.limit();
        Server oidentd = Oidentd.start(bench)) {
      List<Server> all = List.of(sennit, limit, oidentd);
      System.err.println("warm-up ...");
      load.rate(sennit, "-s", FEW, "-f", IN_FLIGHT, "-t", warmUp);
      load.rate(sennit, "-m", "-s", FEW, "-f", IN_FLIGHT, "-t", warmUp);
      load.rate(sennit, "-p", "64", "-t", warmUp);
      List<Requirement> hits =
          List.of(new AtLeast(3, Oidentd.NAME), new AtLeast(0.5, Workbench.LIMIT));
      Row few = add("hits, " + FEW + " sockets", all, hits, "-s", FEW, "-f", IN_FLIGHT);
      Row many = add("hits, " + MANY + " sockets", all, hits, "-s", MANY, "-f", IN_FLIGHT);
      report.add(against("hits, " + MANY + " sockets by " + FEW, many, few, 0.85));
      add(
          "misses, " + MANY + " sockets",
          all,
          List.of(new AtLeast(100, Oidentd.NAME), new AtLeast(0.5, Workbench.LIMIT)),
          "-m",
          "-s",
          MANY,
          "-f",
          IN_FLIGHT);
      Row stays = add("one connection, 64 on the wire", all.subList(0, 2), List.of(), "-p", "64");
      report.add(against("the same by a connection a query", stays, few, 10));
      resident(sennit);
    }
  }

  private Row add(
      String measure, List<Server> servers, List<Requirement> required, String... options)
      throws IOException, InterruptedException {
    System.err.println(measure + " ...");
    String[] all = Arrays.copyOf(options, options.length + 2);
    all[options.length] = "-t";
    all[options.length + 1] = seconds;
    SequencedMap<String, Measurement> measurements = new LinkedHashMap<>();
    servers.forEach(server -> measurements.put(server.name(), () -> load.rate(server, all)));
    Row row = new Row(measure, "queries/s", rounds.of(measurements), required);
    report.add(row);
    return row;
  }

  /// Sennit's median in one row by that in another.
  private static Row against(String measure, Row row, Row base, double least) {
    SequencedMap<String, Sample> samples = new LinkedHashMap<>();
    samples.put(Row.SENNIT, row.sennit().orElseThrow());
    samples.put("before", base.sennit().orElseThrow());
    return new Row(measure, "queries/s", samples, List.of(new AtLeast(least, "before")));
  }

  private void resident(Server sennit) throws IOException, InterruptedException {
    try (Idle idle = load.hold(sennit, IDLE_CONNECTIONS)) {
      SequencedMap<String, Sample> samples = new LinkedHashMap<>();
      samples.put(Row.SENNIT, Sample.of(sennit.program().residentMebibytes()));
      idle.finish();
      report.add(
          new Row(
              "resident with 10,000 idle",
              "MiB",
              samples,
              List.of(new AtMost(MAX_RESIDENT_MEBIBYTES))));
    }
  }
}
