package dev.sennit.daemon;

import dev.sennit.daemon.host.Systemd;
import java.time.Duration;

/// Tells systemd's watchdog that the daemon serves, twice in the time that it allows.
final class Heartbeat {
  private final Thread thread;

  private Heartbeat(Thread thread) {
    this.thread = thread;
  }

  /// Starts it, if systemd watches.
  static Heartbeat start(Systemd systemd, Daemon daemon) {
    return new Heartbeat(
        Thread.ofVirtual()
            .name("heartbeat")
            .start(() -> systemd.watchdog().ifPresent(limit -> beat(systemd, daemon, limit))));
  }

  private static void beat(Systemd systemd, Daemon daemon, Duration limit) {
    try {
      while (true) {
        if (daemon.isServing()) {
          systemd.alive();
        }
        Thread.sleep(limit.dividedBy(2));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the daemon stops
    }
  }

  void stop() {
    thread.interrupt();
  }
}
