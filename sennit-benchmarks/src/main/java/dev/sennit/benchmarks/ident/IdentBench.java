package dev.sennit.benchmarks.ident;

import dev.sennit.benchmarks.Program;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
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
record IdentBench(Path module, Path directory, List<String> launcher) {
  /// The name of the minimal server in C.
  static final String LIMIT = "C";

  /// The name of Debian's oidentd.
  static final String OIDENTD = "oidentd";

  /// A server that runs.
  ///
  /// @param name as in the report
  /// @param program its process
  /// @param address `127.0.0.1:PORT`
  record Server(String name, Program program, String address) implements AutoCloseable {
    @Override
    public void close() {
      program.close();
    }
  }

  /// Connections that are open and idle.
  ///
  /// @param program what holds them
  record Idle(Program program) implements AutoCloseable {
    /// Closes them, after a check that the server has closed none.
    void finish() throws IOException, InterruptedException {
      checked(program.finish());
    }

    @Override
    public void close() {
      program.close();
    }
  }

  /// Compiles the yardsticks and writes the configuration.
  static IdentBench prepare(Path module, List<String> launcher)
      throws IOException, InterruptedException {
    Path directory = Files.createDirectories(module.resolve("target/bench"));
    IdentBench bench = new IdentBench(module, directory, launcher);
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

        [ident]
        listen = "tcp:0:interface=127.0.0.1"
        queries = 1000000000
        """
            .formatted(directory.resolve("state")));
    return bench;
  }

  private Path configuration() {
    return directory.resolve("sennit-ident.toml");
  }

  /// What all programs said on standard error.
  Path log() {
    return directory.resolve("ident.log");
  }

  Server sennit() throws IOException {
    List<String> command = new ArrayList<>(launcher);
    command.addAll(List.of("serve", "-c", configuration().toString()));
    return ready("Sennit", command);
  }

  Server limit() throws IOException {
    return ready(LIMIT, List.of(directory.resolve("ident_limit").toString(), "0"));
  }

  private Server ready(String name, List<String> command) throws IOException {
    Program program = Program.start(command, log());
    try {
      for (String line : program.awaitLine("Ready")) {
        String[] words = line.split("\\s+", -1);
        if (words[0].equals("ident")) {
          return new Server(name, program, words[1]);
        }
      }
      throw new IOException(name + ": no line `ident  127.0.0.1:PORT`");
    } catch (IOException | RuntimeException e) {
      program.close();
      throw e;
    }
  }

  /// oidentd in the foreground. It does not tell when it is ready, so it is asked until it answers.
  Server oidentd() throws IOException, InterruptedException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Program program =
        Program.start(
            List.of(
                "oidentd",
                "-i",
                "-q",
                "-S",
                "-l",
                "1000",
                "-a",
                "127.0.0.1",
                "-p",
                Integer.toString(port)),
            log());
    Server server = new Server(OIDENTD, program, "127.0.0.1:" + port);
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (System.nanoTime() < deadline) {
      try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return server;
      } catch (IOException e) {
        Thread.sleep(20);
      }
    }
    program.close();
    throw new IOException("oidentd: does not listen, see " + log());
  }

  /// Queries a second.
  ///
  /// @param options of the load generator
  double rate(Server server, String... options) throws IOException, InterruptedException {
    List<String> command = load("load", server, options);
    try (Program program = Program.start(command, log())) {
      return number(checked(program.finish()), "rate");
    }
  }

  /// Opens connections, asks once on each and keeps them open until the holder is finished.
  Idle hold(Server server, int connections) throws IOException {
    Program program =
        Program.start(load("idle", server, "-c", Integer.toString(connections)), log());
    try {
      program.awaitLine("ready");
      return new Idle(program);
    } catch (IOException | RuntimeException e) {
      program.close();
      throw e;
    }
  }

  private List<String> load(String mode, Server server, String... options) {
    List<String> command = new ArrayList<>();
    command.add(directory.resolve("ident_load").toString());
    command.add(mode);
    command.addAll(List.of(options));
    command.add(server.address());
    return command;
  }

  private static String checked(String json) throws IOException {
    String result = json.strip();
    if (!result.startsWith("{")) {
      throw new IOException("ident_load: ended without a result: " + result);
    }
    if (number(result, "wrong") + number(result, "lost") + number(result, "closed") > 0) {
      throw new IOException("ident_load: " + result + " (expected: none wrong, lost, closed)");
    }
    return result;
  }

  private static double number(String json, String name) throws IOException {
    Matcher matcher = Pattern.compile('"' + name + "\":([0-9.]+)").matcher(json);
    if (!matcher.find()) {
      throw new IOException("ident_load: " + json + " (expected: a number " + name + ")");
    }
    return Double.parseDouble(matcher.group(1));
  }
}
