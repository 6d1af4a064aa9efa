package dev.sennit.daemon.config;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/// Durations as the file writes them: one whole number and a unit, `500ms`, `5s`, `10m`, `1h`,
/// `7d`.
public final class Durations {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

  private Durations() {}

  /// The duration, or nothing if the text is none.
  public static Optional<Duration> parse(String text) {
    var form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    long number = Long.parseLong(form.group(1));
    return Optional.of(
        switch (form.group(2)) {
          case "ms" -> Duration.ofMillis(number);
          case "s" -> Duration.ofSeconds(number);
          case "m" -> Duration.ofMinutes(number);
          case "h" -> Duration.ofHours(number);
          default -> Duration.ofDays(number);
        });
  }

  /// The shortest form that [#parse] reads back, exact to the millisecond.
  public static String format(Duration duration) {
    long millis = duration.toMillis();
    if (millis % 1000 != 0) {
      return millis + "ms";
    }
    long seconds = millis / 1000;
    if (seconds == 0 || seconds % 60 != 0) {
      return seconds + "s";
    }
    long minutes = seconds / 60;
    return minutes % 60 != 0
        ? minutes + "m"
        : minutes / 60 % 24 != 0 ? minutes / 60 + "h" : minutes / 60 / 24 + "d";
  }
}
