package dev.sennit.daemon.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LineLayoutTest {
  private final Logger logger = new LoggerContext().getLogger("dev.sennit.daemon.table");

  private String line(boolean withFrames, String message, @Nullable Throwable thrown) {
    LoggingEvent event = new LoggingEvent("x", logger, Level.WARN, message, thrown, null);
    event.setInstant(Instant.parse("2026-11-21T02:12:07.123Z"));
    return new LineLayout(() -> ZoneId.of("Europe/Berlin"), withFrames).doLayout(event);
  }

  @Test
  void doLayout_event_isOneReadableLine() {
    assertThat(line(false, "hello", null))
        .isEqualTo("2026-11-21 03:12:07.123+01:00 WARN  table: hello\n");
  }

  @Test
  void doLayout_messageThatNamesItsRoom_namesItOnce() {
    assertThat(line(false, "table: hello", null)).endsWith("WARN  table: hello\n");
  }

  @Test
  void doLayout_controlCharacters_areEscaped() {
    assertThat(line(false, "a\nb\u001b[31m\u0085\u2028c", null))
        .endsWith("table: a\\x0ab\\x1b[31m\\x85\\u2028c\n");
  }

  @Test
  void doLayout_exception_isOnTheSameLine() {
    assertThat(line(false, "bad", new IOException("disk", new IllegalStateException("gone\nnow"))))
        .endsWith(
            "table: bad; java.io.IOException: disk;"
                + " java.lang.IllegalStateException: gone\\x0anow\n");
  }

  @Test
  void doLayout_atDebug_saysWhereItHappened() {
    assertThat(line(true, "bad", new IOException("disk")))
        .contains("LineLayoutTest.doLayout_atDebug_saysWhereItHappened")
        .containsOnlyOnce("\n");
  }
}
