package dev.sennit.daemon.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import dev.sennit.daemon.config.Config;
import java.time.ZoneId;
import java.util.List;
import org.slf4j.LoggerFactory;

/// Sets the log up: everything goes to standard error, standard output is for data.
public final class LogSetup {
  /// Libraries that talk at level info about what only their authors want to know.
  private static final List<String> CHATTY =
      List.of("io.netty", "org.sqlite", "org.postgresql", "org.mariadb");

  /// The pool logs each of its attempts to reach a database that is down; the table that it serves
  /// tells that once a minute.
  private static final String POOL = "com.zaxxer.hikari";

  private LogSetup() {}

  /// Puts the settings in force, at once and for all threads.
  public static void apply(Config.Log log) {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.reset();
      configure(context, log);
    }
  }

  /// What holds before a configuration was read, and for commands that have none: warnings, as
  /// text.
  static void early(LoggerContext context) {
    configure(context, new Config.Log(Config.LogFormat.TEXT, Config.LogLevel.WARN));
  }

  static void configure(LoggerContext context, Config.Log log) {
    Level level = Level.toLevel(log.level().toString());
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setName("stderr");
    appender.setTarget("System.err");
    appender.setEncoder(
        switch (log.format()) {
          case TEXT -> text(context, level);
          case JSON -> json(context);
        });
    appender.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(level);
    root.addAppender(appender);
    if (level.isGreaterOrEqual(Level.DEBUG)) {
      Level quiet = level.isGreaterOrEqual(Level.WARN) ? level : Level.WARN;
      CHATTY.forEach(name -> context.getLogger(name).setLevel(quiet));
      context.getLogger(POOL).setLevel(level == Level.DEBUG ? level : Level.OFF);
    }
  }

  private static Encoder<ILoggingEvent> text(LoggerContext context, Level level) {
    LineLayout layout = new LineLayout(ZoneId::systemDefault, Level.DEBUG.isGreaterOrEqual(level));
    layout.setContext(context);
    layout.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setLayout(layout);
    encoder.start();
    return encoder;
  }

  private static Encoder<ILoggingEvent> json(LoggerContext context) {
    JsonEncoder encoder = new JsonEncoder();
    encoder.setContext(context);
    encoder.setWithSequenceNumber(false);
    encoder.setWithNanoseconds(false);
    encoder.setWithContext(false);
    encoder.setWithMDC(false);
    encoder.setWithMarkers(false);
    encoder.setWithArguments(false);
    encoder.setWithMessage(false);
    encoder.setWithFormattedMessage(true);
    encoder.start();
    return encoder;
  }
}
