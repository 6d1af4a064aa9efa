package dev.sennit.benchmarks.amp;

import dev.sennit.benchmarks.LoadGenerator;
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
import dev.sennit.benchmarks.amp.AmpCalls.Allocation;
import dev.sennit.net.Delivery;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// Compares `Sum(a, b)` over AMP with Twisted, a minimal server in C and gRPC, prints the table;
/// exit code 0 when all that is required holds.
///
/// Run by `sennit-benchmarks/bench amp`.
public final class AmpComparison {
  private static final String VIRTUAL = "virtual threads";
  private static final String GRPC = "gRPC";
  private static final int OUTSTANDING = 64;
  private static final int IDLE_CONNECTIONS = 10_000;
  private static final double MAX_RESIDENT_MEBIBYTES = 250;
  private static final double MAX_CALL_BYTES = 600;
  private static final double MAX_GROWTH_MEBIBYTES = 16;
  private static final double MEBIBYTE = 1024 * 1024;
  private static final long STREAM_WARM_MEBIBYTES = 1024;
  private static final long STREAM_MEBIBYTES = 1024;

  private final Workbench bench;
  private final Report report;
  private final Rounds rounds;
  private final double seconds;
  private final double warmUp;

  private AmpComparison(Workbench bench, Report report, boolean quick) {
    this.bench = bench;
    this.report = report;
    this.rounds = quick ? new Rounds(3, 5) : new Rounds(5, 8);
    this.seconds = quick ? 1 : 2;
    this.warmUp = quick ? 10 : 20;
  }

  /// Takes `--quick`.
  public static void main(String[] arguments) throws IOException, InterruptedException {
    boolean quick = List.of(arguments).equals(List.of("--quick"));
    if (!quick && arguments.length > 0) {
      System.err.println("usage: bench amp [--quick]");
      System.exit(64);
    }
    Report report = new Report(Machine.here());
    System.err.println(report.machine());
    Workbench bench = Workbench.prepare("amp");
    AmpComparison comparison = new AmpComparison(bench, report, quick);
    comparison.serverAlone();
    comparison.javaToJava();
    comparison.streamed();
    report.write(bench.results());
    System.out.println(report.machine());
    System.out.println(report.table());
    System.exit(report.holds() ? 0 : 1);
  }

  private Server sum(String name, Delivery delivery) throws IOException {
    return bench.java(name, List.of(), SumServer.class, delivery.name());
  }

  /// The servers, asked by the load generator.
  private void serverAlone() throws IOException, InterruptedException {
    LoadGenerator load = bench.load();
    try (Server sennit = sum(Row.SENNIT, Delivery.ON_LOOP);
        Server virtual = sum(VIRTUAL, Delivery.IN_ORDER);
        Server limit = bench.limit();
        Server twisted = bench.twisted();
        Server daemon = bench.sennit("[amp]\nlisten = \"tcp:0:interface=127.0.0.1\"\n")) {
      SequencedMap<String, Measurement> measurements = new LinkedHashMap<>();
      for (Server server : List.of(sennit, virtual, limit, twisted)) {
        measurements.put(
            server.name(),
            () ->
                load.rate(
                    server, "-p", Integer.toString(OUTSTANDING), "-t", Double.toString(seconds)));
      }
      rates(
          "C, 64 calls: on the loop",
          measurements,
          List.of(new AtLeast(15, Workbench.TWISTED), new AtLeast(0.4, Workbench.LIMIT)));
      System.err.println("10,000 idle connections ...");
      single(
          "resident with 10,000 idle, serve",
          "MiB",
          load.residentBeside(daemon, IDLE_CONNECTIONS),
          MAX_RESIDENT_MEBIBYTES);
    }
  }

  /// A client here, and a server in a virtual machine of its own.
  private void javaToJava() throws IOException, InterruptedException {
    try (Server sennit = sum(Row.SENNIT, Delivery.ON_LOOP);
        Server virtual = sum(VIRTUAL, Delivery.IN_ORDER);
        Server grpc = bench.java(GRPC, List.of(), SumServer.class, "grpc");
        AmpCalls toSennit = new AmpCalls(sennit);
        AmpCalls toVirtual = new AmpCalls(virtual);
        GrpcCalls toGrpc = new GrpcCalls(grpc)) {
      System.err.println("warm-up ...");
      for (Calls calls : List.of(toGrpc, toSennit, toVirtual)) {
        calls.rate(OUTSTANDING, warmUp);
      }
      for (int outstanding : List.of(OUTSTANDING, 1)) {
        SequencedMap<String, Measurement> measurements = new LinkedHashMap<>();
        measurements.put(Row.SENNIT, () -> toSennit.rate(outstanding, seconds));
        measurements.put(VIRTUAL, () -> toVirtual.rate(outstanding, seconds));
        measurements.put(GRPC, () -> toGrpc.rate(outstanding, seconds));
        rates(
            "Java, " + outstanding + (outstanding == 1 ? " call" : " calls") + ": on the loop",
            measurements,
            List.of(new AtLeast(outstanding == 1 ? 1.5 : 6, GRPC)));
      }
      allocations("on the loop", toSennit.allocation(seconds));
      allocations("virtual threads", toVirtual.allocation(seconds));
    }
  }

  private void allocations(String mode, Allocation allocation) {
    single("a call allocates here, " + mode, "bytes", allocation.here(), MAX_CALL_BYTES);
    single("a call allocates there, " + mode, "bytes", allocation.there(), MAX_CALL_BYTES);
  }

  /// What both sides hold when much has been streamed, beside what they held after as much before.
  private void streamed() throws IOException, InterruptedException {
    List<String> small =
        List.of("-Xms64m", "-Xmx64m", "-XX:+AlwaysPreTouch", "-XX:MaxDirectMemorySize=32m");
    try (Server sennit = bench.java(Row.SENNIT, small, SumServer.class, Delivery.IN_ORDER.name());
        AmpCalls calls = new AmpCalls(sennit)) {
      System.err.println("1 GiB streamed ...");
      calls.stream(STREAM_WARM_MEBIBYTES);
      double there = sennit.program().residentMebibytes();
      double here = usedMebibytes();
      long begun = System.nanoTime();
      calls.stream(STREAM_MEBIBYTES);
      double rate = STREAM_MEBIBYTES / ((System.nanoTime() - begun) / 1e9);
      single(
          "heap that grew while 1 GiB was streamed, client",
          "MiB",
          usedMebibytes() - here,
          MAX_GROWTH_MEBIBYTES);
      single(
          "resident that grew meanwhile, server",
          "MiB",
          sennit.program().residentMebibytes() - there,
          MAX_GROWTH_MEBIBYTES);
      report.add(new Row("streamed", "MiB/s", one(rate), List.of()));
    }
  }

  private static double usedMebibytes() {
    System.gc();
    return (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) / MEBIBYTE;
  }

  private void rates(
      String measure, SequencedMap<String, Measurement> measurements, List<Requirement> required)
      throws IOException, InterruptedException {
    System.err.println(measure + " ...");
    report.add(new Row(measure, "calls/s", rounds.of(measurements), required));
  }

  private void single(String measure, String unit, double value, double most) {
    report.add(new Row(measure, unit, one(value), List.of(new AtMost(most))));
  }

  private static SequencedMap<String, Sample> one(double value) {
    SequencedMap<String, Sample> samples = new LinkedHashMap<>();
    samples.put(Row.SENNIT, Sample.of(value));
    return samples;
  }
}
