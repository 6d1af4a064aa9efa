package dev.sennit.ident.handler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.ident.policy.Fixture;
import dev.sennit.ident.wire.IdentAnswer.UserId;
import dev.sennit.net.Peer;
import dev.sennit.testkit.TestClock;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AuditLogTest {
  private static final Disclosure DISCLOSURE =
      new Disclosure(
          Peer.of(
              new InetSocketAddress("192.0.2.9", 50_000), new InetSocketAddress("192.0.2.1", 113)),
          Fixture.to(6667),
          null,
          UserId.unix("paul"),
          "inside 10.0.0.7");

  /// Keeps what is logged.
  private static final class Kept implements System.Logger {
    final List<String> lines = new ArrayList<>();

    @Override
    public String getName() {
      return "test";
    }

    @Override
    public boolean isLoggable(Level level) {
      return true;
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String message,
        @Nullable Throwable thrown) {
      lines.add(level + " " + message);
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String format,
        @Nullable Object @Nullable ... parameters) {
      lines.add(level + " " + format);
    }
  }

  private final Kept kept = new Kept();
  private final TestClock clock = new TestClock();
  private final AuditLog log = new AuditLog(kept, clock);

  private void accept(int times) {
    for (int i = 0; i < times; i++) {
      log.accept(DISCLOSURE);
    }
  }

  @Test
  void accept_few_areALineEach() {
    accept(2);
    assertThat(kept.lines)
        .containsExactly("INFO " + DISCLOSURE, "INFO " + DISCLOSURE)
        .first()
        .asString()
        .endsWith("told UNIX paul, is not of this machine (inside 10.0.0.7)");
  }

  @Test
  void accept_aFlood_isLimitedAndTheRestIsCounted() {
    accept(AuditLog.LINES + 50);
    assertThat(kept.lines).hasSize(AuditLog.LINES);

    clock.advance(Duration.ofSeconds(1));
    accept(1);
    assertThat(kept.lines.subList(AuditLog.LINES, kept.lines.size()))
        .containsExactly(
            "WARNING 50 answers are not in this log (expected: at most 200 a second)",
            "INFO " + DISCLOSURE);
  }
}
