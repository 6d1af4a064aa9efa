package dev.sennit.daemon.inspect;

import dev.sennit.daemon.table.Failure;
import dev.sennit.daemon.table.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

/// The health of the daemon as one JSON object.
///
///     {"status":"serving","uptime_seconds":12,
///      "listeners":["tcp:127.0.0.1:4242"],
///      "tables":{"aliases":{"last_failure":null},
///                "slow":{"last_failure":{"time":"2026-11-21T03:12:07Z","cause":"..."}}}}
public final class HealthPage {
  private HealthPage() {}

  /// Writes it.
  ///
  /// @param started when the daemon began to serve
  /// @param listeners endpoints, as Postfix writes them
  /// @param tables all tables of now
  public static String write(
      Instant started, Instant now, Collection<String> listeners, Collection<Table> tables) {
    String endpoints = listeners.stream().map(HealthPage::quoted).collect(Collectors.joining(","));
    String failures =
        tables.stream()
            .map(table ->
                quoted(table.name())
                    + ":{\"last_failure\":"
                    + table.lastFailure().map(HealthPage::failure).orElse("null")
                    + "}")
            .collect(Collectors.joining(","));
    return "{\"status\":\"serving\",\"uptime_seconds\":"
        + Duration.between(started, now).toSeconds()
        + ",\"listeners\":["
        + endpoints
        + "],\"tables\":{"
        + failures
        + "}}\n";
  }

  private static String failure(Failure failure) {
    return "{\"time\":"
        + quoted(failure.time().toString())
        + ",\"cause\":"
        + quoted(failure.cause())
        + "}";
  }

  private static String quoted(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < 0x20 || Character.isSurrogate(c)) {
        json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }
}
