package dev.sennit.maps;

import java.time.Duration;

/// When a lookup whose connection failed is asked again. An answer is never asked again, "try
/// later" included; nor is a change that may have reached the server.
///
/// @param attempts how often in all, 1 or more
/// @param pause between two attempts, zero or more
/// @param afterTimeout whether a reply that did not come in time is also asked again
public record Retry(int attempts, Duration pause, boolean afterTimeout) {
  /// Never.
  public static final Retry NEVER = new Retry(1, Duration.ZERO, false);

  /// Once, at once: an idle connection that the server has closed is not noticed before it is used.
  /// Also what Postfix does on socketmap.
  public static final Retry ONCE = new Retry(2, Duration.ZERO, false);

  /// What Postfix does on tcp_table.
  public static final Retry AS_POSTFIX = new Retry(10, Duration.ofSeconds(1), true);

  /// @throws IllegalArgumentException if a value is out of its range
  public Retry {
    if (attempts < 1) {
      throw new IllegalArgumentException("attempts: " + attempts + " (expected: 1 or more)");
    }
    if (pause.isNegative()) {
      throw new IllegalArgumentException("pause: " + pause + " (expected: zero or more)");
    }
  }
}
