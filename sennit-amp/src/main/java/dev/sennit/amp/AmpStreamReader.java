package dev.sennit.amp;

import dev.sennit.net.ProtocolException;
import dev.sennit.net.Reply;
import dev.sennit.net.wire.Octets;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The end of a stream that is read from; see [AmpStreams].
///
/// Reading waits for bytes. It throws `IOException` if the writer told an error, or the connection
/// was lost before the end. Closing it before the end tells the writer to stop. For one thread at a
/// time.
public final class AmpStreamReader extends InputStream {
  private final AmpConnection connection;
  private final long number;
  private final Runnable over;
  private final ReentrantLock lock = new ReentrantLock();

  // guarded by the lock
  private final ArrayDeque<Octets> arrived = new ArrayDeque<>();
  private int position; // in the first of those
  private long allowed; // bytes that the writer may still send
  private int taken; // bytes that were read and not allowed again
  private boolean ended;
  private boolean closed;
  private boolean stopped;
  private @Nullable IOException failure;
  private @Nullable Reply<AmpNothing> waiting;

  AmpStreamReader(AmpConnection connection, long number, Runnable over) {
    this.connection = connection;
    this.number = number;
    this.over = over;
  }

  void begin() {
    allow(AmpStreams.WINDOW_BYTES);
  }

  private void allow(int bytes) {
    lock.lock();
    try {
      allowed += bytes;
    } finally {
      lock.unlock();
    }
    connection.tell(AmpStreams.MORE, new AmpStreams.More(number, bytes));
  }

  /// The number to tell the peer: 1 or more.
  public long number() {
    return number;
  }

  // ---- what comes

  /// @throws ProtocolException if it is more than was allowed
  void arrived(Octets data) {
    change(() -> {
      allowed -= data.length();
      if (allowed < 0 || ended) {
        throw new ProtocolException(
            "stream " + number + ": more bytes (expected: no more than allowed, before the end)");
      }
      if (!closed && !data.isEmpty()) {
        add(data);
      }
    });
  }

  /// Joins small pieces, so that many of them take hardly more room than they have bytes.
  private void add(Octets data) {
    Octets piece = data;
    Octets last = arrived.peekLast();
    while (last != null && joins(last, piece)) {
      arrived.removeLast();
      byte[] both = new byte[last.length() + piece.length()];
      last.copyTo(both, 0);
      piece.copyTo(both, last.length());
      piece = Octets.giveUp(both);
      last = arrived.peekLast();
    }
    arrived.add(piece);
  }

  /// Only as long as each byte is copied seldom, and not what is half read.
  private boolean joins(Octets last, Octets piece) {
    return last.length() <= piece.length()
        && last.length() + piece.length() <= AmpStreams.PIECE_BYTES
        && (position == 0 || arrived.size() > 1);
  }

  void ended(@Nullable String error) {
    change(() -> {
      ended = true;
      if (error != null && failure == null) {
        failure = new IOException("stream " + number + ": the writer failed: " + error);
      }
    });
    over.run();
    stop();
  }

  /// Tells the writer that it may forget the stream, or has to stop; once.
  private void stop() {
    lock.lock();
    try {
      if (stopped) {
        return;
      }
      stopped = true;
    } finally {
      lock.unlock();
    }
    connection.tell(AmpStreams.STOP, new AmpStreams.Stop(number));
  }

  void lost(RuntimeException why) {
    change(() -> {
      if (!ended) {
        ended = true;
        failure = new IOException("stream " + number + ": " + why.getMessage(), why);
      }
    });
  }

  private void change(Runnable what) {
    Reply<AmpNothing> reader;
    lock.lock();
    try {
      what.run();
      reader = waiting;
      waiting = null;
    } finally {
      lock.unlock();
    }
    if (reader != null) {
      boolean _ = reader.complete(AmpNothing.NOTHING);
    }
  }

  // ---- reading

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int from, int most) throws IOException {
    if (most == 0) {
      return 0;
    }
    Reply<AmpNothing> news = new Reply<>();
    int count = poll(into, from, most, news);
    while (count == 0) {
      await(news);
      news = new Reply<>();
      count = poll(into, from, most, news);
    }
    int again = takeGrant();
    if (again > 0) {
      allow(again);
    }
    return count;
  }

  /// @param news is completed when there is something, if there is nothing now
  /// @return how many bytes, 0 if there are none yet, -1 at the end
  private int poll(byte[] into, int from, int most, Reply<AmpNothing> news) throws IOException {
    lock.lock();
    try {
      if (closed) {
        throw new IOException("stream " + number + ": closed");
      }
      int count = take(into, from, most);
      if (count == 0 && failure != null) {
        throw new IOException(failure.getMessage(), failure);
      }
      if (count == 0 && !ended) {
        waiting = news;
      }
      taken += count;
      return count == 0 && ended ? -1 : count;
    } finally {
      lock.unlock();
    }
  }

  /// How much the writer is to be allowed again now; seldom anything.
  private int takeGrant() {
    lock.lock();
    try {
      if (taken < AmpStreams.WINDOW_BYTES / 2 || ended) {
        return 0;
      }
      int again = taken;
      taken = 0;
      return again;
    } finally {
      lock.unlock();
    }
  }

  /// Copies what is there, and takes it off.
  private int take(byte[] into, int from, int most) {
    Octets first = arrived.peek();
    if (first == null) {
      return 0;
    }
    int count = Math.min(most, first.length() - position);
    first.slice(position, position + count).copyTo(into, from);
    position += count;
    if (position == first.length()) {
      arrived.remove();
      position = 0;
    }
    return count;
  }

  static void await(Reply<AmpNothing> news) throws IOException {
    try {
      var _ = news.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("stream: interrupted");
    } catch (ExecutionException e) {
      throw new IOException(e);
    }
  }

  @Override
  public int available() {
    lock.lock();
    try {
      Octets first = arrived.peek();
      return first == null ? 0 : first.length() - position;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    boolean early;
    lock.lock();
    try {
      early = !closed && !ended;
      closed = true;
      arrived.clear();
    } finally {
      lock.unlock();
    }
    if (early) {
      stop();
    }
  }
}
