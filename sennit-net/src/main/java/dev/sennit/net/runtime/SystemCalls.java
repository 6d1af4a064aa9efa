package dev.sennit.net.runtime;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.IntConsumer;

/// The calls of Linux that neither Java nor Netty offers: those that open, copy and close files by
/// their descriptors, and those that send descriptors over a UNIX socket.
///
/// The layouts are those of 64-bit Linux:
///
/// | struct | fields, with their offsets |
/// |---|---|
/// | `msghdr`, 56 bytes | name 0, name length 8, vectors 16, their number 24, control 32, its length 40, flags 48 |
/// | `iovec`, 16 bytes | base 0, length 8 |
/// | `cmsghdr`, 16 bytes | length 0, level 8, type 12, then descriptors of 4 bytes each |
///
/// @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7), SCM_RIGHTS</a>
@SuppressWarnings("restricted")
public final class SystemCalls {
  /// The most descriptors that the kernel passes in one message.
  static final int MOST_IN_A_MESSAGE = 253;

  /// What a call says that had to wait.
  static final int WOULD_BLOCK = -1;

  private static final int EINTR = 4;
  private static final int EAGAIN = 11;

  private static final int SOL_SOCKET = 1;
  private static final int SCM_RIGHTS = 1;
  private static final int MSG_CTRUNC = 0x8;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int MSG_CMSG_CLOEXEC = 0x40000000;
  private static final int F_DUPFD_CLOEXEC = 1030;
  private static final int O_CLOEXEC = 0x80000;

  private static final int HEADER_BYTES = 16;
  private static final int CONTROL_BYTES = HEADER_BYTES + 4 * MOST_IN_A_MESSAGE + 4;

  private SystemCalls() {}

  /// Whether this machine has them, in the forms known here.
  public static boolean isAvailable() {
    return Availability.AVAILABLE;
  }

  private static final class Availability {
    static final boolean AVAILABLE = isLinux64() && isLinked();

    private static boolean isLinux64() {
      return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).equals("linux")
          && ValueLayout.ADDRESS.byteSize() == 8;
    }

