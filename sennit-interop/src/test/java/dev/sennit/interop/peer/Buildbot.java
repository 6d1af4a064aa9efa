package dev.sennit.interop.peer;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A master or a worker of Debian's Buildbot, in a process and a folder of its own.
public final class Buildbot implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private final Child child;
  private final Path log;

  private Buildbot(Child child, Path folder) {
    this.child = child;
    this.log = folder.resolve("twistd.log");
  }

  /// Starts a worker.
  ///
  /// @param port the master's, on 127.0.0.1
  public static Buildbot worker(Scratch scratch, int port, String name, String password)
      throws InterruptedException {
    Path folder = scratch.path("worker");
    Program.run(
            "buildbot-worker",
            "create-worker",
            "-q",
            folder.toString(),
            "127.0.0.1:" + port,
            name,
            password)
        .expect(0);
    return start("buildbot-worker", folder);
  }

  /// Starts a master, and waits until it runs.
  ///
  /// @param config the text of its `master.cfg`
  public static Buildbot master(Scratch scratch, String config) throws InterruptedException {
    Path folder = scratch.path("master");
    Program.run("buildbot", "create-master", "-q", folder.toString()).expect(0);
    scratch.write("master/master.cfg", config);
    Buildbot master = start("buildbot", folder);
    try {
      master.awaitLog("BuildMaster is running");
      return master;
    } catch (RuntimeException e) {
      master.close();
      throw e;
    }
  }

  /// Without the environment of the test, which a worker would send to the master.
  private static Buildbot start(String program, Path folder) {
    List<String> command =
        List.of(
            "env",
            "-i",
            "PATH=/usr/bin:/bin",
            "HOME=" + folder,
            "LC_ALL=C.UTF-8",
            program,
            "start",
            "--nodaemon",
            folder.toString());
    return new Buildbot(Child.start(program, folder, Map.of(), command), folder);
  }

  /// Waits for the text in its log, and gives what the pattern's group matches.
  public String awaitLog(String pattern) {
    Pattern wanted = Pattern.compile(pattern);
    await().atMost(LIMIT).until(() -> wanted.matcher(log()).find());
    Matcher found = wanted.matcher(log());
    return found.find() && found.groupCount() > 0 ? found.group(1) : "";
  }

  private String log() {
    try {
      return Files.exists(log) ? Files.readString(log) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Waits until it has ended by itself.
  ///
  /// @return its exit status
  public int awaitEnd() throws InterruptedException {
    return child.awaitEnd(LIMIT);
  }

  @Override
  public void close() {
    child.close();
  }
}
