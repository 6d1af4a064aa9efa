package dev.sennit.ident.account;

import dev.sennit.ident.libc.ErrnoException;
import dev.sennit.ident.libc.Libc;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The user database of the C library, with all the sources that the system is set up for. May
/// block for as long as such a source does: only for platform threads of its own.
///
/// `struct passwd` on 64-bit Linux, with glibc and musl:
///
/// | at | bytes | field               |
/// |----|-------|---------------------|
/// | 0  | 8     | pointer to the name |
/// | 16 | 4     | uid                 |
/// | 20 | 4     | gid                 |
/// | 32 | 8     | pointer to the home |
/// | 40 | 8     | pointer to the shell |
///
/// @see <a href="https://man7.org/linux/man-pages/man3/getpwnam.3.html">getpwnam_r(3)</a>
final class NameService implements Accounts {
  private static final int STRUCT_BYTES = 48;
  private static final int FIRST_BUFFER_BYTES = 1024;
  private static final int MAX_BUFFER_BYTES = 1024 * 1024;

  /// One of the two functions, with its first argument.
  private interface Call {
    int into(MemorySegment passwd, MemorySegment buffer, MemorySegment result) throws Throwable;
  }

  /// @throws IOException if native functions are not to be had
  NameService() throws IOException {
    Libc.require();
  }

  @Override
  public Optional<Account> byUid(long uid) throws IOException {
    return find(
        "getpwuid_r " + uid,
        (passwd, buffer, result) ->
            (int)
                Calls.GETPWUID_R.invokeExact((int) uid, passwd, buffer, buffer.byteSize(), result));
  }

  @Override
  public Optional<Account> byName(String name) throws IOException {
    if (name.isEmpty() || name.indexOf('\0') >= 0) {
      return Optional.empty();
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocateFrom(name);
      return find(
          "getpwnam_r",
          (passwd, buffer, result) ->
              (int) Calls.GETPWNAM_R.invokeExact(text, passwd, buffer, buffer.byteSize(), result));
    }
  }

  private static Optional<Account> find(String what, Call call) throws IOException {
    for (int bytes = FIRST_BUFFER_BYTES; bytes <= MAX_BUFFER_BYTES; bytes *= 2) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment passwd = arena.allocate(STRUCT_BYTES, 8);
        MemorySegment buffer = arena.allocate(bytes);
        MemorySegment result = arena.allocate(ValueLayout.ADDRESS);
        int error = invoke(call, passwd, buffer, result);
        switch (error) {
          case 0 -> {
            boolean found = result.get(ValueLayout.ADDRESS, 0).address() != 0;
            return found ? read(passwd, bytes) : Optional.empty();
          }
          // What the manual allows a library to say for "not found".
          case ErrnoException.ENOENT,
              ErrnoException.ESRCH,
              ErrnoException.EBADF,
              ErrnoException.EPERM -> {
            return Optional.empty();
          }
          case ErrnoException.ERANGE -> {}
          default -> throw new ErrnoException(what, error);
        }
      }
    }
    throw new IOException(
        what + ": larger than " + MAX_BUFFER_BYTES + " bytes (expected: a smaller entry)");
  }

  private static int invoke(
      Call call, MemorySegment passwd, MemorySegment buffer, MemorySegment result) {
    try {
      int error;
      do {
        error = call.into(passwd, buffer, result);
      } while (error == ErrnoException.EINTR);
      return error;
    } catch (Throwable e) {
      throw Libc.unexpected(e);
    }
  }

  private static Optional<Account> read(MemorySegment passwd, int bufferBytes) {
    String name = text(passwd, 0, bufferBytes);
    return name.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Account(
                name,
                passwd.get(ValueLayout.JAVA_INT, 16) & Account.MAX_NUMBER,
                passwd.get(ValueLayout.JAVA_INT, 20) & Account.MAX_NUMBER,
                text(passwd, 32, bufferBytes),
                text(passwd, 40, bufferBytes)));
  }

  @SuppressWarnings("restricted")
  private static String text(MemorySegment passwd, long at, int bufferBytes) {
    MemorySegment pointer = passwd.get(ValueLayout.ADDRESS, at);
    return pointer.address() == 0
        ? ""
        : pointer.reinterpret(bufferBytes).getString(0, StandardCharsets.UTF_8);
  }

  /// The calls, apart from the rest so that they are linked only where they can be.
  private static final class Calls {
    static final MethodHandle GETPWUID_R =
        Libc.function(
            "getpwuid_r",
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG,
                ValueLayout.ADDRESS));
    static final MethodHandle GETPWNAM_R =
        Libc.function(
            "getpwnam_r",
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.ADDRESS,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG,
                ValueLayout.ADDRESS));
  }
}
