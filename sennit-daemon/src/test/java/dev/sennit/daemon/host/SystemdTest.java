package dev.sennit.daemon.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class SystemdTest {
  /// Java cannot receive datagrams on a UNIX socket, so Debian's own Python does: one a line.
  private static final String RECEIVER =
      """
      import socket, sys
      s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
      s.bind(sys.argv[1].replace('@', chr(0)))
      print('bound', flush=True)
      while True: print(s.recv(4096).decode().replace(chr(10), '|'), flush=True)
      """;

  @TempDir Path directory;

  private static void expectMessages(String socket) throws Exception {
    Process receiver = new ProcessBuilder("/usr/bin/python3", "-c", RECEIVER, socket).start();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(receiver.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(lines.readLine()).isEqualTo("bound");
      Systemd systemd = Systemd.of(Map.of("NOTIFY_SOCKET", socket));
      systemd.ready("serving 1 table");
      systemd.reloading();
      systemd.alive();
      systemd.stopping();
      assertThat(lines.readLine()).isEqualTo("READY=1|STATUS=serving 1 table");
      assertThat(lines.readLine()).matches("RELOADING=1\\|MONOTONIC_USEC=[0-9]+");
      assertThat(lines.readLine()).isEqualTo("WATCHDOG=1");
      assertThat(lines.readLine()).isEqualTo("STOPPING=1");
    } finally {
      receiver.destroy();
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void send_toASocketFile_arrives() throws Exception {
    expectMessages(directory.resolve("notify").toString());
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void send_toAnAbstractName_arrives() throws Exception {
    expectMessages("@sennit-test-" + ProcessHandle.current().pid());
  }

  @Test
  void send_nobodyThere_isNoError() {
    Systemd.of(Map.of("NOTIFY_SOCKET", directory.resolve("none").toString())).alive();
    Systemd.of(Map.of("NOTIFY_SOCKET", "/" + "x".repeat(200))).alive();
    Systemd.of(Map.of()).alive();
  }

  @Test
  void watchdog_environment_isRead() {
    String pid = Long.toString(ProcessHandle.current().pid());
    assertThat(
            Systemd.of(
                    Map.of("NOTIFY_SOCKET", "/x", "WATCHDOG_USEC", "3000000", "WATCHDOG_PID", pid))
                .watchdog())
        .contains(Duration.ofSeconds(3));
    assertThat(
            Systemd.of(
                    Map.of("NOTIFY_SOCKET", "/x", "WATCHDOG_USEC", "3000000", "WATCHDOG_PID", "1"))
                .watchdog())
        .isEmpty();
    assertThat(Systemd.of(Map.of("NOTIFY_SOCKET", "/x", "WATCHDOG_USEC", "abc")).watchdog())
        .isEmpty();
  }
}
