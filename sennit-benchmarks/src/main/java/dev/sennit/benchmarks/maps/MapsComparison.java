package dev.sennit.benchmarks.maps;

import dev.sennit.benchmarks.Machine;
import dev.sennit.benchmarks.Report;
import dev.sennit.benchmarks.Rounds;
import java.io.IOException;
import java.nio.file.Path;

/// Runs all parts, prints the table; exit code 0 when all that is required holds.
///
/// Run by `sennit-benchmarks/bench maps`.
public final class MapsComparison {
  private MapsComparison() {}

  /// Reads the options of [Choice] and compares.
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Choice choice;
    try {
      choice = Choice.of(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(64);
      return;
    }
    Report report = new Report(Machine.here());
    System.err.println(report.machine());
    Workshop workshop =
        Workshop.prepare(
            Path.of(System.getProperty("sennit.benchmarks", ".")),
            choice.quick() ? 25_000 : 100_000);
    Rounds rounds = choice.quick() ? new Rounds(5, 4) : new Rounds(7, 8);
    boolean complete = true;
    for (Choice.Part part : choice.parts()) {
      System.err.println(part.title() + " ...");
      try {
        measure(part, choice, workshop, rounds, report);
      } catch (IOException e) {
        System.err.println(part.title() + ": " + e.getMessage());
        complete = false;
      }
    }
    report.write(workshop.bench().resolve("maps.json"));
    System.out.println(report.machine());
    System.out.println(report.table());
    System.exit(complete && report.holds() ? 0 : 1);
  }

  private static void measure(
      Choice.Part part, Choice choice, Workshop workshop, Rounds rounds, Report report)
      throws IOException, InterruptedException {
    switch (part) {
      case ONE_CORE -> new OneCore(workshop, choice, rounds).measure(report);
      case ALL_CORES -> new AllCores(workshop, choice, rounds).measure(report);
      case COMMAND -> new CommandStart(workshop, choice).measure(report);
    }
  }
}
