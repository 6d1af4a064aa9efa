package dev.sennit.benchmarks.pb;

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
import dev.sennit.net.Delivery;
import dev.sennit.pb.PbClient;
import dev.sennit.pb.PbRemote;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;

/// Compares `add(a, b)` over Perspective Broker with Twisted's and with RMI, prints the table; exit
/// code 0 when all that is required holds.
///
/// Required is what the fastest way to use Sennit reaches, which is also what each row's name says:
/// handlers on the event loop, and calls that are made by the answers to others. The other ways
/// stand beside it.
///
/// Run by `sennit-benchmarks/bench pb`.
public final class PbComparison {
  private static final String TWISTED = Workbench.TWISTED;
  private static final String RMI = "RMI";
  private static final String WITHOUT = "without";
  private static final String DAEMON = "sennit serve";

  private static final int OUTSTANDING = 64;
  private static final int OBJECTS = 100_000;
  private static final int IDLE_CONNECTIONS = 10_000;
  private static final double MAX_RESIDENT_MEBIBYTES = 300;
  private static final double MAX_GROWTH_MEBIBYTES = 4;
  private static final double MEBIBYTE = 1024 * 1024;

  /// An object that was given back may still be named for ten seconds, as Twisted does.
  private static final int FORGOTTEN_MILLIS = 11_000;

  private final Workbench bench;
  private final Report report;
  private final Rounds rounds;
  private final double seconds;

  private PbComparison(Workbench bench, Report report, boolean quick) {
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
    Workbench bench = Workbench.prepare("pb");
    PbComparison comparison = new PbComparison(bench, report, quick);
    comparison.besideTwisted();
    comparison.besideRmi();
    report.write(bench.results());
    System.out.println(report.machine());
    System.out.println(report.table());
    System.exit(report.holds() ? 0 : 1);
  }

  private Server pb(Delivery delivery) throws IOException {
    return bench.java("pb " + delivery, List.of(), AddServer.class, delivery.name());
  }

  private void besideTwisted() throws IOException, InterruptedException {
    LoadGenerator load = bench.load();
    try (Server onLoop = pb(Delivery.ON_LOOP);
        Server inOrder = pb(Delivery.IN_ORDER);
        Server daemon = bench.sennit("[pb]\nlisten = \"tcp:0:interface=127.0.0.1\"\n");
        Server twisted = bench.twisted()) {
      System.err.println("add from C ...");
      String[] options = {"-p", Integer.toString(OUTSTANDING), "-t", Double.toString(seconds)};
      SequencedMap<String, Measurement> servers = new LinkedHashMap<>();
      servers.put(onLoop.name(), () -> load.rate(onLoop, options));
      servers.put(inOrder.name(), () -> load.rate(inOrder, options));
      servers.put(DAEMON, () -> load.rate(daemon, options));
      servers.put(TWISTED, () -> load.rate(twisted, options));
      SequencedMap<String, Sample> samples = rounds.of(servers);
      row("C, 64 calls: on the loop", samples, onLoop.name(), TWISTED, new AtLeast(20, TWISTED));
      row("C, 64 calls: virtual threads", samples, inOrder.name(), TWISTED);
      row("C, 64 calls: sennit serve", samples, DAEMON, TWISTED);
      System.err.println("10,000 idle connections ...");
      single(
          "resident with 10,000 idle",
          load.residentBeside(daemon, IDLE_CONNECTIONS),
          MAX_RESIDENT_MEBIBYTES);
    }
  }

  private void besideRmi() throws IOException, InterruptedException {
    try (Server onLoop = pb(Delivery.ON_LOOP);
        Server inOrder = pb(Delivery.IN_ORDER);
        Server rmi = bench.java(RMI, List.of(), AddServer.class, "rmi");
        PbClient toLoop = JavaCalls.connect(onLoop);
        PbClient toOrder = JavaCalls.connect(inOrder)) {
      besideRmi(toLoop.root(), toOrder.root(), rmi, OUTSTANDING, 3);
      JavaCalls.objects(toLoop.root(), OBJECTS).forEach(PbRemote::close); // tables have their size
      besideRmi(toLoop.root(), toOrder.root(), rmi, 1, 0.9); // and what was closed is forgotten
      references(toLoop.root());
    }
  }

