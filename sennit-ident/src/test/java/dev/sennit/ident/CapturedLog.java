package dev.sennit.ident;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a logger is told while a test runs.
final class CapturedLog extends Handler implements AutoCloseable {
  private static final Pattern MORE = Pattern.compile("\\(and (\\d+) more like it\\)$");

  private final Logger logger;
  private final List<String> messages = new CopyOnWriteArrayList<>();

  CapturedLog(String name) {
    logger = Logger.getLogger(name);
    logger.addHandler(this);
  }

  List<String> messages() {
    return messages;
  }

  /// How many happenings the messages tell of.
  int told() {
    int count = messages.size();
    for (String message : messages) {
      Matcher more = MORE.matcher(message);
      count += more.find() ? Integer.parseInt(more.group(1)) : 0;
    }
    return count;
  }

  void clear() {
    messages.clear();
  }

  @Override
  public void publish(LogRecord record) {
    messages.add(record.getMessage());
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
  }
}