    private static boolean isLinked() {
      try {
        return Library.RECVMSG != null;
      } catch (RuntimeException | LinkageError e) {
        return false; // native access is forbidden, or there is no such library
      }
    }
  }

  /// The functions, apart from the rest so that they are linked only where they are used.
  private static final class Library {
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final long ERRNO =
        STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

    static final MethodHandle RECVMSG =
        function("recvmsg", FunctionDescriptor.of(LONG, INT, ValueLayout.ADDRESS, INT));
    static final MethodHandle SENDMSG =
        function("sendmsg", FunctionDescriptor.of(LONG, INT, ValueLayout.ADDRESS, INT));
    static final MethodHandle READ =
        function("read", FunctionDescriptor.of(LONG, INT, ValueLayout.ADDRESS, LONG));
    static final MethodHandle WRITE =
        function("write", FunctionDescriptor.of(LONG, INT, ValueLayout.ADDRESS, LONG));
    static final MethodHandle CLOSE = function("close", FunctionDescriptor.of(INT, INT));
    static final MethodHandle PIPE2 =
        function("pipe2", FunctionDescriptor.of(INT, ValueLayout.ADDRESS, INT));
    static final MethodHandle FCNTL =
        function(
            "fcntl", FunctionDescriptor.of(INT, INT, INT, INT), Linker.Option.firstVariadicArg(2));
    static final MethodHandle OPEN =
        function(
            "open",
            FunctionDescriptor.of(INT, ValueLayout.ADDRESS, INT, INT),
            Linker.Option.firstVariadicArg(2));

    private static MethodHandle function(
        String name, FunctionDescriptor shape, Linker.Option... more) {
      Linker linker = Linker.nativeLinker();
      Linker.Option[] options = new Linker.Option[more.length + 1];
      options[0] = Linker.Option.captureCallState("errno");
      System.arraycopy(more, 0, options, 1, more.length);
      return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), shape, options);
    }
  }

  /// The memory that a call needs beside its data; one a thread.
  private static final class Scratch {
    private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

    private final Arena arena = Arena.ofAuto();
    final MemorySegment state = arena.allocate(Library.STATE);
    final MemorySegment vector = arena.allocate(16, 8);
    final MemorySegment control = arena.allocate(CONTROL_BYTES, 8);
    final MemorySegment message = arena.allocate(56, 8);

    /// A message of these bytes, with room for so much control data.
    MemorySegment message(MemorySegment bytes, long controlBytes) {
      vector.set(ValueLayout.ADDRESS, 0, bytes);
      vector.set(ValueLayout.JAVA_LONG, 8, bytes.byteSize());
      message.fill((byte) 0);
      message.set(ValueLayout.ADDRESS, 16, vector);
      message.set(ValueLayout.JAVA_LONG, 24, 1);
      message.set(ValueLayout.ADDRESS, 32, control);
      message.set(ValueLayout.JAVA_LONG, 40, controlBytes);
      return message;
    }

    int errno() {
      return state.get(ValueLayout.JAVA_INT, Library.ERRNO);
    }
  }

  /// Receives bytes, and the descriptors that came with them. Never waits.
  ///
  /// @param descriptors is given each descriptor, in order; owns it
  /// @return how many bytes, 0 at the end, or [#WOULD_BLOCK]
  static int receive(int socket, MemorySegment into, IntConsumer descriptors) throws IOException {
    Scratch scratch = Scratch.OF_THREAD.get();
    MemorySegment message = scratch.message(into, CONTROL_BYTES);
    long count;
    do {
      try {
        count =
            (long)
                Library.RECVMSG.invokeExact(
                    scratch.state, socket, message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
      } catch (Throwable e) {
        throw unexpected(e);
      }
    } while (count < 0 && scratch.errno() == EINTR);
    if (count < 0) {
      return blockedOrFailed("recvmsg", scratch);
    }
    takeDescriptors(scratch, descriptors);
    if ((message.get(ValueLayout.JAVA_INT, 48) & MSG_CTRUNC) != 0) {
      throw new IOException(
          "recvmsg: descriptors were lost (expected: fewer open files in this process)");
    }
    return (int) count;
  }

  private static void takeDescriptors(Scratch scratch, IntConsumer descriptors) {
    long end = scratch.message.get(ValueLayout.JAVA_LONG, 40);
    long at = 0;
    while (at + HEADER_BYTES <= end) {
      long length = scratch.control.get(ValueLayout.JAVA_LONG, at);
      if (length < HEADER_BYTES || at + length > end) {
        return;
      }
      if (scratch.control.get(ValueLayout.JAVA_INT, at + 8) == SOL_SOCKET
          && scratch.control.get(ValueLayout.JAVA_INT, at + 12) == SCM_RIGHTS) {
        for (long i = at + HEADER_BYTES; i + 4 <= at + length; i += 4) {
          descriptors.accept(scratch.control.get(ValueLayout.JAVA_INT, i));
        }
      }
      at += (length + 7) & ~7L;
    }
  }

  /// Sends bytes, and a descriptor with the first of them. Never waits; the descriptor stays open
  /// here.
  ///
  /// @return how many bytes, or [#WOULD_BLOCK]: then the descriptor was not sent either
  static int send(int socket, MemorySegment bytes, int descriptor) throws IOException {
    Scratch scratch = Scratch.OF_THREAD.get();
    MemorySegment message = scratch.message(bytes, HEADER_BYTES + 8);
    scratch.control.fill((byte) 0);
    scratch.control.set(ValueLayout.JAVA_LONG, 0, HEADER_BYTES + 4);
    scratch.control.set(ValueLayout.JAVA_INT, 8, SOL_SOCKET);
    scratch.control.set(ValueLayout.JAVA_INT, 12, SCM_RIGHTS);
    scratch.control.set(ValueLayout.JAVA_INT, HEADER_BYTES, descriptor);
    long count;
    do {
      try {
        count =
            (long)
                Library.SENDMSG.invokeExact(
                    scratch.state, socket, message, MSG_DONTWAIT | MSG_NOSIGNAL);
      } catch (Throwable e) {
        throw unexpected(e);
      }
    } while (count < 0 && scratch.errno() == EINTR);
    return count < 0 ? blockedOrFailed("sendmsg", scratch) : (int) count;
  }

  private static int blockedOrFailed(String call, Scratch scratch) throws IOException {
    if (scratch.errno() == EAGAIN) {
      return WOULD_BLOCK;
    }
    throw failure(call, scratch.errno());
  }

  /// Another descriptor of the same open file, which programs started from here do not inherit.
  ///
  /// @throws IOException if there is no such descriptor, or too many are open
  public static int duplicate(int descriptor) throws IOException {
    Scratch scratch = Scratch.OF_THREAD.get();
    int copy;
    try {
      copy = (int) Library.FCNTL.invokeExact(scratch.state, descriptor, F_DUPFD_CLOEXEC, 0);
    } catch (Throwable e) {
      throw unexpected(e);
    }
    if (copy < 0) {
      throw failure("descriptor " + descriptor, scratch.errno());
    }
    return copy;
  }

  /// Opens a file.
  ///
  /// @param flags of open(2)
  /// @param mode the rights of a file that is made, before the process's mask
  public static int open(String path, int flags, int mode) throws IOException {
    Scratch scratch = Scratch.OF_THREAD.get();
    int opened;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(path, StandardCharsets.UTF_8);
      opened = (int) Library.OPEN.invokeExact(scratch.state, name, flags | O_CLOEXEC, mode);
    } catch (Throwable e) {
      throw unexpected(e);
    }
    if (opened < 0) {
      throw failure(path, scratch.errno());
    }
    return opened;
  }

  /// Makes a pipe: the end to read from, and the end to write to.
  public static int[] pipe() throws IOException {
    Scratch scratch = Scratch.OF_THREAD.get();
    int[] ends = new int[2];
    int result;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment both = arena.allocate(8, 4);
      result = (int) Library.PIPE2.invokeExact(scratch.state, both, O_CLOEXEC);
      MemorySegment.copy(both, ValueLayout.JAVA_INT, 0, ends, 0, 2);
    } catch (Throwable e) {
      throw unexpected(e);
    }
    if (result < 0) {
      throw failure("pipe2", scratch.errno());
    }
    return ends;
  }

  /// Reads, and waits until there is something.
  ///
  /// @return how many bytes, 0 at the end
  public static int read(int descriptor, MemorySegment into) throws IOException {
    return transfer(Library.READ, "read", descriptor, into);
  }

  /// Writes, and waits until something is taken.
  ///
  /// @return how many bytes
  public static int write(int descriptor, MemorySegment bytes) throws IOException {
    return transfer(Library.WRITE, "write", descriptor, bytes);
  }

  private static int transfer(MethodHandle call, String name, int descriptor, MemorySegment bytes)
      throws IOException {
    Scratch scratch = Scratch.OF_THREAD.get();
    long count;
    do {
      try {
        count = (long) call.invokeExact(scratch.state, descriptor, bytes, bytes.byteSize());
      } catch (Throwable e) {
        throw unexpected(e);
      }
    } while (count < 0 && scratch.errno() == EINTR);
    if (count < 0) {
      throw failure(name, scratch.errno());
    }
    return (int) count;
  }

  /// Closes a descriptor; whatever the kernel says of it, it is gone.
  public static void close(int descriptor) {
    try {
      int _ = (int) Library.CLOSE.invokeExact(Scratch.OF_THREAD.get().state, descriptor);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static IOException failure(String what, int errno) {
    String why =
        switch (errno) {
          case 2 -> "No such file or directory";
          case 9 -> "Bad file descriptor";
          case 13 -> "Permission denied";
          case 24 -> "Too many open files";
          case 32 -> "Broken pipe";
          case 104 -> "Connection reset by peer";
          case 109 -> "Too many references: cannot splice"; // descriptors that nobody has received
          case EAGAIN -> "Resource temporarily unavailable";
          default -> "errno " + errno;
        };
    return new IOException(what + ": " + why);
  }

  private static RuntimeException unexpected(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    return thrown instanceof RuntimeException e ? e : new IllegalStateException(thrown);
  }
}
