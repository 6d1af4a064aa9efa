package dev.sennit.ident.libc;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// Opens a file that stands for a namespace, and goes there.
@SuppressWarnings("restricted")
public final class NamespaceCalls {
  private static final int O_RDONLY_CLOEXEC = 0x80000;
  private static final int CLONE_NEWNET = 0x4000_0000;

  private NamespaceCalls() {}

  /// Opens the file for reading.
  ///
  /// @return the descriptor
  /// @throws IOException if that fails, or native functions are not to be had
  public static int open(String path) throws IOException {
    Libc.require();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Libc.stateLayout());
      MemorySegment name = arena.allocateFrom(path);
      int descriptor = (int) Calls.OPEN.invokeExact(state, name, O_RDONLY_CLOEXEC);
      if (descriptor < 0) {
        throw new ErrnoException(path, Libc.errno(state));
      }
      return descriptor;
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw Libc.unexpected(e);
    }
  }

  /// Moves this thread into a network namespace.
  ///
  /// @throws ErrnoException if that fails
  public static void enter(String path, int descriptor) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Libc.stateLayout());
      int result = (int) Calls.SETNS.invokeExact(state, descriptor, CLONE_NEWNET);
      if (result < 0) {
        throw new ErrnoException("setns " + path, Libc.errno(state));
      }
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw Libc.unexpected(e);
    }
  }

  /// Closes the file.
  public static void close(int descriptor) {
    try {
      int _ = (int) Calls.CLOSE.invokeExact(descriptor);
    } catch (Throwable e) {
      throw Libc.unexpected(e);
    }
  }

  private static final class Calls {
    static final MethodHandle OPEN =
        Libc.functionWithErrno(
            "open",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
            Linker.Option.firstVariadicArg(2));
    static final MethodHandle SETNS =
        Libc.functionWithErrno(
            "setns",
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    static final MethodHandle CLOSE =
        Libc.function("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
  }
}
