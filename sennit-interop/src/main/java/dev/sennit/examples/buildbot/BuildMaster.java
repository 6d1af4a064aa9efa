package dev.sennit.examples.buildbot;

import dev.sennit.net.Listen;
import dev.sennit.pb.PbAvatar;
import dev.sennit.pb.PbLogin;
import dev.sennit.pb.PbMethods;
import dev.sennit.pb.PbPortal;
import dev.sennit.pb.PbRemote;
import dev.sennit.pb.PbServer;
import dev.sennit.pb.PbServerOptions;
import dev.sennit.pb.jelly.PbTuple;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// The master of one Buildbot worker: the worker logs in, is given builders, and runs shell
/// commands.
///
/// ```
/// try (BuildMaster master = BuildMaster.listen(0, "w1", "secret", "b1")) {
///   Worker worker = master.awaitWorker();
///   long code = worker.builder("b1").shell("build", List.of("make", "check"), System.out::print);
///   worker.shutdown();
/// }
/// ```
public final class BuildMaster implements AutoCloseable {
  private final PbServer server;
  private final List<String> builders;
  private final BlockingQueue<Worker> workers = new LinkedBlockingQueue<>();

  private BuildMaster(int port, String name, String password, List<String> builders) {
    this.builders = builders;
    PbPortal portal = PbPortal.of(this::attach).users(Map.of(name, password));
    this.server =
        PbServer.start(PbServerOptions.defaults().listen(Listen.tcp("127.0.0.1", port)), portal);
  }

  /// Waits for workers on a port of this machine.
  ///
  /// @param port 0 for a free one
  /// @param name the worker's
  /// @param builders what it is to have, each with a directory of that name
  public static BuildMaster listen(int port, String name, String password, String... builders) {
    return new BuildMaster(port, name, password, List.of(builders));
  }

  /// The port.
  public int port() {
    return ((InetSocketAddress) server.addresses().getFirst()).getPort();
  }

  /// The next worker that has logged in and was given its builders.
  public Worker awaitWorker() throws InterruptedException {
    return workers.take();
  }

  /// The worker waits for the answer to its login meanwhile, and answers these calls.
  private PbAvatar attach(PbLogin login) {
    if (!(login.mind() instanceof PbRemote mind)) {
      throw new IllegalArgumentException("mind: none (expected: the worker)");
    }
    mind.call("print", List.of(), Map.of("message", "attached")).join();
    Map<?, ?> info = (Map<?, ?>) Objects.requireNonNull(mind.call("getWorkerInfo").join());
    List<PbTuple> wanted = builders.stream().map(name -> PbTuple.of(name, name)).toList();
    Map<?, ?> given =
        (Map<?, ?>) Objects.requireNonNull(mind.call("setBuilderList", wanted).join());
    Map<String, Builder> made = new HashMap<>();
    given.forEach((name, builder) -> made.put((String) name, new Builder((PbRemote) builder)));
    workers.add(new Worker(login.name(), mind, info, made));
    return PbAvatar.of(
        PbMethods.of().on("keepalive", _ -> null).on("shutdown", _ -> mind.call("shutdown")));
  }

  /// A worker that is there.
  ///
  /// @param name as it has logged in
  /// @param mind what it is called by
  /// @param info what it tells of itself: `version`, `system`, `environ`, ...
  /// @param builders by name
  public record Worker(String name, PbRemote mind, Map<?, ?> info, Map<String, Builder> builders) {

    /// One of its builders.
    public Builder builder(String wanted) {
      return Objects.requireNonNull(builders.get(wanted), wanted);
    }

    /// Asks it to end; it answers before.
    public void shutdown() {
      mind.call("shutdown").join();
    }
  }

  /// A builder on a worker: it runs one command at a time.
  public static final class Builder {
    private final PbRemote remote;
    private long commands;

    Builder(PbRemote remote) {
      this.remote = remote;
    }

    /// Runs a command, and waits for its end.
    ///
    /// @param directory where, below the builder's own
    /// @param command the program and its arguments
    /// @param output hears what comes, in order
    /// @return the exit code; -1 if it was killed
    /// @throws dev.sennit.pb.PbException if the worker cannot do it
    public synchronized long shell(String directory, List<String> command, OutputListener output) {
      RunningCommand running = new RunningCommand(output);
      remote.call("startBuild").join();
      Map<String, @Nullable Object> arguments = new HashMap<>();
      arguments.put("workdir", directory);
      arguments.put("command", command);
      arguments.put("logEnviron", false);
      String id = Long.toString(++commands);
      remote.call("startCommand", running.object(), id, "shell", arguments).join();
      return running.awaitEnd();
    }
  }

  /// Hears what a command says.
  @FunctionalInterface
  public interface OutputListener {
    /// A piece of it, as a rule whole lines.
    ///
    /// @param stream `stdout`, `stderr`, or `header` for what the worker itself has to say
    void said(String stream, String text);
  }

  @Override
  public void close() {
    server.close();
  }
}
