package dev.sennit.daemon.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.daemon.config.MapsListener;
import dev.sennit.daemon.source.CachedSource;
import dev.sennit.daemon.source.StaticSource;
import dev.sennit.net.Listen;
import dev.sennit.net.wire.Octets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Every metric of the page is in the manual, and no other.
class ManualMetricsTest {
  private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (sennit_[a-z_]+) ");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `(sennit_[a-z_]+)`");

  @Test
  void page_metrics_areThoseOfTheManual() throws IOException {
    SennitMetrics metrics = new SennitMetrics();
    CachedSource cache =
        new CachedSource(
            new StaticSource(Map.of(Octets.utf8("k"), Octets.utf8("v")), true),
            new CachedSource.Settings(10, Duration.ofSeconds(1), Duration.ZERO, Duration.ZERO));
    metrics.watch(Map.of("t", cache));
    metrics.connectionListener(
        new MapsListener(
            MapsListener.Protocol.SOCKETMAP,
            Listen.tcp("127.0.0.1", 1),
            List.of("t"),
            false,
            MapsListener.Style.POSTFIX,
            List.of()));
    String manual = Files.readString(Path.of("../docs/operate.md"));
    assertThat(names(TYPE, metrics.page())).isEqualTo(names(ROW, manual));
  }

  private static Set<String> names(Pattern pattern, String text) {
    Set<String> names = new TreeSet<>();
    pattern.matcher(text).results().forEach(match -> names.add(match.group(1)));
    return names;
  }
}
