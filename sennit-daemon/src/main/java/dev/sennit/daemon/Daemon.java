package dev.sennit.daemon;

import dev.sennit.daemon.ConfigSource.Unusable;
import dev.sennit.daemon.RunningListener.Sources;
import dev.sennit.daemon.config.Config;
import dev.sennit.daemon.config.ListenerConfig;
import dev.sennit.daemon.config.TableConfig;
import dev.sennit.daemon.inspect.HealthPage;
import dev.sennit.daemon.inspect.Inspector;
import dev.sennit.daemon.metrics.DaemonMetrics;
import dev.sennit.daemon.table.KeyPlan;
import dev.sennit.daemon.table.OpenTables;
import dev.sennit.daemon.table.OpenTables.Opened;
import dev.sennit.daemon.table.SourceFactory;
import dev.sennit.daemon.table.Table;
import dev.sennit.daemon.table.TableException;
import dev.sennit.daemon.table.TableSet;
import dev.sennit.net.Listen;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A configuration at work: its tables and its listeners.
///
/// Starts and reloads as a whole or not at all. Safe for many threads; starts, reloads and closes
/// wait for each other, lookups wait for none of them.
public final class Daemon implements AutoCloseable {
  private final Function<Config, SourceFactory> factories;
  private final Function<TableConfig, KeyPlan> plans;
  private final DaemonMetrics metrics;
  private final TableSet tables;
  private final List<RunningListener> listeners = new ArrayList<>();
  private @Nullable IdentAnswers ident;
  private final Instant started = Instant.now();
  private @Nullable Inspector inspector;
  private volatile List<Listening> listening = List.of();
  private Config config;

  private Daemon(
      Config config,
      Function<Config, SourceFactory> factories,
      Function<TableConfig, KeyPlan> plans,
      DaemonMetrics metrics,
      Opened opened) {
    this.config = config;
    this.factories = factories;
    this.plans = plans;
    this.metrics = metrics;
    this.tables = new TableSet(opened.tables(), opened.allSources());
    metrics.watch(opened.sources());
  }

  /// One listener, for display.
  ///
  /// @param protocol `tcp_table`, `socketmap`, `ident`, `amp`, `pb`
  /// @param endpoint as the protocol's clients write it, with the real port
  /// @param serves names of the tables that it serves, or what else its answers come from
  public record Listening(String protocol, String endpoint, List<String> serves) {}

  /// Starts all that the configuration names; connections are accepted when this returns.
  ///
  /// @throws StartException if a table cannot be opened or an address not be listened on; then
  ///   nothing is left running
  public static Daemon start(Config config) {
    return start(config, Daemon::sources, ConfiguredSources::keyPlan);
  }

  static Daemon start(
      Config config,
      Function<Config, SourceFactory> factories,
      Function<TableConfig, KeyPlan> plans) {
    DaemonMetrics metrics = DaemonMetrics.of(config);
    Opened opened = open(config, factories, plans, metrics);
    Daemon daemon = new Daemon(config, factories, plans, metrics, opened);
    try {
      daemon.ident = IdentAnswers.open(config.ident(), null);
      Sources sources = new Sources(daemon.tables, daemon.ident);
      for (ListenerConfig listener : config.listeners()) {
        daemon.listeners.add(RunningListener.start(config, listener, sources, metrics));
      }
      daemon.putIdentInForce();
      daemon.listening = daemon.describe();
      daemon.inspector = daemon.inspect();
      return daemon;
    } catch (RuntimeException e) {
      daemon.close();
      throw e;
    }
  }

  /// Opens all tables, and closes them again.
  ///
  /// @throws Unusable if a file of a table has mistakes; tells all of them
  /// @throws StartException if a table cannot be opened for another reason
  static void check(Config config) throws Unusable {
    List<String> mistakes = TableFiles.mistakes(config.tables().values());
    if (!mistakes.isEmpty()) {
      throw new Unusable(ServeFlow.BAD_CONFIG, mistakes);
    }
    open(config).discard();
    IdentAnswers.check(config.ident());
    config.amp().ifPresent(RunningAmp::check);
    config.runAs().ifPresent(RunningUser::of);
  }

  private @Nullable Inspector inspect() {
    if (config.metrics().isEmpty()) {
      return null;
    }
    Listen.Tcp listen = config.metrics().get().listen();
    try {
      return Inspector.start(
          listen.host(),
          listen.port(),
          Map.of(
              "/metrics",
              new Inspector.Page("text/plain; version=0.0.4; charset=utf-8", metrics::page),
              "/health",
              new Inspector.Page("application/json", this::health)));
    } catch (IOException e) {
      throw new StartException(
          StartException.Kind.ADDRESS,
          "cannot listen on " + listen + " for metrics: " + messageOf(e),
          e);
    }
  }

  private String health() {
    return HealthPage.write(
        started,
        Instant.now(),
        listening().stream().map(Listening::endpoint).toList(),
        tables.tables().values());
  }

  /// Opens all tables, and measures nothing.
  ///
  /// @throws StartException if one cannot be opened
  static Opened open(Config config) {
    return open(config, Daemon::sources, ConfiguredSources::keyPlan, DaemonMetrics.NONE);
  }

  private static Opened open(
      Config config,
      Function<Config, SourceFactory> factories,
      Function<TableConfig, KeyPlan> plans,
      DaemonMetrics metrics) {
    try {
      return OpenTables.open(
          config.tables(), factories.apply(config), plans, metrics::tableListener);
    } catch (TableException e) {
      throw new StartException(StartException.Kind.CONFIGURATION, messageOf(e), e);
    }
  }

