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
class SqlSourceMariadbIT extends SqlServerContract {
  private static final String USER = "mysql";

  private Path directory = Path.of("");
  private int port;
  private @Nullable ServerProcess server;

  @BeforeAll
  void makeData() throws Exception {
    ServerProcess.program("/usr/sbin/mariadbd", "mariadb-server");
    ServerProcess.program("/usr/bin/mariadb-install-db", "mariadb-server");
    directory = ServerProcess.ownDirectory("sennit-mariadb", USER);
    port = ServerProcess.freePort();
    ServerProcess.run(
        USER,
        directory,
        "/usr/bin/mariadb-install-db",
        "--no-defaults",
        "--datadir=" + directory + "/data",
        "--auth-root-authentication-method=normal",
        "--skip-test-db");
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
            "/usr/sbin/mariadbd",
            "--no-defaults",
            "--datadir=" + directory + "/data",
            "--port=" + port,
            "--bind-address=127.0.0.1",
            "--socket=" + directory + "/sock",
            "--pid-file=" + directory + "/pid",
            "--skip-grant-tables",
            "--skip-networking=0",
            "--character-set-server=utf8mb4");
  }

  @Override
  void crashServer() throws Exception {
    requireNonNull(server).kill();
  }

  @Override
  SqlDatabase database() {
    return SqlDatabase.mariadb(
            "jdbc:mariadb://127.0.0.1:" + port + "/mysql?sslMode=disable", "root", "")
        .timeout(Duration.ofSeconds(4));
  }

  @Override
  String update() {
    return "INSERT INTO aliases(name, value) VALUES (\"%s\", '%v')"
        + " ON DUPLICATE KEY UPDATE value = VALUES(value)";
  }

  @Override
  String sleep() {
    return "sleep(10)";
  }
}
