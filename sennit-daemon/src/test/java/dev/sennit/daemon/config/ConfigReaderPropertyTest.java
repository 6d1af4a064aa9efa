package dev.sennit.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Whatever is done to a good file, the reader gives a configuration or faults, never an exception.
class ConfigReaderPropertyTest {
  static final String GOOD =
      """
      state = "s"
      [log]
      format = "text"
      level = "info"
      [metrics]
      listen = "tcp:9113:interface=127.0.0.1"
      [limits]
      connections = 20000
      frame-bytes = 65536
      [timeouts]
      idle = "1h"
      [table.inline]
      source = "static"
      entries = { "alice@example.com" = "alice@box.test", 'b' = "c" }
      walk = "address"
      cache = { size = 10, positive = "60s", negative = "10s", stale = "5m" }
      [table.pg]
      source = "postgresql"
      url = "jdbc:postgresql://127.0.0.1:5432/mail"
      query = "SELECT value FROM aliases WHERE name = '%s'"
      domains = [ "example.com",
        "example.org" ]
      [table.all]
      source = "chain"
      tables = ["inline", "pg"]
      [[maps]]
      protocol = "tcp_table"
      listen = "tcp:4242:interface=127.0.0.1"
      table = "inline"
      [[maps]]
      protocol = "socketmap"
      listen = "unix:/run/sennit/maps.sock:mode=660"
      tables = ["all", "inline"]
      """;

  static ConfigReader.Result read(String toml) {
    return new ConfigReader(Path.of("/nonexistent"), Path.of("/nonexistent/state")).read(toml);
  }

  static void check(String toml) {
    if (read(toml) instanceof ConfigReader.Result.Bad(List<ConfigFault> faults)) {
      assertThat(faults).isNotEmpty().isSorted();
      assertThat(faults)
          .allSatisfy(fault -> {
            assertThat(fault.line()).isPositive();
            assertThat(fault.column()).isPositive();
            assertThat(fault.message()).isNotBlank().doesNotContain("\n");
          });
    }
  }

  @Property(tries = 1)
  void read_goodFile_isGood() {
    assertThat(read(GOOD)).isInstanceOf(ConfigReader.Result.Good.class);
  }

  @Property(tries = 400)
  void read_mutatedFile_givesConfigOrFaults(@ForAll("mutations") String toml) {
    check(toml);
  }

  @Property(tries = 150)
  void read_linesShuffled_givesConfigOrFaults(@ForAll("shuffles") List<String> lines) {
    check(String.join("\n", lines));
  }

  @Property(tries = 150)
  void read_anyText_givesConfigOrFaults(@ForAll String toml) {
    check(toml);
  }

  @Provide
  Arbitrary<List<String>> shuffles() {
    return Arbitraries.shuffle(GOOD.lines().toList());
  }

  /// One to three cuts, each with something else put in.
  @Provide
  Arbitrary<String> mutations() {
    Arbitrary<String> patch =
        Arbitraries.oneOf(
            Arbitraries.of(
                "",
                "\"",
                "'",
                "=",
                "[",
                "]",
                "{",
                "}",
                "\n",
                "1",
                "true",
                "\\u0000",
                "\0",
                "-1",
                "[]",
                "{}",
                "\"\"",
                "a.b",
                "99999999999999999999",
                "1979-05-27",
                "é",
                "\\",
                "#"),
            Arbitraries.strings().ofMaxLength(4));
    Arbitrary<String> once = mutated(Arbitraries.just(GOOD), patch);
    return Arbitraries.oneOf(once, mutated(mutated(once, patch), patch));
  }

  private static Arbitrary<String> mutated(Arbitrary<String> text, Arbitrary<String> patch) {
    return Combinators.combine(
            text, Arbitraries.doubles().between(0, 1), Arbitraries.integers().between(0, 12), patch)
        .as((whole, at, cut, put) -> {
          int from = (int) (at * whole.length());
          int to = Math.min(whole.length(), from + cut);
          return whole.substring(0, from) + put + whole.substring(to);
        });
  }
}