  /// Takes a new configuration over. Listeners that both have keep their connections, and read
  /// their certificates again for new ones; tables are exchanged between two lookups; what is gone
  /// is closed when its answers are out.
  ///
  /// @return what a person should know: changes that take effect at the next start only
  /// @throws StartException if something new cannot be opened; then everything stays as it was
  public synchronized List<String> reload(Config next) {
    Opened opened = open(next, factories, plans, metrics);
    List<ListenerConfig> fresh = new ArrayList<>();
    List<RunningListener> changed = new ArrayList<>();
    Map<ListenerConfig, RunningListener> kept = new LinkedHashMap<>();
    for (ListenerConfig listener : next.listeners()) {
      Optional<RunningListener> same =
          listeners.stream()
              .filter(m -> m.listensWhere(listener) && !kept.containsValue(m))
              .findFirst();
      if (same.isPresent() && same.get().canBecome(next, listener, opened.tables())) {
        kept.put(listener, same.get());
      } else {
        same.ifPresent(changed::add);
        fresh.add(listener);
      }
    }
    return exchange(next, opened, kept, fresh, changed);
  }

  /// New addresses are tried first, while the old configuration is still whole. Only a listener
  /// whose protocol, style or limits changed must give its address up before it can be opened
  /// again.
  private List<String> exchange(
      Config next,
      Opened opened,
      Map<ListenerConfig, RunningListener> kept,
      List<ListenerConfig> fresh,
      List<RunningListener> changed) {
    List<RunningListener> started = new ArrayList<>();
    List<ListenerConfig> again = new ArrayList<>();
    IdentAnswers before = ident;
    IdentAnswers after = null;
    Sources sources;
    try {
      after = IdentAnswers.open(next.ident(), before);
      sources = new Sources(tables, after);
      kept.values().forEach(RunningListener::rereadCertificates);
      changed.forEach(RunningListener::rereadCertificates); // else it could not be opened again
      for (ListenerConfig listener : fresh) {
        if (changed.stream().anyMatch(m -> m.listensWhere(listener))) {
          again.add(listener);
        } else {
          started.add(RunningListener.start(next, listener, sources, metrics));
        }
      }
    } catch (RuntimeException e) {
      started.forEach(RunningListener::close);
      if (after != null) {
        after.close(before);
      }
      opened.discard();
      throw e;
    }
    List<String> notes = notes(next);
    tables.replace(opened.tables(), opened.allSources());
    metrics.watch(opened.sources());
    kept.forEach((listener, running) -> running.become(listener, sources));
    List<RunningListener> gone = new ArrayList<>(listeners);
    gone.removeAll(kept.values());
    listeners.clear();
    listeners.addAll(kept.values());
    listeners.addAll(started);
    closeAll(gone);
    for (ListenerConfig listener : again) {
      try {
        listeners.add(RunningListener.start(next, listener, sources, metrics));
      } catch (StartException e) { // somebody took the address in between
        notes.add(messageOf(e) + " (it was free before: reload again)");
      }
    }
    listeners.sort(Comparator.comparingInt(m -> next.listeners().indexOf(m.config())));
    config = next;
    ident = after;
    putIdentInForce();
    if (before != null) {
      before.close(after);
    }
    listening = describe();
    metrics.reloaded(true);
    return notes;
  }

  private List<String> notes(Config next) {
    List<String> notes = new ArrayList<>();
    if (!next.metrics().equals(config.metrics())) {
      notes.add("metrics: changed (takes effect at the next start)");
    }
    if (!next.runAs().equals(config.runAs())) {
      notes.add("user, group: changed (take effect at the next start)");
    }
    return notes;
  }

  private void putIdentInForce() {
    if (ident != null) {
      ident.inForce(
          listeners.stream()
              .filter(RunningIdent.class::isInstance)
              .flatMap(running -> ((RunningIdent) running).addresses().stream())
              .toList());
    }
  }

  /// At the same time, so that one slow client costs one grace, not many.
  private static void closeAll(List<RunningListener> running) {
    List<Thread> closing =
        running.stream().map(one -> Thread.startVirtualThread(one::close)).toList();
    for (Thread thread : closing) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /// What listens where, in the order of the configuration.
  public List<Listening> listening() {
    return listening;
  }

  private List<Listening> describe() {
    return listeners.stream().map(RunningListener::listening).toList();
  }

  /// Whether every listener accepts connections.
  public synchronized boolean isServing() {
    return listeners.stream().allMatch(RunningListener::isRunning);
  }

  /// The tables of now, by name.
  public Map<String, Table> tables() {
    return tables.tables();
  }

  /// The address of the page of metrics and health, if there is one.
  public synchronized Optional<InetSocketAddress> metricsAddress() {
    return Optional.ofNullable(inspector).map(Inspector::address);
  }

  /// Counts a reload that failed.
  public void reloadFailed() {
    metrics.reloaded(false);
  }

  /// Stops listening, answers what has arrived within the grace of the timeouts, closes the tables.
  @Override
  public synchronized void close() {
    closeAll(List.copyOf(listeners));
    listeners.clear();
    Inspector page = inspector;
    inspector = null;
    if (page != null) {
      page.close();
    }
    if (ident != null) {
      ident.close();
      ident = null;
    }
    tables.close();
  }

  private static SourceFactory sources(Config config) {
    return new ConfiguredSources(config.timeouts().answer());
  }

  static String messageOf(Throwable e) {
    String message = e.getMessage();
    return message == null ? e.toString() : message;
  }
}
