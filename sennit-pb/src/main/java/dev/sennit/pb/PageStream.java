package dev.sennit.pb;

import dev.sennit.net.wire.Octets;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The pages that a collector gets, as a stream: whoever sends waits while too much of it is
/// unread.
final class PageStream extends InputStream implements PbObject {
  /// Bytes that may be unread; one page more is taken when there is room at all.
  static final int MOST_UNREAD = 1024 * 1024;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Octets> unread = new ArrayDeque<>();
  private int unreadBytes;
  private byte[] page = {};
  private int at;
  private boolean ended;
  private volatile boolean closed;
  private @Nullable Throwable failure;
  private Runnable forget = () -> {};

  /// @param taskBack takes the wish back to hear of the connection's end
  void onEnd(Runnable taskBack) {
    forget = taskBack;
  }

  @Override
  public @Nullable Object called(PbCall call) throws InterruptedException {
    switch (call.method()) {
      case "gotPage" -> {
        if (!(call.get(0) instanceof Octets bytes)) {
          throw PbException.typeError("gotPage: no bytes (expected: a page of them)");
        }
        put(bytes);
      }
      case "endedPaging" -> end(null);
      default -> throw PbException.noSuchMethod("remote_" + call.method());
    }
    return null;
  }

  /// Waits while too much is unread.
  private void put(Octets bytes) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (unreadBytes >= MOST_UNREAD && !closed) {
        changed.await();
      }
      if (closed) {
        throw new PbException("builtins.ValueError", "gotPage: nobody reads any more");
      }
      unread.add(bytes);
      unreadBytes += bytes.length();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Nothing more will come.
  void end(@Nullable Throwable why) {
    lock.lock();
    try {
      if (!ended) {
        ended = true;
        failure = why;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /// @return whether there is something to read
  private boolean fill() throws IOException {
    if (at < page.length && !closed) {
      return true;
    }
    lock.lock();
    try {
      while (true) {
        if (closed) {
          throw new IOException("pages: the stream is closed");
        }
        Octets next = unread.poll();
        if (next != null) {
          page = next.toBytes();
          at = 0;
          unreadBytes -= page.length;
          changed.signalAll();
          if (page.length > 0) {
            return true;
          }
        } else if (ended) {
          if (failure != null) {
            throw new IOException("pages: " + failure.getMessage(), failure);
          }
          return false;
        } else {
          changed.await();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("pages: interrupted");
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int read() throws IOException {
    return fill() ? page[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, page.length - at);
    System.arraycopy(page, at, target, offset, count);
    at += count;
    return count;
  }

  @Override
  public int available() {
    return page.length - at;
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      unread.clear();
      unreadBytes = 0;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    forget.run();
  }
}
