package dev.sennit.benchmarks.maps;

import dev.sennit.benchmarks.Report;
import dev.sennit.benchmarks.Requirement.MedianAtMost;
import dev.sennit.benchmarks.Row;
import dev.sennit.benchmarks.Sample;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalInt;
import java.util.SequencedMap;

/// The whole process of one lookup, from its start to its exit: `sennit maps get` and `postmap -q`.
record CommandStart(Workshop workshop, Choice choice) {
  private static final int WARM_UPS = 3;
  private static final int ROUNDS = 15;
  private static final int NUMBER = 42;

  void measure(Report report) throws IOException, InterruptedException {
    try (MapServer server = Contender.limit(workshop).start(workshop, OptionalInt.empty())) {
      String endpoint = server.endpoint(Door.TCP_TABLE);
      SequencedMap<String, List<String>> commands = new LinkedHashMap<>();
      if (!choice.launcher().isEmpty()) {
        List<String> command = new ArrayList<>(choice.launcher());
        command.addAll(List.of("maps", "get", endpoint, Workshop.key(NUMBER)));
        commands.put(Row.SENNIT, command);
      }
      commands.put("postmap", List.of("postmap", "-q", Workshop.key(NUMBER), endpoint));
      report.add(
          new Row("maps get of one key", "s", timed(commands), List.of(new MedianAtMost(0.4))));
    }
  }

  private SequencedMap<String, Sample> timed(SequencedMap<String, List<String>> commands)
      throws IOException, InterruptedException {
    Postmap timer = new Postmap(workshop, 0);
    SequencedMap<String, List<Double>> seconds = new LinkedHashMap<>();
    for (int round = -WARM_UPS; round < ROUNDS; round++) {
      for (var command : commands.entrySet()) {
        double taken = timer.seconds(command.getValue(), Workshop.value(NUMBER));
        if (round >= 0) {
          seconds.computeIfAbsent(command.getKey(), _ -> new ArrayList<>()).add(taken);
        }
      }
    }
    SequencedMap<String, Sample> samples = new LinkedHashMap<>();
    seconds.forEach((name, values) -> samples.put(name, new Sample(values)));
    return samples;
  }
}
