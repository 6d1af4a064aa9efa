package dev.sennit.daemon.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import dev.sennit.daemon.config.Config;
import dev.sennit.daemon.config.Config.LogFormat;
import dev.sennit.daemon.config.Config.LogLevel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogSetupTest {
  private final LoggerContext context = new LoggerContext();
  private final PrintStream before = System.err;
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  private Logger logger(LogFormat format, LogLevel level, String name) {
    System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    context.reset();
    context.setMDCAdapter(new LogbackMDCAdapter());
    LogSetup.configure(context, new Config.Log(format, level));
    return context.getLogger(name);
  }

  private String written() {
    return written.toString(StandardCharsets.UTF_8);
  }

  @AfterEach
  void restore() {
    System.setErr(before);
    context.stop();
  }

  @Test
  void configure_json_writesOneObjectALine() {
    logger(LogFormat.JSON, LogLevel.INFO, "dev.sennit.x")
        .error("a \"b\"\nc", new IOException("disk"));
    assertThat(written().lines()).hasSize(1);
    assertThat(written())
        .startsWith("{\"timestamp\":")
        .contains("\"level\":\"ERROR\"", "\"formattedMessage\":\"a \\\"b\\\"\\nc\"", "disk");
  }

  @Test
  void configure_level_holdsForOurLoggers() {
    Logger logger = logger(LogFormat.TEXT, LogLevel.WARN, "dev.sennit.x");
    logger.info("not this");
    logger.warn("but this");
    assertThat(written()).endsWith("WARN  x: but this\n").doesNotContain("not this");
  }

  @Test
  void configure_libraries_areQuietUnlessAsked() {
    assertThat(logger(LogFormat.TEXT, LogLevel.INFO, "io.netty.x").isInfoEnabled()).isFalse();
    assertThat(context.getLogger("com.zaxxer.hikari.pool").isErrorEnabled()).isFalse();
    assertThat(logger(LogFormat.TEXT, LogLevel.TRACE, "io.netty.y").getEffectiveLevel())
        .isEqualTo(Level.TRACE);
  }
}