  private void besideRmi(
      PbRemote onLoop, PbRemote inOrder, Server rmi, int outstanding, double factor)
      throws IOException, InterruptedException {
    String calls = "Java, " + outstanding + (outstanding == 1 ? " call: " : " calls: ");
    System.err.println(calls + "...");
    String fastest = calls + "chained, on the loop";
    SequencedMap<String, Measurement> ways = new LinkedHashMap<>();
    ways.put(fastest, () -> JavaCalls.chained(onLoop, outstanding, seconds));
    ways.put(
        calls + "waited for, on the loop", () -> JavaCalls.waiting(onLoop, outstanding, seconds));
    ways.put(
        calls + "chained, virtual threads", () -> JavaCalls.chained(inOrder, outstanding, seconds));
    ways.put(
        calls + "waited for, virtual threads",
        () -> JavaCalls.waiting(inOrder, outstanding, seconds));
    ways.put(RMI, () -> JavaCalls.rmi(rmi, outstanding, seconds));
    SequencedMap<String, Sample> samples = rounds.of(ways);
    row(fastest, samples, fastest, RMI, new AtLeast(factor, RMI));
    samples.sequencedKeySet().stream()
        .filter(way -> !way.equals(fastest) && !way.equals(RMI))
        .forEach(way -> row(way, samples, way, RMI));
  }

  /// Calls on one connection, in turn with and without the objects that it holds.
  private void references(PbRemote root) throws IOException, InterruptedException {
    System.err.println("100,000 references ...");
    awaitNoneHeld(root);
    double before = JavaCalls.number(root, "used") / MEBIBYTE;
    List<PbRemote> objects = new ArrayList<>();
    SequencedMap<String, Measurement> ways = new LinkedHashMap<>();
    ways.put(
        Row.SENNIT,
        () -> {
          objects.addAll(JavaCalls.objects(root, OBJECTS));
          return JavaCalls.chained(root, OUTSTANDING, seconds);
        });
    ways.put(
        WITHOUT,
        () -> {
          objects.forEach(PbRemote::close);
          objects.clear();
          awaitNoneHeld(root);
          return JavaCalls.chained(root, OUTSTANDING, seconds);
        });
    row(
        "chained, beside 100,000 references",
        rounds.warm().of(ways),
        Row.SENNIT,
        WITHOUT,
        new AtLeast(0.9, WITHOUT));
    objects.addAll(JavaCalls.objects(root, OBJECTS));
    objects.clear(); // nobody closes them
    awaitNoneHeld(root);
    Thread.sleep(FORGOTTEN_MILLIS);
    double after = JavaCalls.number(root, "used") / MEBIBYTE;
    single("heap that grew after they were dropped", after - before, MAX_GROWTH_MEBIBYTES);
  }

  /// The collector gives back what nobody holds; it is asked for until all is.
  private static void awaitNoneHeld(PbRemote root) throws InterruptedException {
    while (JavaCalls.number(root, "held") > 0) {
      System.gc();
      Thread.sleep(50);
    }
  }

  private void row(
      String measure,
      SequencedMap<String, Sample> samples,
      String own,
      String peer,
      Requirement... required) {
    SequencedMap<String, Sample> pair = new LinkedHashMap<>();
    pair.put(Row.SENNIT, Objects.requireNonNull(samples.get(own)));
    pair.put(peer, Objects.requireNonNull(samples.get(peer)));
    report.add(new Row(measure, "calls/s", pair, List.of(required)));
  }

  private void single(String measure, double value, double most) {
    SequencedMap<String, Sample> samples = new LinkedHashMap<>();
    samples.put(Row.SENNIT, Sample.of(value));
    report.add(new Row(measure, "MiB", samples, List.of(new AtMost(most))));
  }
}
