package dev.sennit.daemon.config;

import dev.sennit.net.Listen;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/// Reads the sections that every protocol shares: `[log]`, `[metrics]`, `[limits]`, `[timeouts]`.
final class CommonReader {
  static final Set<String> LOG_KEYS = Set.of("format", "level");
  static final Set<String> METRICS_KEYS = Set.of("listen", "any-address");
  static final Set<String> LIMITS_KEYS =
      Set.of("connections", "connections-per-address", "frame-bytes", "unfinished");
  static final Set<String> TIMEOUTS_KEYS = Set.of("idle", "answer", "grace");

  private static final int MOST_CONNECTIONS = 1_000_000;
  private static final int MOST_FRAME_BYTES = 16 * 1024 * 1024;
  private static final Duration MILLISECOND = Duration.ofMillis(1);

  private final Section top;

  CommonReader(Section top) {
    this.top = top;
  }

  Config.Log log() {
    Section log = top.section("log", LOG_KEYS);
    return log == null
        ? Config.Log.DEFAULT
        : new Config.Log(
            log.choice("format", Config.LogFormat.class, Config.Log.DEFAULT.format()),
            log.choice("level", Config.LogLevel.class, Config.Log.DEFAULT.level()));
  }

  Optional<Config.Metrics> metrics(Addresses addresses) {
    Section metrics = top.section("metrics", METRICS_KEYS);
    if (metrics == null) {
      return Optional.empty();
    }
    boolean anyAddress = metrics.flag("any-address", false);
    Optional<Listen> listen = addresses.read(metrics, anyAddress, "any-address = true");
    if (listen.isPresent() && !(listen.get() instanceof Listen.Tcp)) {
      metrics.wrong("listen", "a tcp: endpoint");
    }
    return listen
        .filter(Listen.Tcp.class::isInstance)
        .map(Listen.Tcp.class::cast)
        .map(Config.Metrics::new);
  }

  Config.Limits limits() {
    Config.Limits defaults = Config.Limits.DEFAULT;
    Section limits = top.section("limits", LIMITS_KEYS);
    if (limits == null) {
      return defaults;
    }
    return new Config.Limits(
        limits.integer("connections", 1, MOST_CONNECTIONS, defaults.connections()),
        limits.integer(
            "connections-per-address", 1, MOST_CONNECTIONS, defaults.connectionsPerAddress()),
        limits.integer("frame-bytes", 1024, MOST_FRAME_BYTES, defaults.frameBytes()),
        limits.integer("unfinished", 1, 65_536, defaults.unfinished()));
  }

  Config.Timeouts timeouts() {
    Config.Timeouts defaults = Config.Timeouts.DEFAULT;
    Section timeouts = top.section("timeouts", TIMEOUTS_KEYS);
    if (timeouts == null) {
      return defaults;
    }
    Duration idle = timeouts.duration("idle", Duration.ZERO, Duration.ofDays(365), defaults.idle());
    // Postfix gives up on a table after 100 s, and a server must have answered well before.
    Duration answer =
        timeouts.duration("answer", MILLISECOND, Duration.ofSeconds(90), defaults.answer());
    Duration grace =
        timeouts.duration("grace", Duration.ZERO, Duration.ofHours(1), defaults.grace());
    return new Config.Timeouts(idle, answer, grace);
  }
}
