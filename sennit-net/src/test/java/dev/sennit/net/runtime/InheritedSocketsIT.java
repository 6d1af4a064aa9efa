package dev.sennit.net.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sennit.net.Delivery;
import dev.sennit.net.Listen;
import dev.sennit.net.Transport;
import dev.sennit.testkit.ChildProcess;
import dev.sennit.testkit.RawPeer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Sockets that a service manager opens, and a program that is started with them.
@Timeout(60)
class InheritedSocketsIT {
  private static final Duration LONG = Duration.ofSeconds(30);

  /// Does what a service manager does: opens sockets as descriptors from 3 on, and becomes the
  /// program.
  private static final String MANAGER =
      """
      import os, socket, sys
      port = socket.socket()
      port.bind(("127.0.0.1", 0))
      port.listen(16)
      unix = socket.socket(socket.AF_UNIX)
      unix.bind(sys.argv[1])
      unix.listen(16)
      one, other = os.dup2(port.fileno(), 40), os.dup2(unix.fileno(), 41)
      os.dup2(one, 3)
      os.dup2(other, 4)
      os.set_inheritable(3, True)
      os.set_inheritable(4, True)
      print("port", port.getsockname()[1], flush=True)
      os.environ["LISTEN_FDS"] = "2"
      os.environ["LISTEN_FDNAMES"] = "first:second"
      os.environ["LISTEN_PID"] = str(os.getpid())
      os.execv(sys.argv[2], sys.argv[2:])
      """;

  /// The program that is started: serves lines on both sockets.
  public static final class Program {
    private Program() {}

    /// Serves until it is killed.
    public static void main(String[] arguments) throws InterruptedException {
      List<Listen> sockets =
          List.of(
              Listen.parse("systemd:domain=INET:index=0"),
              Listen.parse("systemd:domain=UNIX:name=second"));
      NettyServer server =
          NettyServer.start(
              Lines.terms(Delivery.IN_ORDER),
              Transport.EPOLL,
              sockets,
              Lines::conversation,
              Lines.echo());
      System.out.println("ready " + server.addresses());
      try {
        NettyServer.start(
            Lines.terms(Delivery.IN_ORDER),
            Transport.EPOLL,
            sockets,
            Lines::conversation,
            Lines.echo());
      } catch (IllegalStateException e) {
        System.out.println("again: " + e.getMessage());
      }
      server.awaitClosed();
    }
  }

  @Test
  void program_startedWithSockets_servesThem(@TempDir Path folder) {
    Path socket = folder.resolve("socket");
    try (ChildProcess program =
        ChildProcess.start(
            "python3",
            "-c",
            MANAGER,
            socket.toString(),
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Program.class.getName())) {
      int port = Integer.parseInt(program.awaitLine("port (\\d+)", LONG).group(1));
      assertThat(program.awaitLine("ready \\[(.*), (.*)]", LONG).group(1))
          .isEqualTo("/127.0.0.1:" + port);
      assertThat(program.output()).contains(socket.toString());
      assertThat(program.awaitLine("again: (.*)", LONG).group(1))
          .contains("systemd:domain=INET:index=0", "in use already");
      try (RawPeer peer = RawPeer.connect(port)) {
        peer.send("a\\n").expect("a\\n").halfClose().expectEof();
      }
      try (RawPeer peer = RawPeer.connect(socket)) {
        peer.send("b\\n").expect("b\\n").halfClose().expectEof();
      }
    }
  }

  /// Serves lines on standard input until it is killed, or says why not.
  public static final class InetdProgram {
    private InetdProgram() {}

    /// Serves.
    public static void main(String[] arguments) throws InterruptedException {
      try {
        NettyServer server =
            NettyServer.start(
                Lines.terms(Delivery.IN_ORDER),
                Transport.EPOLL,
                List.of(Listen.parse("inetd")),
                Lines::conversation,
                Lines.echo());
        server.awaitClosed();
      } catch (IllegalStateException e) {
        System.err.println("refused: " + e.getMessage());
      }
    }
  }

  private static final String INETD =
      """
      import signal, socket, subprocess, sys
      listener = socket.create_server(("127.0.0.1", 0))
      print("port", listener.getsockname()[1], flush=True)
      program = subprocess.Popen(sys.argv[1:], stdin=listener, stdout=listener)
      listener.close()
      signal.signal(signal.SIGTERM, lambda *_: program.terminate())
      sys.exit(program.wait())
      """;

  private static String[] inetdProgram(String... before) {
    List<String> command = new ArrayList<>(List.of(before));
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            InetdProgram.class.getName()));
    return command.toArray(String[]::new);
  }

  @Test
  void program_withAListeningSocketAsStandardInput_servesIt() {
    try (ChildProcess inetd = ChildProcess.start(inetdProgram("python3", "-c", INETD))) {
      int port = Integer.parseInt(inetd.awaitLine("port (\\d+)", LONG).group(1));
      for (int i = 0; i < 2; i++) {
        try (RawPeer peer = RawPeer.connect(port)) {
          peer.within(LONG).send("a\\n").expect("a\\n").halfClose().expectEof();
        }
      }
    }
  }

  @Test
  void program_withAnotherStandardInput_refuses() {
    try (ChildProcess program = ChildProcess.start(inetdProgram())) {
      program.awaitErrorLine(
          "refused: cannot listen on inetd: standard input is no socket that listens", LONG);
    }
  }

  @Test
  void descriptor_ofEnvironment_isFoundByIndexAndName() {
    Map<String, String> environment =
        Map.of("LISTEN_PID", "7", "LISTEN_FDS", "2", "LISTEN_FDNAMES", "maps:ident");
    assertThat(descriptor("systemd:domain=INET:index=0", environment)).isEqualTo(3);
    assertThat(descriptor("systemd:domain=INET:index=1", environment)).isEqualTo(4);
    assertThat(descriptor("systemd:domain=INET6:name=ident", environment)).isEqualTo(4);
    assertThatThrownBy(() -> descriptor("systemd:domain=INET:index=2", environment))
        .hasMessage(
            "systemd:domain=INET:index=2: no such inherited socket"
                + " (expected: one of 2, named [maps, ident])");
    assertThatThrownBy(() -> descriptor("systemd:domain=INET:name=amp", environment))
        .hasMessageContaining("no such inherited socket");
  }

  @Test
  void descriptor_environmentOfAnotherProcess_isNone() {
    Map<String, String> environment = Map.of("LISTEN_PID", "8", "LISTEN_FDS", "2");
    assertThatThrownBy(() -> descriptor("systemd:domain=INET:index=0", environment))
        .hasMessageContaining("(expected: one of 0, named [])");
    assertThatThrownBy(() ->
            descriptor("systemd:domain=INET:index=0", Map.of("LISTEN_PID", "7", "LISTEN_FDS", "x")))
        .hasMessage("LISTEN_FDS: x (expected: a number)");
  }

  private static int descriptor(String listen, Map<String, String> environment) {
    return InheritedSockets.descriptor((Listen.Inherited) Listen.parse(listen), environment, 7);
  }
}
