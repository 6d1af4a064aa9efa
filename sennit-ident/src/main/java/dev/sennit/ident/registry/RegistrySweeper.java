package dev.sennit.ident.registry;

import dev.sennit.net.session.Complaints;
import java.io.IOException;
import java.time.Duration;

/// Sweeps a registry from time to time, on a virtual thread of its own, until it is closed.
public final class RegistrySweeper implements AutoCloseable {
  /// How often, unless said otherwise.
  public static final Duration DEFAULT_PAUSE = Duration.ofSeconds(10);

  private static final Complaints COMPLAINTS =
      new Complaints("dev.sennit.ident.registry", Duration.ofMinutes(1));

  private final Thread thread;

  /// Begins to sweep.
  ///
  /// @param pause between two sweeps, more than zero
  public RegistrySweeper(IdentRegistry registry, Liveness liveness, Duration pause) {
    if (pause.isNegative() || pause.isZero()) {
      throw new IllegalArgumentException("pause: " + pause + " (expected: more than zero)");
    }
    this.thread =
        Thread.ofVirtual()
            .name("sennit-ident-sweeper")
            .start(() -> sweep(registry, liveness, pause));
  }

  private static void sweep(IdentRegistry registry, Liveness liveness, Duration pause) {
    while (true) {
      try {
        Thread.sleep(pause);
        registry.sweep(liveness);
      } catch (InterruptedException e) {
        return;
      } catch (IOException | RuntimeException e) {
        COMPLAINTS.warn("a sweep failed", e);
      }
    }
  }

  /// Ends the sweeping; does not wait for a sweep that goes on.
  @Override
  public void close() {
    thread.interrupt();
  }
}
