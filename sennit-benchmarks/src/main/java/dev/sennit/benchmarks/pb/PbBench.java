package dev.sennit.benchmarks.pb;

import dev.sennit.benchmarks.Program;
import dev.sennit.net.Delivery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The files of the comparison, its servers and its load generator.
///
/// @param module directory of sennit-benchmarks
/// @param directory the one under target/ that everything is written to
/// @param launcher the command before `serve`
record PbBench(Path module, Path directory, List<String> launcher) {

  /// A server that runs.
  ///
  /// @param name for messages
  /// @param program its process
  /// @param address `127.0.0.1:PORT`
  record Server(String name, Program program, String address) implements AutoCloseable {
    int port() {
      return Integer.parseInt(address.substring(address.indexOf(':') + 1));
    }

    @Override
    public void close() {
      program.close();
    }
  }

  /// Compiles the yardsticks and writes the configuration.
  static PbBench prepare(Path module, List<String> launcher)
      throws IOException, InterruptedException {
    Path directory = Files.createDirectories(module.resolve("target/bench"));
    PbBench bench = new PbBench(module, directory, launcher);
    Files.deleteIfExists(bench.log());
    Process make =
        new ProcessBuilder(
                "make", "-s", "-C", module.resolve("src/main/c").toString(), "OUT=" + directory)
            .inheritIO()
            .start();
    if (make.waitFor() != 0) {
      throw new IOException("make: ended with " + make.exitValue());
    }
    Files.writeString(
        bench.configuration(),
        """
        state = "%s"

        [pb]
        listen = "tcp:0:interface=127.0.0.1"
        """
            .formatted(directory.resolve("state")));
    return bench;
  }

  private Path configuration() {
    return directory.resolve("sennit-pb.toml");
  }

  /// What all programs said on standard error.
  Path log() {
    return directory.resolve("pb.log");
  }

  Server sennit() throws IOException {
    List<String> command = new ArrayList<>(launcher);
    command.addAll(List.of("serve", "-c", configuration().toString()));
    return ready("Sennit", command);
  }

  Server twisted() throws IOException {
    String script = module.resolve("src/main/python/twisted_pb.py").toString();
    return ready("Twisted", List.of("/usr/bin/python3", script));
  }

  /// Ours over Perspective Broker.
  Server pb(Delivery delivery) throws IOException {
    return java("pb " + delivery, delivery.name());
  }

  /// The same over RMI.
  Server rmi() throws IOException {
    return java("RMI", "rmi");
  }

  private Server java(String name, String argument) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return ready(
        name,
        List.of(
            java,
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            AddServer.class.getName(),
            argument));
  }

  private Server ready(String name, List<String> command) throws IOException {
    Program program = Program.start(command, log());
    try {
      for (String line : program.awaitLine("Ready")) {
        Matcher address = Pattern.compile("127\\.0\\.0\\.1:[0-9]+").matcher(line);
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

  /// Calls a second.
  double rate(Server server, int outstanding, String seconds)
      throws IOException, InterruptedException {
    List<String> command =
        List.of(
            directory.resolve("pb_load").toString(),
            "load",
            "-p",
            Integer.toString(outstanding),
            "-t",
            seconds,
            server.address());
    try (Program program = Program.start(command, log())) {
      return number(checked(program.finish()), "rate");
    }
  }

  /// The resident memory of the server in MiB with so many connections, each of which has called
  /// once.
  double residentBeside(Server server, int connections) throws IOException, InterruptedException {
    List<String> command =
        List.of(
            directory.resolve("pb_load").toString(),
            "idle",
            "-c",
            Integer.toString(connections),
            server.address());
    try (Program program = Program.start(command, log())) {
      program.awaitLine("ready");
      double resident = server.program().residentMebibytes();
      checked(program.finish());
      return resident;
    }
  }

  private static String checked(String json) throws IOException {
    String result = json.strip();
    if (!result.startsWith("{")) {
      throw new IOException("pb_load: ended without a result: " + result);
    }
    if (number(result, "wrong") + number(result, "closed") > 0) {
      throw new IOException("pb_load: " + result + " (expected: none wrong, closed)");
    }
    return result;
  }

  private static double number(String json, String name) throws IOException {
    Matcher matcher = Pattern.compile('"' + name + "\":([0-9.]+)").matcher(json);
    if (!matcher.find()) {
      throw new IOException("pb_load: " + json + " (expected: a number " + name + ")");
    }
    return Double.parseDouble(matcher.group(1));
  }
}
