package dev.sennit.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.interop.peer.Program;
import dev.sennit.interop.peer.Scratch;
import dev.sennit.interop.peer.SennitDaemon;
import dev.sennit.interop.peer.Sqlite;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A database on a disk that is full: a small file system of the test's own.
@Tag("peer")
@Timeout(300)
class FullDiskIT {
  private static final int PAGE_BYTES = 4096;

  private final Scratch scratch = new Scratch();
  private final Path disk = scratch.directory("disk");

  @BeforeEach
  void mount() throws InterruptedException {
    run("mount", "-t", "tmpfs", "-o", "size=1m", "sennit-full-disk", disk.toString());
  }

  @AfterEach
  void unmount() throws InterruptedException {
    try (scratch) {
      run("umount", "--lazy", disk.toString());
    }
  }

  private static void run(String... command) throws InterruptedException {
    Program.run(command).expect(0);
  }

  @Test
  void put_diskIsFull_isForLaterAndLosesNothing() throws IOException, InterruptedException {
    Sqlite.run(
        disk.resolve("aliases.sqlite"),
        "CREATE TABLE aliases(name TEXT PRIMARY KEY, value TEXT);\n");
    String large = "x".repeat(3000);
    try (var daemon = SennitDaemon.start(scratch, CONFIG);
        var client = new TcpTableClient(daemon.tcpPort())) {
      assertThat(client.ask("put old@example.com before")).startsWith("200 ");

      Path filler = fill();
      int stored = 0;
      @Nullable String reply = client.ask("put key0 " + large);
      while (reply != null && reply.startsWith("200 ") && stored < 1000) {
        stored++; // in pages that the database had to spare
        reply = client.ask("put key" + stored + " " + large);
      }
      assertThat(reply).startsWith("400 ").doesNotContain("SQLITE", disk.toString());
      daemon
          .log()
          .await(0, line -> line.contains("full"), "why nothing is stored", Duration.ofSeconds(10));
      assertThat(client.ask("get old@example.com")).isEqualTo("200 before");
      assertThat(client.ask("get key" + stored)).startsWith("500 ");

      Files.delete(filler);
      assertThat(client.ask("put key" + stored + " " + large)).startsWith("200 ");
      for (int i = 0; i <= stored; i++) {
        assertThat(client.ask("get key" + i)).isEqualTo("200 " + large);
      }
    }
  }

  /// Fills the disk to its last page.
  private Path fill() throws IOException {
    Path filler = disk.resolve("filler");
    byte[] page = new byte[PAGE_BYTES];
    try (OutputStream out = Files.newOutputStream(filler)) {
      while (true) {
        out.write(page);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left");
    }
    return filler;
  }

  private static final String CONFIG =
      """
      state = "$D/disk"
      [table.aliases]
      source = "sqlite"
      database = "aliases.sqlite"
      query = "SELECT value FROM aliases WHERE name = '%s'"
      update = "INSERT INTO aliases(name, value) VALUES ('%s', '%v') ON CONFLICT(name) DO UPDATE SET value = excluded.value"
      [[maps]]
      protocol = "tcp_table"
      listen = "tcp:$TCP:interface=127.0.0.1"
      table = "aliases"
      put = true
      """;
}
