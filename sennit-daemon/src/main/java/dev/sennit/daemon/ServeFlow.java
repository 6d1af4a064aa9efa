package dev.sennit.daemon;

import dev.sennit.daemon.ConfigSource.Unusable;
import dev.sennit.daemon.Daemon.Listening;
import dev.sennit.daemon.config.Config;
import dev.sennit.daemon.host.Signals;
import dev.sennit.daemon.host.Signals.Order;
import dev.sennit.daemon.host.Systemd;
import dev.sennit.daemon.log.LogSetup;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The life of `sennit serve`, from the configuration to the exit code.
///
/// | exit code | why |
/// |---|---|
/// | 0 | stopped by SIGTERM or SIGINT; or the configuration is good |
/// | 66 | the configuration file cannot be read |
/// | 69 | an address cannot be listened on |
/// | 70 | a fault in the program |
/// | 73 | the state directory cannot be made |
/// | 77 | the process cannot become the user that it should run as |
/// | 78 | the configuration has mistakes |
public final class ServeFlow {
  static final int OK = 0;
  static final int NO_INPUT = 66;
  static final int UNAVAILABLE = 69;
  static final int CANNOT_CREATE = 73;
  static final int NO_PERMISSION = 77;
  static final int BAD_CONFIG = 78;

  private static final System.Logger LOG = System.getLogger("dev.sennit.daemon.serve");

  private final ConfigSource source;
  private final PrintWriter out;
  private final PrintWriter notes;
  private final Signals signals;
  private final Systemd systemd;
  private final Function<Config, Daemon> start;

  private ServeFlow(
      ConfigSource source,
      PrintWriter out,
      PrintWriter notes,
      Signals signals,
      Systemd systemd,
      Function<Config, Daemon> start) {
    this.source = source;
    this.out = out;
    this.notes = notes;
    this.signals = signals;
    this.systemd = systemd;
    this.start = start;
  }

  /// Serves until a signal says stop.
  ///
  /// @param file the configuration file, or nothing for the demonstration
  /// @param out where it says what listens
  /// @param notes where it says what is wrong before the log is set up
  /// @param environment the variables of the process
  /// @return the exit code
  public static int serve(
      Optional<Path> file, PrintWriter out, PrintWriter notes, Map<String, String> environment) {
    return serve(file, out, notes, environment, Signals.listen(), Daemon::start);
  }

  static int serve(
      Optional<Path> file,
      PrintWriter out,
      PrintWriter notes,
      Map<String, String> environment,
      Signals signals,
      Function<Config, Daemon> start) {
    ConfigSource source = new ConfigSource(file, environment);
    return new ServeFlow(source, out, notes, signals, Systemd.of(environment), start).run();
  }

  /// Reads the configuration and all the files that it names, and says what is wrong, or `OK`. No
  /// address is listened on, no database asked.
  ///
  /// @return the exit code
  public static int check(
      Optional<Path> file, PrintWriter out, PrintWriter notes, Map<String, String> environment) {
    try {
      Daemon.check(new ConfigSource(file, environment).read());
      out.println("OK");
      return OK;
    } catch (Unusable e) {
      return unusable(e, notes);
    } catch (StartException e) {
      notes.println("sennit: " + e.getMessage());
      return BAD_CONFIG;
    } finally {
      out.flush();
      notes.flush();
    }
  }

  private static int unusable(Unusable e, PrintWriter notes) {
    e.lines().forEach(line -> notes.println("sennit: " + line));
    notes.flush();
    return e.exitCode();
  }

