package dev.sennit.interop.peer;

import dev.sennit.testkit.FreePort;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// A PostgreSQL of its own, with Debian's programs, on a free loopback port; it can be stopped and
/// started again.
public final class PostgresServer implements AutoCloseable {
  private static final String PROGRAMS = "/usr/lib/postgresql/15/bin/";

  private final Scratch scratch = new Scratch();
  private final int port = FreePort.tcp();
  private final Path data;
  private final UnaryOperator<List<String>> place;
  private Child child;

  private PostgresServer(String network, UnaryOperator<List<String>> place)
      throws InterruptedException {
    this.place = place;
    data = scratch.directory("data");
    Program.run("chown", "-R", "postgres", scratch.path().toString()).expect(0);
    asUser(
            "postgres",
            "initdb",
            "--auth-local=trust",
            "--auth-host=" + network,
            "--no-sync",
            "--encoding=UTF8",
            "-D",
            data.toString())
        .expect(0);
    child = launch();
  }

  /// Makes an empty database cluster and starts it.
  public static PostgresServer start() throws InterruptedException {
    return new PostgresServer("trust", UnaryOperator.identity());
  }

  /// The same in another network, where it believes what the ident server says of its clients.
  public static PostgresServer trustingIdent(Namespace namespace) throws InterruptedException {
    return new PostgresServer("ident", namespace::command);
  }

  private Child launch() throws InterruptedException {
    var launched =
        Child.start(
            "postgres",
            Path.of("/"),
            Map.of(),
            command(
                "postgres",
                "postgres",
                List.of(
                    "-D", data.toString(),
                    "-p", Integer.toString(port),
                    "-k", scratch.path().toString(),
                    "-c", "listen_addresses=127.0.0.1",
                    "-c", "fsync=off")));
    launched.err().await("ready to accept connections");
    return launched;
  }

  /// Where JDBC finds it.
  public String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
  }

  /// Runs one SQL command as the superuser.
  public void sql(String sql) throws InterruptedException {
    sql("postgres", "postgres", sql).expect(0);
  }

  /// Runs one SQL command over TCP.
  ///
  /// @param user of the machine, who runs the client
  /// @param role as which the client logs in
  public Finished sql(String user, String role, String sql) throws InterruptedException {
    return asUser(
        user,
        "psql",
        "-h",
        "127.0.0.1",
        "-p",
        Integer.toString(port),
        "-U",
        role,
        "-d",
        "postgres",
        "-At",
        "-v",
        "ON_ERROR_STOP=1",
        "-c",
        sql);
  }

  /// Opens a session that runs the SQL written to it.
  public Child session() {
    var command =
        command(
            "postgres", "psql", List.of("-h", "127.0.0.1", "-p", Integer.toString(port), "-At"));
    return Child.start("psql", command.toArray(String[]::new));
  }

  /// Stops it, open connections and all.
  public void stop() throws InterruptedException {
    child.signal("INT");
    child.awaitEnd(java.time.Duration.ofSeconds(20));
  }

  /// Starts it again on the same port, with what it held.
  public void startAgain() throws InterruptedException {
    child = launch();
  }

  private Finished asUser(String user, String program, String... arguments)
      throws InterruptedException {
    return Program.run(command(user, program, List.of(arguments)).toArray(String[]::new));
  }

  private List<String> command(String user, String program, List<String> arguments) {
    var command =
        new java.util.ArrayList<>(
            List.of(
                "setpriv",
                "--reuid=" + user,
                "--regid=" + user,
                "--clear-groups",
                "env",
                "-C",
                "/"));
    command.add(PROGRAMS + program);
    command.addAll(arguments);
    return place.apply(command);
  }

  @Override
  public void close() {
    try {
      if (child.isAlive()) {
        stop();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      child.close();
      scratch.close();
    }
  }
}
