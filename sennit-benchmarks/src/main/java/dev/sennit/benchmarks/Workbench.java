package dev.sennit.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where a comparison works: its files, its servers, its load generator.
///
/// @param room the room, as in the names of the files: `amp`
/// @param module directory of sennit-benchmarks
/// @param directory the one under target/ that everything is written to
/// @param launcher the command before `serve`
public record Workbench(String room, Path module, Path directory, List<String> launcher) {
  /// The name of the minimal server in C.
  public static final String LIMIT = "C";

  /// The name of Twisted's server.
  public static final String TWISTED = "Twisted";

  private static final Pattern ADDRESS = Pattern.compile("127\\.0\\.0\\.1:[0-9]+");

  /// Compiles the yardsticks. Where the module and the launcher are is told by the system
  /// properties `sennit.benchmarks` and `sennit.launcher`.
  public static Workbench prepare(String room) throws IOException, InterruptedException {
    Path module = Path.of(System.getProperty("sennit.benchmarks", "."));
    Path directory = Files.createDirectories(module.resolve("target/bench"));
    Workbench bench =
        new Workbench(
            room, module, directory, List.of(System.getProperty("sennit.launcher", "./sennit")));
    Files.deleteIfExists(bench.log());
    Process make =
        new ProcessBuilder(
                "make", "-s", "-C", module.resolve("src/main/c").toString(), "OUT=" + directory)
            .inheritIO()
            .start();
    if (make.waitFor() != 0) {
      throw new IOException("make: ended with " + make.exitValue());
    }
    return bench;
  }

  /// What all programs said on standard error.
  public Path log() {
    return directory.resolve(room + ".log");
  }

  /// Where the raw values go.
  public Path results() {
    return directory.resolve(room + ".json");
  }

  /// The load generator of the room.
  public LoadGenerator load() {
    return new LoadGenerator(directory.resolve(room + "_load"), log());
  }

  /// `sennit serve` with this configuration, behind a line for the directory of its state.
  public Server sennit(String configuration) throws IOException {
    Path file = directory.resolve("sennit-" + room + ".toml");
    Files.writeString(
        file, "state = \"%s\"%n%n%s".formatted(directory.resolve("state"), configuration));
    List<String> command = new ArrayList<>(launcher);
    command.addAll(List.of("serve", "-c", file.toString()));
    return start(Row.SENNIT, command);
  }

  /// The minimal server in C, `ROOM_limit PORT`.
  public Server limit() throws IOException {
    return start(LIMIT, List.of(directory.resolve(room + "_limit").toString(), "0"));
  }

  /// Twisted's server, `twisted_ROOM.py`.
  public Server twisted() throws IOException {
    Path script = module.resolve("src/main/python").resolve("twisted_" + room + ".py");
    return start(TWISTED, List.of("/usr/bin/python3", script.toString()));
  }

  /// A program of ours, in a virtual machine of its own.
  ///
  /// @param name as in the report
  /// @param options of the virtual machine
  public Server java(String name, List<String> options, Class<?> program, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            program.getName()));
    command.addAll(Arrays.asList(arguments));
    return start(name, command);
  }

  /// Any command that says a line with `127.0.0.1:PORT`, and then one that begins with `Ready`.
  public Server start(String name, List<String> command) throws IOException {
    Program program = Program.start(command, log());
    try {
      for (String line : program.awaitLine("Ready")) {
        Matcher address = ADDRESS.matcher(line);
        if (address.find()) {
          return new Server(name, program, address.group());
        }
      }
      throw new IOException(name + ": no line with 127.0.0.1:PORT");
    } catch (IOException | RuntimeException e) {
      program.close();
      throw e;
    }
  }
}
