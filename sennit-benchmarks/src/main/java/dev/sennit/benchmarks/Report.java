package dev.sennit.benchmarks;

import dev.sennit.benchmarks.Row.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// The rows of a comparison: a table for people, JSON for programs.
public final class Report {
  private static final List<String> HEAD =
      List.of("measure", "unit", "Sennit", "peers", "ratio", "required", "result");

  private final Machine machine;
  private final List<Row> rows = new ArrayList<>();

  /// A report without rows.
  public Report(Machine machine) {
    this.machine = machine;
  }

  /// What the rows were measured on.
  public Machine machine() {
    return machine;
  }

  /// Adds a row.
  public void add(Row row) {
    rows.add(row);
  }

  /// Whether no row fails.
  public boolean holds() {
    return rows.stream().noneMatch(row -> row.verdict() == Verdict.FAIL);
  }

  /// The table, with aligned columns.
  public String table() {
    List<List<String>> cells = new ArrayList<>();
    cells.add(HEAD);
    rows.forEach(row -> cells.add(cells(row)));
    int[] widths = new int[HEAD.size()];
    for (List<String> line : cells) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    return cells.stream().map(line -> aligned(line, widths)).collect(Collectors.joining("\n"));
  }

  private static String aligned(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      line.append(cells.get(i)).repeat(' ', widths[i] - cells.get(i).length() + 2);
    }
    return line.toString().stripTrailing();
  }

  private static List<String> cells(Row row) {
    return List.of(
        row.measure(),
        row.unit(),
        row.sennit().map(Sample::toString).orElse("-"),
        row.peers().stream()
            .map(peer -> peer + " " + row.samples().get(peer))
            .collect(Collectors.joining(", ")),
        row.peers().stream()
            .map(row::ratioTo)
            .flatMap(Optional::stream)
            .map(ratio -> String.format(Locale.ROOT, ratio < 10 ? "%.2f" : "%.1f", ratio))
            .collect(Collectors.joining(", ")),
        row.required().stream().map(Object::toString).collect(Collectors.joining(", ")),
        result(row));
  }

  private static String result(Row row) {
    return switch (row.verdict()) {
      case INFO -> "";
      case PASS -> "PASS";
      case FAIL -> "FAIL" + outOfReach(row);
    };
  }

  /// Names what no peer reaches on this machine either.
  private static String outOfReach(Row row) {
    return row.required().stream()
        .filter(one -> !one.holds(row))
        .filter(one -> row.peers().stream().noneMatch(peer -> one.heldBy(peer, row)))
        .map(one -> " (no peer has " + one + " here)")
        .collect(Collectors.joining());
  }

  /// Writes machine and rows as JSON.
  public void write(Path file) throws IOException {
    String json =
        rows.stream().map(Report::json).collect(Collectors.joining(",\n    ", "[\n    ", "\n  ]"));
    Files.writeString(
        file,
        "{\n  \"machine\": %s,\n  \"rows\": %s\n}\n".formatted(quoted(machine.toString()), json));
  }

  private static String json(Row row) {
    String samples =
        row.samples().entrySet().stream()
            .map(entry -> quoted(entry.getKey()) + ": " + entry.getValue().values())
            .collect(Collectors.joining(", ", "{", "}"));
    return "{\"measure\": %s, \"unit\": %s, \"samples\": %s, \"required\": %s, \"result\": \"%s\"}"
        .formatted(
            quoted(row.measure()),
            quoted(row.unit()),
            samples,
            row.required().stream().map(Object::toString).map(Report::quoted).toList(),
            row.verdict());
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
