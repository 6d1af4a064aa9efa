package dev.sennit.interop.peer;

import dev.sennit.testkit.FreePort;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// The daemon as a user starts it: `./sennit serve -c FILE`, in a process of its own, with free
/// loopback ports that stay the same when it is started again.
///
/// In a configuration, `$TCP`, `$SOCKETMAP`, `$IDENT` and `$PB` stand for the ports and `$D` for
/// the directory. The system property `sennit.launcher` names another launcher than the
/// repository's.
public final class SennitDaemon implements AutoCloseable {
  private static final String FILE = "sennit.toml";

  /// The first start in a fresh tree builds it, and two cores may be busy.
  private static final Duration READY_LIMIT = Duration.ofMinutes(4);

  private final Scratch scratch;
  private final int tcpPort = FreePort.tcp();
  private final int socketmapPort = FreePort.tcp();
  private final int identPort = FreePort.tcp();
  private final int pbPort = FreePort.tcp();
  private final UnaryOperator<List<String>> place;
  private Child child;

  private SennitDaemon(Scratch scratch, String config, UnaryOperator<List<String>> place)
      throws InterruptedException {
    this.scratch = scratch;
    this.place = place;
    configure(config);
    child = launch();
  }

  /// Starts the daemon and waits until all its listeners accept.
  ///
  /// @param scratch where the configuration and the tables lie; the caller's to close
  public static SennitDaemon start(Scratch scratch, String config) throws InterruptedException {
    return new SennitDaemon(scratch, config, UnaryOperator.identity());
  }

  /// The same, started by a command that is made of the usual one.
  ///
  /// @param place which must become the daemon, as by exec: signals go to it
  public static SennitDaemon start(
      Scratch scratch, String config, UnaryOperator<List<String>> place)
      throws InterruptedException {
    return new SennitDaemon(scratch, config, place);
  }

  /// The same in another network.
  public static SennitDaemon start(Scratch scratch, String config, Namespace namespace)
      throws InterruptedException {
    return new SennitDaemon(scratch, config, namespace::command);
  }

  /// Replaces the configuration file; see [#reload].
  public void configure(String config) {
    scratch.write(
        FILE,
        config
            .replace("$TCP", Integer.toString(tcpPort))
            .replace("$SOCKETMAP", Integer.toString(socketmapPort))
            .replace("$IDENT", Integer.toString(identPort))
            .replace("$PB", Integer.toString(pbPort))
            .replace("$D", scratch.path().toString()));
  }

  private Child launch() throws InterruptedException {
    var launched = begin(place.apply(command("serve", "-c", scratch.path(FILE).toString())));
    try {
      launched.out().await(0, line -> line.startsWith("Ready"), "Ready", READY_LIMIT);
    } catch (AssertionError e) {
      launched.close();
      throw new AssertionError(e.getMessage() + "\n" + String.join("\n", launched.err().all()), e);
    }
    return launched;
  }

  /// Starts the command line with these arguments.
  public static Child begin(String... arguments) {
    return begin(command(arguments));
  }

  private static Child begin(List<String> command) {
    return Child.start(
        "sennit", Path.of("."), Map.of("JAVA_HOME", System.getProperty("java.home")), command);
  }

  /// How to call the command line with these arguments.
  public static List<String> command(String... arguments) {
    var command = new java.util.ArrayList<String>();
    command.add(launcher().toString());
    command.addAll(List.of(arguments));
    return command;
  }

  /// Where the launcher is.
  public static Path launcher() {
    var named = System.getProperty("sennit.launcher");
    if (named != null) {
      return Path.of(named);
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.isExecutable(at.resolve("sennit")) && Files.isRegularFile(at.resolve("pom.xml"))) {
        return at.resolve("sennit");
      }
    }
    throw new AssertionError("launcher: none (expected: ./sennit above the current directory)");
  }

  /// The port of the listener whose endpoint is `tcp:$TCP:interface=127.0.0.1`.
  public int tcpPort() {
    return tcpPort;
  }

  /// The port of the listener whose endpoint is `tcp:$SOCKETMAP:interface=127.0.0.1`.
  public int socketmapPort() {
    return socketmapPort;
  }

  /// The port of the listener whose endpoint is `tcp:$IDENT:interface=127.0.0.1`.
  public int identPort() {
    return identPort;
  }

  /// The port of the listener whose endpoint is `tcp:$PB:interface=127.0.0.1`.
  public int pbPort() {
    return pbPort;
  }

  /// The tcp_table listener in Postfix's notation.
  public String tcp() {
    return "tcp:127.0.0.1:" + tcpPort;
  }

  /// A table of the socketmap listener in Postfix's notation.
  public String socketmap(String table) {
    return "socketmap:inet:127.0.0.1:" + socketmapPort + ":" + table;
  }

  /// What it announced on standard output.
  public Lines out() {
    return child.out();
  }

  /// Its log.
  public Lines log() {
    return child.err();
  }

  /// Its process id.
  public long pid() {
    return child.pid();
  }

  /// Whether it runs.
  public boolean isAlive() {
    return child.isAlive();
  }

  /// Sends SIGHUP.
  public void reload() throws InterruptedException {
    child.signal("HUP");
  }

  /// Sends SIGTERM and waits for the end.
  ///
  /// @return the exit status
  public int terminate() throws InterruptedException {
    child.signal("TERM");
    return child.awaitEnd(Duration.ofSeconds(20));
  }

  /// Ends it at once, with no chance to tidy up.
  public void kill() throws InterruptedException {
    child.signal("KILL");
    child.awaitEnd(Duration.ofSeconds(20));
  }

  /// Starts it again, on the same ports, after [#terminate] or [#kill].
  public void startAgain() throws InterruptedException {
    child = launch();
  }

  @Override
  public void close() {
    child.close();
  }
}
