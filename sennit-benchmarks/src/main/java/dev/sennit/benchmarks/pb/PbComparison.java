package dev.sennit.benchmarks.pb;

import dev.sennit.benchmarks.Machine;
import dev.sennit.benchmarks.Report;
import dev.sennit.benchmarks.Requirement;
import dev.sennit.benchmarks.Requirement.AtLeast;
import dev.sennit.benchmarks.Requirement.AtMost;
import dev.sennit.benchmarks.Rounds;
import dev.sennit.benchmarks.Rounds.Measurement;
import dev.sennit.benchmarks.Row;
import dev.sennit.benchmarks.Sample;
import dev.sennit.benchmarks.pb.PbBench.Server;
import dev.sennit.pb.PbClient;
import dev.sennit.pb.PbRemote;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// Compares `add(a, b)` over Perspective Broker with Twisted's and with RMI, prints the table; exit
/// code 0 when all that is required holds.
///
/// Run by `sennit-benchmarks/bench pb`.
public final class PbComparison {
  static final String TWISTED = "Twisted";

  private static final String RMI = "RMI";
  private static final String WITHOUT = "without";
  private static final int OUTSTANDING = 64;
  private static final int OBJECTS = 100_000;
  private static final int IDLE_CONNECTIONS = 10_000;
  private static final double MAX_RESIDENT_MEBIBYTES = 300;
  private static final double MAX_GROWTH_MEBIBYTES = 4;
  private static final double MEBIBYTE = 1024 * 1024;

  private final PbBench bench;
  private final Report report;
  private final Rounds rounds;
  private final double seconds;

  private PbComparison(PbBench bench, Report report, boolean quick) {
    this.bench = bench;
    this.report = report;
    this.rounds = quick ? new Rounds(3, 4) : new Rounds(5, 8);
    this.seconds = quick ? 1 : 2;
  }

  /// Takes `--quick`.
  public static void main(String[] arguments) throws IOException, InterruptedException {
    boolean quick = List.of(arguments).equals(List.of("--quick"));
    if (!quick && arguments.length > 0) {
      System.err.println("usage: bench pb [--quick]");
      System.exit(64);
    }
    Report report = new Report(Machine.here());
    System.err.println(report.machine());
    PbBench bench =
        PbBench.prepare(
            Path.of(System.getProperty("sennit.benchmarks", ".")),
            List.of(System.getProperty("sennit.launcher", "./sennit")));
    PbComparison comparison = new PbComparison(bench, report, quick);
    comparison.besideTwisted();
    comparison.besideRmi();
    report.write(bench.directory().resolve("pb.json"));
    System.out.println(report.machine());
    System.out.println(report.table());
    System.exit(report.holds() ? 0 : 1);
  }

  private void besideTwisted() throws IOException, InterruptedException {
    try (Server sennit = bench.sennit();
        Server twisted = bench.twisted()) {
      SequencedMap<String, Measurement> measurements = new LinkedHashMap<>();
      String each = Double.toString(seconds);
      measurements.put(Row.SENNIT, () -> bench.rate(sennit, OUTSTANDING, each));
      measurements.put(TWISTED, () -> bench.rate(twisted, OUTSTANDING, each));
      add("add, one connection, 64 outstanding", measurements, List.of(new AtLeast(20, TWISTED)));
      System.err.println("10,000 idle connections ...");
      single(
          "resident with 10,000 idle",
          bench.residentBeside(sennit, IDLE_CONNECTIONS),
          MAX_RESIDENT_MEBIBYTES);
    }
  }

  private void besideRmi() throws IOException, InterruptedException {
    try (Server pb = bench.java(Row.SENNIT, "pb");
        Server rmi = bench.java(RMI, "rmi");
        PbClient client = JavaCalls.connect(pb)) {
      PbRemote root = client.root();
      SequencedMap<String, Measurement> many = new LinkedHashMap<>();
      many.put(Row.SENNIT, () -> JavaCalls.pb(root, OUTSTANDING, seconds));
      many.put(RMI, () -> JavaCalls.rmi(rmi, OUTSTANDING, seconds));
      add("Java to Java, 64 outstanding", many, List.of(new AtLeast(3, RMI)));
      SequencedMap<String, Measurement> one = new LinkedHashMap<>();
      one.put(Row.SENNIT, () -> JavaCalls.pb(root, 1, seconds));
      one.put(RMI, () -> JavaCalls.rmi(rmi, 1, seconds));
      add("Java to Java, 1 outstanding", one, List.of(new AtLeast(0.9, RMI)));
      references(pb, root);
    }
  }

  /// Calls on one connection in turn with those on another, whose peer holds nothing.
  private void references(Server pb, PbRemote root) throws IOException, InterruptedException {
    try (PbClient other = JavaCalls.connect(pb)) {
      JavaCalls.objects(root, OBJECTS).forEach(PbRemote::close); // tables have their size now
      awaitNoneHeld(root);
      double before = JavaCalls.number(root, "used") / MEBIBYTE;
      List<PbRemote> objects = JavaCalls.objects(root, OBJECTS);
      SequencedMap<String, Measurement> measurements = new LinkedHashMap<>();
      measurements.put(Row.SENNIT, () -> JavaCalls.pb(root, OUTSTANDING, seconds));
      measurements.put(WITHOUT, () -> JavaCalls.pb(other.root(), OUTSTANDING, seconds));
      add("the same beside 100,000 references", measurements, List.of(new AtLeast(0.9, WITHOUT)));
      objects.clear();
      awaitNoneHeld(root);
      double after = JavaCalls.number(root, "used") / MEBIBYTE;
      single("heap that grew after they were dropped", after - before, MAX_GROWTH_MEBIBYTES);
    }
  }

  /// The collector gives back what nobody holds; it is asked for until all is.
  private static void awaitNoneHeld(PbRemote root) throws InterruptedException {
    while (JavaCalls.number(root, "held") > 0) {
      System.gc();
      Thread.sleep(50);
    }
  }

  private void add(
      String measure, SequencedMap<String, Measurement> measurements, List<Requirement> required)
      throws IOException, InterruptedException {
    System.err.println(measure + " ...");
    report.add(new Row(measure, "calls/s", rounds.of(measurements), required));
  }

  private void single(String measure, double value, double most) {
    SequencedMap<String, Sample> samples = new LinkedHashMap<>();
    samples.put(Row.SENNIT, Sample.of(value));
    report.add(new Row(measure, "MiB", samples, List.of(new AtMost(most))));
  }
}
