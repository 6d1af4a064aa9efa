package dev.sennit.daemon.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Supplier;

/// One event, one line, whatever is in its message: `2026-11-21 03:12:07.123+01:00 ERROR table:
/// table aliases: key x: SQLException: gone`.
///
/// The time is local, with its distance from UTC. The logger is its last word, unless the message
/// begins with that word, as those of the rooms do. Causes follow the message; where an exception
/// happened is added if the logger is at level debug. Bytes that move a terminal's cursor are
/// written as `\xHH`.
final class LineLayout extends LayoutBase<ILoggingEvent> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSxxx", Locale.ROOT);
  private static final int FRAMES = 12;

  private final Supplier<ZoneId> zone;
  private final boolean withFrames;

  /// @param zone is asked for each line: to know it takes a while, which most commands need not
  ///   wait
  /// @param withFrames whether the place of an exception is of interest
  LineLayout(Supplier<ZoneId> zone, boolean withFrames) {
    this.zone = zone;
    this.withFrames = withFrames;
  }

  @Override
  public String doLayout(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(160);
    TIME.formatTo(Instant.ofEpochMilli(event.getTimeStamp()).atZone(zone.get()), line);
    line.append(' ').append(padded(event.getLevel())).append(' ');
    String message = String.valueOf(event.getFormattedMessage()).strip();
    String name = shortName(event.getLoggerName()) + ": ";
    escape(line, message.startsWith(name) ? message : name + message);
    IThrowableProxy thrown = event.getThrowableProxy();
    for (int depth = 0; thrown != null && depth < 6; depth++, thrown = thrown.getCause()) {
      escape(line, "; " + thrown.getClassName() + message(thrown));
      if (withFrames) {
        frames(line, thrown);
      }
    }
    return line.append('\n').toString();
  }

  private static String message(IThrowableProxy thrown) {
    return thrown.getMessage() == null ? "" : ": " + thrown.getMessage();
  }

  private static void frames(StringBuilder line, IThrowableProxy thrown) {
    var frames = thrown.getStackTraceElementProxyArray();
    for (int i = 0; i < Math.min(frames.length, FRAMES); i++) {
      line.append(i == 0 ? " at " : " < ");
      escape(line, frames[i].getStackTraceElement().toString());
    }
  }

  private static String padded(Level level) {
    return level.toString().length() == 4 ? level + " " : level.toString();
  }

  private static String shortName(String logger) {
    return logger.substring(logger.lastIndexOf('.') + 1);
  }

  /// Also in the range 80 to 9F are control characters, and U+2028 and U+2029 end lines.
  private static void escape(StringBuilder line, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c)) {
        line.append("\\x")
            .append(Character.forDigit(c >>> 4, 16))
            .append(Character.forDigit(c & 15, 16));
      } else if (c == '\u2028' || c == '\u2029') {
        line.append("\\u").append(Integer.toHexString(c));
      } else {
        line.append(c);
      }
    }
  }
}
