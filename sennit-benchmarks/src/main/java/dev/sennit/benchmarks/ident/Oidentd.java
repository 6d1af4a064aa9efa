package dev.sennit.benchmarks.ident;

import dev.sennit.benchmarks.Program;
import dev.sennit.benchmarks.Server;
import dev.sennit.benchmarks.Workbench;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/// Debian's oidentd.
final class Oidentd {
  static final String NAME = "oidentd";

  private static final String OPTIONS = "-i -q -S -l 1000 -a 127.0.0.1 -p";
  private static final long READY_NANOS = 10_000_000_000L;

  private Oidentd() {}

  /// Starts it in the foreground. It does not tell when it is ready, so it is asked until it
  /// answers.
  static Server start(Workbench bench) throws IOException, InterruptedException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    List<String> command = new ArrayList<>();
    command.add(NAME);
    command.addAll(List.of(OPTIONS.split(" ", -1)));
    command.add(Integer.toString(port));
    Program program = Program.start(command, bench.log());
    long deadline = System.nanoTime() + READY_NANOS;
    while (System.nanoTime() < deadline) {
      try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return new Server(NAME, program, "127.0.0.1:" + port);
      } catch (IOException e) {
        Thread.sleep(20);
      }
    }
    program.close();
    throw new IOException("oidentd: does not listen, see " + bench.log());
  }
}