  private int run() {
    try {
      Config config = source.read();
      LogSetup.apply(config.log());
      Optional<RunningUser> user = config.runAs().map(RunningUser::of);
      try (Daemon daemon = start.apply(config)) {
        user.ifPresent(RunningUser::become);
        announce(daemon);
        systemd.ready(status(daemon));
        Heartbeat heartbeat = Heartbeat.start(systemd, daemon);
        obey(daemon, config);
        heartbeat.stop();
      }
      return OK;
    } catch (Unusable e) {
      return unusable(e, notes);
    } catch (StartException e) {
      notes.println("sennit: " + e.getMessage());
      notes.flush();
      return switch (e.kind()) {
        case ADDRESS -> UNAVAILABLE;
        case CONFIGURATION -> BAD_CONFIG;
        case PRIVILEGES -> NO_PERMISSION;
      };
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return OK;
    }
  }

  private void announce(Daemon daemon) {
    for (Listening listening : daemon.listening()) {
      out.println(
          listening.protocol()
              + "  "
              + listening.endpoint()
              + "  "
              + String.join(", ", listening.serves()));
    }
    daemon.metricsAddress().ifPresent(a -> out.println("metrics  " + Endpoints.http(a)));
    out.println("Ready. Stop with SIGTERM or Ctrl-C, reload with SIGHUP.");
    if (source.isDemo()) {
      out.println("Try: postmap -q " + Demo.KEY + " tcp:localhost:4242");
      out.println("Try: ./sennit maps get tcp:localhost:4242 " + Demo.KEY);
      out.println("Try: ./sennit ident query --port 1113 localhost");
      out.println("Try: ./sennit amp call tcp:localhost:8749 Sum a=13 b=81");
      out.println("Try: ./sennit pb call pb://localhost add 1 2");
    }
    out.flush();
    LOG.log(System.Logger.Level.INFO, "started: " + status(daemon));
  }

  private static String status(Daemon daemon) {
    return "serving "
        + count(daemon.tables().size(), "table")
        + " on "
        + String.join(", ", daemon.listening().stream().map(Listening::endpoint).toList());
  }

  private static String count(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  /// Until the order to stop is carried out, or given twice.
  private void obey(Daemon daemon, Config first) throws InterruptedException {
    Config config = first;
    while (signals.next() == Order.RELOAD) {
      config = reload(daemon, config);
    }
    systemd.stopping();
    Duration grace = config.timeouts().grace();
    LOG.log(System.Logger.Level.INFO, "stopping, within " + grace.toMillis() + " ms");
    Thread closing =
        Thread.ofPlatform()
            .daemon()
            .name("stop")
            .start(() -> {
              daemon.close();
              signals.send(Order.STOP);
            });
    Order order = signals.next();
    while (order == Order.RELOAD) {
      order = signals.next();
    }
    if (closing.isAlive() && !closing.join(Duration.ofMillis(200))) {
      LOG.log(System.Logger.Level.WARNING, "stopped at once, by a second signal");
      out.flush();
      Runtime.getRuntime().halt(OK);
    }
    LOG.log(System.Logger.Level.INFO, "stopped");
  }

  private Config reload(Daemon daemon, Config old) {
    systemd.reloading();
    Config config = old;
    try {
      Config next = source.read();
      List<String> remarks = daemon.reload(next);
      LogSetup.apply(next.log());
      config = next;
      remarks.forEach(remark -> LOG.log(System.Logger.Level.WARNING, remark));
      LOG.log(System.Logger.Level.INFO, "reloaded: " + status(daemon));
    } catch (Unusable e) {
      keep(daemon, e.lines());
    } catch (StartException e) {
      keep(daemon, List.of(Daemon.messageOf(e)));
    } catch (RuntimeException e) { // must not end what serves
      LOG.log(System.Logger.Level.ERROR, "reload: a fault in the program", e);
      keep(daemon, List.of("reload: " + e));
    }
    systemd.ready(status(daemon));
    return config;
  }

  private static void keep(Daemon daemon, List<String> mistakes) {
    daemon.reloadFailed();
    mistakes.forEach(mistake -> LOG.log(System.Logger.Level.ERROR, mistake));
    LOG.log(
        System.Logger.Level.ERROR,
        "not reloaded, the old configuration stays in force: " + count(mistakes.size(), "mistake"));
  }
}
