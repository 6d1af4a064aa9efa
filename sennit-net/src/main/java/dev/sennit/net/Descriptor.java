package dev.sennit.net;

import dev.sennit.net.runtime.SystemCalls;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;

/// An open file of this process, known by its number: a file, a pipe, a socket or a device. What
/// processes hand each other over UNIX sockets. Linux only.
///
/// Whoever holds one closes it. Closing twice does nothing; nobody may close while another thread
/// reads or writes.
///
/// Reading and writing wait for as long as it takes, and hold the thread: on a virtual thread, the
/// one that carries it.
public final class Descriptor implements ByteChannel {
  private static final int CLOSED = -1;

  private static final int O_WRONLY = 1;
  private static final int O_RDWR = 2;
  private static final int O_CREAT = 0x40;
  private static final int O_EXCL = 0x80;
  private static final int O_TRUNC = 0x200;
  private static final int O_APPEND = 0x400;
  private static final int RIGHTS = 0666;

  private final AtomicInteger number;

  private Descriptor(int number) {
    this.number = new AtomicInteger(number);
  }

  /// The two ends of a pipe.
  ///
  /// @param source to read from
  /// @param sink to write to
  public record Pipe(Descriptor source, Descriptor sink) {}

  /// Takes over a descriptor that is open: from now on it is closed here.
  ///
  /// @param number 0 or more
  public static Descriptor of(int number) {
    if (number < 0) {
      throw new IllegalArgumentException("descriptor: " + number + " (expected: 0 or more)");
    }
    return new Descriptor(number);
  }

  /// Opens a file.
  ///
  /// @param options of [StandardOpenOption]: `READ` (without any), `WRITE`, `APPEND`, `CREATE`,
  ///   `CREATE_NEW`, `TRUNCATE_EXISTING`
  /// @throws IOException if it cannot be opened; names it and says why
  public static Descriptor open(Path path, OpenOption... options) throws IOException {
    int flags = 0;
    boolean read = options.length == 0;
    boolean write = false;
    for (OpenOption option : options) {
      switch (option) {
        case StandardOpenOption.READ -> read = true;
        case StandardOpenOption.WRITE -> write = true;
        case StandardOpenOption.APPEND -> {
          write = true;
          flags |= O_APPEND;
        }
        case StandardOpenOption.CREATE -> flags |= O_CREAT;
        case StandardOpenOption.CREATE_NEW -> flags |= O_CREAT | O_EXCL;
        case StandardOpenOption.TRUNCATE_EXISTING -> flags |= O_TRUNC;
        default ->
            throw new IllegalArgumentException(
                "option: " + option + " (expected: one that opens a file as such)");
      }
    }
    flags |= write ? (read ? O_RDWR : O_WRONLY) : 0;
    return new Descriptor(SystemCalls.open(path.toString(), flags, RIGHTS));
  }

  /// Makes a pipe.
  ///
  /// @throws IOException if too many files are open
  public static Pipe pipe() throws IOException {
    int[] ends = SystemCalls.pipe();
    return new Pipe(new Descriptor(ends[0]), new Descriptor(ends[1]));
  }

  /// Another descriptor of the same open file, with a life of its own.
  ///
  /// @throws IOException if it is closed, or too many files are open
  public Descriptor duplicate() throws IOException {
    return new Descriptor(SystemCalls.duplicate(open()));
  }

  /// The number; it stays open here.
  ///
  /// @throws IllegalStateException if it is closed
  public int number() {
    int now = number.get();
    if (now == CLOSED) {
      throw new IllegalStateException("descriptor: closed (expected: an open one)");
    }
    return now;
  }

  /// Gives the number up: the caller closes it.
  ///
  /// @throws IllegalStateException if it is closed
  public int release() {
    int now = number.getAndSet(CLOSED);
    if (now == CLOSED) {
      throw new IllegalStateException("descriptor: closed (expected: an open one)");
    }
    return now;
  }

  /// The name under which this process can open the same file once more; not for sockets.
  public Path path() {
    return Path.of("/proc/self/fd/" + number());
  }

  private int open() throws ClosedChannelException {
    int now = number.get();
    if (now == CLOSED) {
      throw new ClosedChannelException();
    }
    return now;
  }

  /// Reads at least one byte, if there is room for it.
  ///
  /// @return how many, or -1 at the end
  @Override
  public int read(ByteBuffer into) throws IOException {
    int from = open();
    if (!into.hasRemaining()) {
      return 0;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment room = into.isDirect() ? null : arena.allocate(into.remaining());
      int count = SystemCalls.read(from, room == null ? MemorySegment.ofBuffer(into) : room);
      if (room == null) {
        into.position(into.position() + count);
      } else {
        into.put(room.asSlice(0, count).asByteBuffer());
      }
      return count == 0 ? -1 : count;
    }
  }

  /// Writes at least one byte, if there is one.
  ///
  /// @return how many
  @Override
  public int write(ByteBuffer bytes) throws IOException {
    int to = open();
    if (!bytes.hasRemaining()) {
      return 0;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = MemorySegment.ofBuffer(bytes);
      if (!bytes.isDirect()) {
        data = arena.allocate(bytes.remaining()).copyFrom(data);
      }
      int count = SystemCalls.write(to, data);
      bytes.position(bytes.position() + count);
      return count;
    }
  }

  @Override
  public boolean isOpen() {
    return number.get() != CLOSED;
  }

  @Override
  public void close() {
    int now = number.getAndSet(CLOSED);
    if (now != CLOSED) {
      SystemCalls.close(now);
    }
  }

  @Override
  public String toString() {
    int now = number.get();
    return now == CLOSED ? "closed descriptor" : "descriptor " + now;
  }
}
