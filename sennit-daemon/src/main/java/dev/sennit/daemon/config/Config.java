package dev.sennit.daemon.config;

import dev.sennit.net.Listen;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Everything a configuration file says, checked as a whole. Immutable.
///
/// @param runAs whom the daemon turns into when all is open, if it does
/// @param state the directory for what the daemon keeps: databases without a directory of their own
/// @param log how it logs
/// @param metrics the page of metrics and health, if it is wanted
/// @param limits what each listener may use
/// @param timeouts how long each listener waits
/// @param tables the tables by name, in the order of the file
/// @param listeners all that listens, in the order of the file within each protocol
public record Config(
    Optional<RunAs> runAs,
    Path state,
    Log log,
    Optional<Metrics> metrics,
    Limits limits,
    Timeouts timeouts,
    Map<String, TableConfig> tables,
    List<ListenerConfig> listeners) {

  /// Copies the collections, keeping their order.
  public Config {
    tables = Collections.unmodifiableMap(new LinkedHashMap<>(tables));
    listeners = List.copyOf(listeners);
  }

  /// The listeners for Postfix maps.
  public List<MapsListener> maps() {
    return listeners.stream()
        .filter(MapsListener.class::isInstance)
        .map(MapsListener.class::cast)
        .toList();
  }

  /// What the `[ident]` section says, if there is one that listens.
  public Optional<IdentSettings> ident() {
    return listeners.stream()
        .filter(IdentListener.class::isInstance)
        .map(listener -> ((IdentListener) listener).settings())
        .findFirst();
  }

  /// What the `[amp]` section says, if there is one that listens.
  public Optional<AmpSettings> amp() {
    return listeners.stream()
        .filter(AmpListener.class::isInstance)
        .map(listener -> ((AmpListener) listener).settings())
        .findFirst();
  }

  /// A user of this machine and a group.
  ///
  /// @param user the name or the number
  /// @param group the name or the number; without one the user's own group
  public record RunAs(String user, Optional<String> group) {}

  /// How log lines look.
  public enum LogFormat {
    /// One line of text an event.
    TEXT,
    /// One JSON object a line.
    JSON;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// How much is logged.
  public enum LogLevel {
    /// Failures of the daemon itself.
    ERROR,
    /// And failures that the daemon survives.
    WARN,
    /// And starts, stops, reloads.
    INFO,
    /// And connections.
    DEBUG,
    /// And everything the libraries say.
    TRACE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// The `[log]` section.
  ///
  /// @param format how lines look
  /// @param level how much is logged
  public record Log(LogFormat format, LogLevel level) {
    /// Text, at level info.
    public static final Log DEFAULT = new Log(LogFormat.TEXT, LogLevel.INFO);
  }

  /// The `[metrics]` section.
  ///
  /// @param listen where the page is served
  public record Metrics(Listen.Tcp listen) {}

  /// The `[limits]` section; see [dev.sennit.net.Limits] for what happens at each.
  ///
  /// @param connections of one listener at a time, 1 or more
  /// @param connectionsPerAddress of one listener from one address, 1 or more
  /// @param frameBytes of one request, 1024 or more
  /// @param unfinished requests of one connection in work before it is no longer read
  public record Limits(int connections, int connectionsPerAddress, int frameBytes, int unfinished) {
    /// What holds without the section.
    public static final Limits DEFAULT = new Limits(20_000, 20_000, 65_536, 64);
  }

  /// The `[timeouts]` section.
  ///
  /// @param idle a connection without a request for so long is closed; zero is never
  /// @param answer a lookup that takes longer is answered "try later"
  /// @param grace how long a stop or a reload waits for answers in work
  public record Timeouts(Duration idle, Duration answer, Duration grace) {
    /// What holds without the section.
    public static final Timeouts DEFAULT =
        new Timeouts(Duration.ofHours(1), Duration.ofSeconds(5), Duration.ofSeconds(10));
  }
}
