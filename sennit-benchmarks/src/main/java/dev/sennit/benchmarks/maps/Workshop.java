package dev.sennit.benchmarks.maps;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The files of a comparison: yardsticks, keys, configuration, logs, results.
///
/// @param module directory of sennit-benchmarks
/// @param bench the directory under target/ that everything is written to
/// @param asked how many of the 100,000 keys postmap asks for in a round
public record Workshop(Path module, Path bench, int asked) {
  private static final int ENTRIES = 100_000;
  private static final int SEED = 4242;

  /// Compiles the yardsticks and writes the keys, the SQLite table and the configurations.
  public static Workshop prepare(Path module, int asked) throws IOException, InterruptedException {
    Workshop workshop = new Workshop(module, module.resolve("target/bench"), asked);
    Files.createDirectories(workshop.bench.resolve("state"));
    Files.deleteIfExists(workshop.log());
    Files.deleteIfExists(workshop.loads());
    workshop.run(
        "make", "-s", "-C", module.resolve("src/main/c").toString(), "OUT=" + workshop.bench);
    workshop.writeKeys();
    workshop.run(
        Contender.PYTHON,
        module.resolve("src/main/python/sqlite_table.py").toString(),
        workshop.database().toString(),
        workshop.map().toString());
    for (String source : List.of("file", "sqlite")) {
      Files.writeString(workshop.configuration(source), workshop.configurationText(source));
    }
    return workshop;
  }

  private String configurationText(String source) {
    String table =
        source.equals("file")
            ? "file = \"%s\"".formatted(map())
            : """
            database = "%s"
            query = "SELECT value FROM aliases WHERE name = '%%s'"\
            """
                .formatted(database());
    return """
    state = "%s"

    [table.bench]
    source = "%s"
    %s

    [[maps]]
    protocol = "tcp_table"
    listen = "tcp:0:interface=127.0.0.1"
    table = "bench"

    [[maps]]
    protocol = "socketmap"
    listen = "tcp:0:interface=127.0.0.1"

    [[maps]]
    protocol = "socketmap"
    listen = "unix:%s:mode=600"
    """
        .formatted(
            bench.resolve("state"), source, table, bench.resolve("sennit-" + source + ".sock"));
  }

  private void writeKeys() throws IOException {
    List<Integer> numbers =
        IntStream.range(0, ENTRIES).boxed().collect(Collectors.toCollection(ArrayList::new));
    Collections.shuffle(numbers, new Random(SEED));
    List<String> lines = numbers.stream().map(n -> key(n) + "\t" + value(n)).toList();
    Files.write(map(), lines);
    Files.write(answers(), lines.subList(0, asked));
    Files.write(keys(), numbers.stream().limit(asked).map(Workshop::key).toList());
  }

  /// One of the keys.
  ///
  /// @param number 0 to 99,999
  public static String key(int number) {
    return "user" + number + "@example.com";
  }

  /// The value of that key.
  public static String value(int number) {
    return "box" + number + "@mail.example.net";
  }

  private void run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(Redirect.appendTo(log().toFile()))
            .redirectErrorStream(true)
            .start();
    if (process.waitFor() != 0) {
      throw new IOException(
          "%s: ended with %d, see %s"
              .formatted(String.join(" ", command), process.exitValue(), log()));
    }
  }

  /// Lines of `key TAB value`: the table of all servers.
  public Path map() {
    return bench.resolve("keys.map");
  }

  /// What postmap has to print for the keys it asks for.
  public Path answers() {
    return bench.resolve("answers");
  }

  /// The keys that postmap asks for, in the same order.
  public Path keys() {
    return bench.resolve("keys");
  }

  /// The same in the table `aliases` of an SQLite database.
  public Path database() {
    return bench.resolve("keys.sqlite");
  }

  /// Sennit's configuration with the keys in such a source.
  ///
  /// @param source `file` or `sqlite`
  public Path configuration(String source) {
    return bench.resolve("sennit-" + source + ".toml");
  }

  /// One of the compiled yardsticks.
  public Path yardstick(String name) {
    return bench.resolve(name);
  }

  /// What all programs said on standard error.
  public Path log() {
    return bench.resolve("maps.log");
  }

  /// All answers of the load generator, one JSON object a line.
  public Path loads() {
    return bench.resolve("maps-load.jsonl");
  }

  /// Keeps an answer of the load generator.
  public void keepLoad(String json) throws IOException {
    Files.writeString(loads(), json + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
