package dev.sennit.benchmarks.maps;

import dev.sennit.benchmarks.Program;
import dev.sennit.benchmarks.Row;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// A map server that can be started.
///
/// @param name as in the report
/// @param command prints `protocol endpoint ...` for each listener, then a line `Ready`
public record Contender(String name, List<String> command) {
  /// The name of the minimal server in C.
  public static final String LIMIT = "C";

  /// The name of Twisted's server.
  public static final String TWISTED = "Twisted";

  /// The Python that Debian's Twisted belongs to.
  static final String PYTHON = "/usr/bin/python3";

  /// Copies the command.
  public Contender {
    command = List.copyOf(command);
  }

  /// The yardstick.
  public static Contender limit(Workshop workshop) {
    return new Contender(
        LIMIT,
        List.of(
            workshop.yardstick("maps_limit").toString(),
            workshop.map().toString(),
            "tcp:127.0.0.1:0",
            "socketmap:inet:127.0.0.1:0",
            "socketmap:unix:" + workshop.bench().resolve("limit.sock")));
  }

  /// Twisted's PostfixTCPMapDictServerFactory.
  public static Contender twisted(Workshop workshop) {
    Path script = workshop.module().resolve("src/main/python/twisted_map.py");
    return new Contender(
        TWISTED, List.of(PYTHON, script.toString(), "0", workshop.map().toString()));
  }

  /// Sennit's daemon.
  ///
  /// @param launcher the command before `serve`
  /// @param source `file` or `sqlite`
  public static Contender sennit(Workshop workshop, List<String> launcher, String source) {
    List<String> command = new ArrayList<>(launcher);
    command.addAll(List.of("serve", "-c", workshop.configuration(source).toString()));
    return new Contender(Row.SENNIT, command);
  }

  /// Starts it and waits until it is ready.
  ///
  /// @param core the only one it may use, if any
  public MapServer start(Workshop workshop, OptionalInt core) throws IOException {
    List<String> pinned = new ArrayList<>();
    core.ifPresent(number -> pinned.addAll(List.of("taskset", "-c", Integer.toString(number))));
    pinned.addAll(command);
    Program program = Program.start(pinned, workshop.log());
    try {
      return MapServer.of(name, program, program.awaitLine("Ready"));
    } catch (IOException | RuntimeException e) {
      program.close();
      throw e;
    }
  }
}
