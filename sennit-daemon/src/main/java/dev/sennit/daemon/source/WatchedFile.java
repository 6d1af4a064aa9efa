package dev.sennit.daemon.source;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The content of a file, read again when the file changes.
///
/// What is served is always one whole content: the new one replaces the old one at once, and only
/// if it is free of mistakes. Otherwise the old one stays, and the log says what is wrong, once per
/// change.
///
/// @param <T> what the content is read into; immutable
final class WatchedFile<T> implements AutoCloseable {
  private static final Logger LOG = System.getLogger(WatchedFile.class.getName());
  private static final Duration SETTLED = Duration.ofMillis(200);
  private static final int READS = 10;

  /* A change is noticed by the directory's events, which also tell of a file renamed over this one,
   * and by a look at the file now and then, for file systems without events and for links into
   * other directories. A file that was written within the last SETTLED may still be in the making,
   * so it is left to rest first: a half-written table would say "not found" of keys that exist. */

  /// Turns bytes into the content.
  interface Reader<T> {
    /// Reads all of it.
    ///
    /// @throws IllegalArgumentException for a mistake in the file, as `line 7: ...`
    T read(byte[] content, Consumer<String> warnings);
  }

  private record Signature(FileTime modified, long size, @Nullable Object file) {
    boolean isSettled() {
      Duration age = Duration.between(modified.toInstant(), Instant.now());
      return age.isNegative() || age.compareTo(SETTLED) >= 0;
    }
  }

  private final Path file;
  private final Reader<T> reader;
  private final Duration interval;
  private final WatchService events;
  private volatile T content;
  private volatile @Nullable Signature seen;
  private volatile boolean unsettled;

  /// Reads the file, and begins to watch it on a virtual thread.
  ///
  /// @param interval how often to look at the file, also without an event
  /// @throws IllegalArgumentException if the file cannot be read or holds a mistake
  WatchedFile(Path file, Reader<T> reader, Duration interval) {
    if (interval.toMillis() < 1) {
      throw new IllegalArgumentException("interval: " + interval + " (expected: 1 ms or more)");
    }
    this.file = file.toAbsolutePath();
    this.reader = reader;
    this.interval = interval;
    WatchService service = null;
    try {
      content = load();
      Path directory = this.file.getParent();
      service = this.file.getFileSystem().newWatchService();
      if (directory != null) {
        directory.register(
            service,
            StandardWatchEventKinds.ENTRY_CREATE,
            StandardWatchEventKinds.ENTRY_MODIFY,
            StandardWatchEventKinds.ENTRY_DELETE);
      }
      events = service;
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "file: " + file + " (expected: a file that can be read; " + e + ")", e);
    }
    Thread.ofVirtual().name("watch-" + file.getFileName()).start(this::watch);
  }

  /// What the file held when it was last free of mistakes.
  T content() {
    return content;
  }

  /// Reads the file now, changed or not.
  ///
  /// @return whether the content is now that of the file; if not, the log says why
  synchronized boolean reload() {
    try {
      content = load();
      LOG.log(Level.INFO, "{0}: read again", file);
      return true;
    } catch (IllegalArgumentException e) {
      LOG.log(Level.ERROR, "{0}; the old content stays", e.getMessage());
      return false;
    } catch (IOException e) {
      LOG.log(Level.ERROR, "{0}: cannot be read; the old content stays ({1})", file, e);
      return false;
    }
  }

  private T load() throws IOException {
    for (int read = 1; ; read++) {
      Signature before = signature();
      byte[] bytes = Files.readAllBytes(file);
      Signature after = signature();
      if (before.equals(after) || read == READS) {
        seen = after;
        unsettled = !after.isSettled();
        try {
          return reader.read(bytes, warning -> LOG.log(Level.WARNING, "{0}, {1}", file, warning));
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException(file + ", " + e.getMessage(), e);
        }
      }
    }
  }

  private Signature signature() throws IOException {
    BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
    return new Signature(now.lastModifiedTime(), now.size(), now.fileKey());
  }

  private void watch() {
    boolean gone = false;
    try {
      while (true) {
        Duration wait = unsettled ? SETTLED : interval;
        WatchKey key = events.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
        if (key != null) {
          key.pollEvents();
          key.reset();
        }
        gone = look(gone);
      }
    } catch (InterruptedException | ClosedWatchServiceException e) {
      LOG.log(Level.DEBUG, "{0}: no longer watched", file);
    }
  }

  private synchronized boolean look(boolean gone) {
    try {
      Signature now = signature();
      if (!now.equals(seen) || unsettled) {
        unsettled = !now.isSettled();
        if (!unsettled) {
          reload();
        }
      }
      return false;
    } catch (IOException e) {
      if (!gone) {
        LOG.log(Level.ERROR, "{0}: gone; the old content stays ({1})", file, e);
      }
      return true;
    }
  }

  @Override
  public void close() {
    try {
      events.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "close", e);
    }
  }
}
