package dev.sennit.daemon.source;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("peer")
class SqlSourcePostgresIT extends SqlServerContract {
  private static final String USER = "postgres";
  private static final String BIN = "/usr/lib/postgresql/15/bin/";

  private Path directory = Path.of("");
  private int port;
  private @Nullable ServerProcess server;

  @BeforeAll
  void makeData() throws Exception {
    ServerProcess.program(BIN + "postgres", "postgresql-15");
    directory = ServerProcess.ownDirectory("sennit-pg", USER);
    port = ServerProcess.freePort();
    ServerProcess.run(
        USER,
        directory,
        BIN + "initdb",
        "-D",
        directory + "/data",
        "-U",
        "mail",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "--no-sync");
  }

  @AfterAll
  void removeData() throws Exception {
    new ProcessBuilder("rm", "-r", directory.toString()).start().waitFor();
  }

  @Override
  void startServer() throws Exception {
    server =
        ServerProcess.start(
            USER,
            directory,
            directory.resolve("log"),
            BIN + "postgres",
            "-D",
            directory + "/data",
            "-p",
            Integer.toString(port),
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            "unix_socket_directories=",
            "-c",
            "fsync=off");
  }

  @Override
  void crashServer() throws Exception {
    // "immediate shutdown": all backends end at once, without a checkpoint
    requireNonNull(server).stop("QUIT");
    requireNonNull(server).awaitEnd();
  }

  @Override
  SqlDatabase database() {
    return SqlDatabase.postgresql("jdbc:postgresql://127.0.0.1:" + port + "/postgres", "mail", "")
        .timeout(Duration.ofSeconds(4));
  }

  @Override
  String update() {
    return "INSERT INTO aliases(name, value) VALUES ('%s', '%v')"
        + " ON CONFLICT(name) DO UPDATE SET value = excluded.value";
  }

  @Override
  String sleep() {
    return "pg_sleep(10)::text";
  }
}
