package dev.sennit.examples.buildbot;

import dev.sennit.net.Target;
import dev.sennit.pb.PbCall;
import dev.sennit.pb.PbClient;
import dev.sennit.pb.PbClientOptions;
import dev.sennit.pb.PbException;
import dev.sennit.pb.PbMethods;
import dev.sennit.pb.PbObject;
import dev.sennit.pb.PbRemote;
import dev.sennit.pb.jelly.PbTuple;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/// A Buildbot worker: logs in at a master, takes what builders it is given, and runs their shell
/// commands.
///
/// ```
/// try (BuildWorker worker = BuildWorker.connect(master, "w1", "secret", Path.of("builds"))) {
///   worker.awaitShutdown();
/// }
/// ```
public final class BuildWorker implements AutoCloseable {
  private final PbClient client;
  private final Path directory;
  private final Map<String, PbObject> builders = new ConcurrentHashMap<>();
  private final CountDownLatch shutdown = new CountDownLatch(1);

  private BuildWorker(PbClient client, Path directory) {
    this.client = client;
    this.directory = directory;
  }

  /// Logs in, and serves the master from then on.
  ///
  /// @param directory below which builders have their directories
  /// @throws java.util.concurrent.CompletionException if the master does not let it in
  public static BuildWorker connect(Target master, String name, String password, Path directory) {
    PbClient client = PbClient.connect(PbClientOptions.of(master));
    BuildWorker worker = new BuildWorker(client, directory);
    try {
      client.login(name, password, worker.mind()).join(); // the master calls the mind meanwhile
      return worker;
    } catch (RuntimeException e) {
      client.close();
      throw e;
    }
  }

  /// Waits until the master wants the worker gone, or is gone itself.
  public void awaitShutdown() throws InterruptedException {
    client.connection().whenGone(shutdown::countDown);
    shutdown.await();
  }

  private PbObject mind() {
    return PbMethods.of()
        .on("print", _ -> null)
        .on("getWorkerInfo", _ -> info())
        .on("setBuilderList", this::setBuilderList)
        .on(
            "shutdown",
            _ -> {
              shutdown.countDown();
              return null;
            });
  }

  /// The environment is left out: what is in it is nobody's business.
  private Map<String, Object> info() {
    return Map.of(
        "version", "3.7.0",
        "system", "posix",
        "basedir", directory.toAbsolutePath().toString(),
        "numcpus", Runtime.getRuntime().availableProcessors(),
        "environ", Map.of(),
        "delete_leftover_dirs", false,
        "worker_commands", Map.of("shell", "3.1"));
  }

  /// The whole list each time; builders that are there already keep their objects.
  private Map<String, PbObject> setBuilderList(PbCall call) {
    Map<String, PbObject> wanted = new HashMap<>();
    for (Object each : Objects.requireNonNull(call.get(0, List.class))) {
      PbTuple builder = (PbTuple) each;
      String name = (String) builder.get(0);
      Path home = directory.resolve((String) builder.get(1));
      wanted.put(name, builders.computeIfAbsent(name, _ -> builder(home)));
    }
    builders.keySet().retainAll(wanted.keySet());
    return wanted;
  }

  private static PbObject builder(Path home) {
    Map<String, ShellCommand> running = new ConcurrentHashMap<>();
    return PbMethods.of()
        .on("startBuild", _ -> null)
        .on(
            "startCommand",
            call -> {
              PbRemote master = call.remote(0);
              String id = call.text(1);
              if (!call.text(2).equals("shell")) {
                throw new PbException("buildbot_worker.base.UnknownCommand", call.text(2));
              }
              ShellCommand command =
                  new ShellCommand(home, Objects.requireNonNull(call.get(3, Map.class)));
              running.put(id, command);
              Thread.ofVirtual()
                  .start(() -> {
                    command.run(master);
                    running.remove(id);
                  });
              return null;
            })
        .on(
            "interruptCommand",
            call -> {
              ShellCommand command = running.get(call.text(0));
              if (command != null) {
                command.interrupt();
              }
              return null;
            });
  }

  @Override
  public void close() {
    client.close();
  }
}
