package dev.sennit.daemon.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A database server of the system, started for one test on a free port of the loopback.
final class ServerProcess {
  private final Process process;

  private ServerProcess(Process process) {
    this.process = process;
  }

  /// Fails the test if the program is not there.
  static Path program(String path, String apt) {
    Path program = Path.of(path);
    assertThat(program).as("%s is missing: apt-get install %s", path, apt).isExecutable();
    return program;
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /// Runs a program to its end as the user, if the test runs as root.
  static void run(String user, Path directory, String... command) throws Exception {
    Path output = Files.createTempFile("sennit", ".log");
    Process process = builder(user, directory, output, command).start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(output)).isZero();
    Files.delete(output);
  }

  static ServerProcess start(String user, Path directory, Path log, String... command)
      throws IOException {
    return new ServerProcess(builder(user, directory, log, command).start());
  }

  private static ProcessBuilder builder(
      String user, Path directory, Path output, String... command) {
    List<String> line = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      line.addAll(List.of("setpriv", "--reuid=" + user, "--regid=" + user, "--clear-groups", "--"));
    }
    line.addAll(List.of(command));
    return new ProcessBuilder(line)
        .directory(directory.toFile())
        .redirectErrorStream(true)
        .redirectOutput(output.toFile());
  }

  /// A directory that belongs to the user, for the server's data.
  static Path ownDirectory(String name, String user) throws Exception {
    Path directory = Files.createTempDirectory(name);
    if (System.getProperty("user.name").equals("root")) {
      assertThat(new ProcessBuilder("chown", user, directory.toString()).start().waitFor())
          .isZero();
    }
    return directory;
  }

  /// Stops it at once, as a crash would.
  void kill() throws InterruptedException {
    process.destroyForcibly();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
  }

  void stop(String signal) throws Exception {
    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
  }

  /// Waits for its end, after a signal that asks for it.
  void awaitEnd() throws InterruptedException {
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
  }
}
