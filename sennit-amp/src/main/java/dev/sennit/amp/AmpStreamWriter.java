package dev.sennit.amp;

import dev.sennit.net.Reply;
import dev.sennit.net.wire.Octets;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The end of a stream that is written into; see [AmpStreams#write]. What is written goes out at
/// once, in pieces of at most 32 KiB, so write in large ones. For one thread at a time.
public final class AmpStreamWriter extends OutputStream {
  private final AmpConnection connection;
  private final long number;
  private final Runnable over;
  private final ReentrantLock lock = new ReentrantLock();

  // guarded by the lock
  private long allowed;
  private boolean closed;
  private @Nullable IOException failure;
  private @Nullable Reply<AmpNothing> waiting;

  AmpStreamWriter(AmpConnection connection, long number, Runnable over) {
    this.connection = connection;
    this.number = number;
    this.over = over;
  }

  // ---- what comes

  void allow(long bytes) {
    change(() -> allowed = bytes > Long.MAX_VALUE - allowed ? Long.MAX_VALUE : allowed + bytes);
  }

  /// The reader wants nothing more, or has heard of the end.
  void refuse() {
    change(() -> failure = new IOException("stream " + number + ": the reader wants no more"));
    end(Optional.empty());
    over.run();
  }

  void lost(RuntimeException why) {
    change(() -> failure = new IOException("stream " + number + ": " + why.getMessage(), why));
  }

  private void change(Runnable what) {
    Reply<AmpNothing> writer;
    lock.lock();
    try {
      what.run();
      writer = waiting;
      waiting = null;
    } finally {
      lock.unlock();
    }
    if (writer != null) {
      boolean _ = writer.complete(AmpNothing.NOTHING);
    }
  }

  // ---- writing

  @Override
  public void write(int one) throws IOException {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    int at = from;
    int end = from + count;
    while (at < end) {
      int piece = awaitRoom(Math.min(end - at, AmpStreams.PIECE_BYTES));
      tell(new AmpStreams.Data(number, Octets.copyOf(bytes, at, at + piece)));
      at += piece;
    }
  }

  /// Waits until the reader takes something.
  ///
  /// @return how much of it, at most as much as is wanted
  private int awaitRoom(int wanted) throws IOException {
    while (true) {
      Reply<AmpNothing> news = new Reply<>();
      lock.lock();
      try {
        if (closed || failure != null) {
          throw failure == null
              ? new IOException("stream " + number + ": closed")
              : new IOException(failure.getMessage(), failure);
        }
        if (allowed > 0) {
          int piece = (int) Math.min(wanted, allowed);
          allowed -= piece;
          return piece;
        }
        waiting = news;
      } finally {
        lock.unlock();
      }
      AmpStreamReader.await(news);
    }
  }

  private void tell(AmpStreams.Data data) throws IOException {
    try {
      connection.tell(AmpStreams.DATA, data);
    } catch (RejectedExecutionException e) {
      throw new IOException("stream " + number + ": " + e.getMessage(), e);
    }
  }

  /// Tells the reader that what it got is not whole, and closes.
  ///
  /// @param error for people
  public void fail(String error) {
    end(Optional.of(error));
  }

  /// Tells the reader that it has all.
  @Override
  public void close() {
    end(Optional.empty());
  }

  private void end(Optional<String> error) {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
    } finally {
      lock.unlock();
    }
    connection.tell(AmpStreams.END, new AmpStreams.End(number, error));
  }
}
