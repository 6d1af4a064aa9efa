package dev.sennit.interop.peer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// What a program has printed so far, and the means to wait for what it will print.
///
/// Safe for many threads; one thread of its own reads the stream to its end; a virtual one would
/// hold a carrier while the pipe is empty.
public final class Lines {
  private final String name;
  private final List<String> lines = new ArrayList<>();
  private boolean ended;

  Lines(String name, InputStream in) {
    this.name = name;
    Thread.ofPlatform().daemon().name(name).start(() -> drain(in));
  }

  private void drain(InputStream in) {
    try (var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        add(line);
      }
    } catch (IOException e) {
      add("(unreadable: " + e + ")");
    } finally {
      end();
    }
  }

  private synchronized void add(String line) {
    lines.add(line);
    notifyAll();
  }

  private synchronized void end() {
    ended = true;
    notifyAll();
  }

  /// How many lines there are now: the mark to look behind later.
  public synchronized int mark() {
    return lines.size();
  }

  /// The lines so far.
  public synchronized List<String> all() {
    return List.copyOf(lines);
  }

  /// The lines so far, from the mark on.
  public synchronized List<String> from(int mark) {
    return List.copyOf(lines.subList(mark, lines.size()));
  }

  /// Waits until the stream has ended, so that all lines are there.
  public synchronized void awaitEnd() throws InterruptedException {
    while (!ended) {
      wait();
    }
  }

  /// Waits for a line that contains the text, among the old ones too.
  public String await(String text) throws InterruptedException {
    return await(0, text);
  }

  /// Waits for a line, at or behind the mark, that contains the text.
  public String await(int mark, String text) throws InterruptedException {
    return await(mark, line -> line.contains(text), "'" + text + "'", Duration.ofSeconds(40));
  }

  /// Waits for the first line at or behind the mark that is wanted.
  ///
  /// @param what names the wanted line in the failure
  /// @throws AssertionError if the stream ends or the time is up first; it holds all lines
  public synchronized String await(int mark, Predicate<String> wanted, String what, Duration limit)
      throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    int next = mark;
    while (true) {
      for (; next < lines.size(); next++) {
        if (wanted.test(lines.get(next))) {
          return lines.get(next);
        }
      }
      long millis = (end - System.nanoTime()) / 1_000_000;
      if (ended || millis <= 0) {
        throw new AssertionError(
            "%s: %s (expected: a line with %s)%n%s"
                .formatted(
                    name,
                    ended ? "ended" : "silent for " + limit.toSeconds() + " s",
                    what,
                    String.join("\n", lines)));
      }
      wait(millis);
    }
  }
}
