package dev.sennit.daemon.host;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/// Turns the process into one of another user, for good.
///
/// To be called when everything is open that only root may open, and before anything is read from
/// the network. All capabilities go with it.
///
/// @see <a href="https://man7.org/linux/man-pages/man7/nptl.7.html">nptl(7)</a>, on how the C
///   library changes the user of all threads
public final class Privileges {
  private static final long MAX_NUMBER = 0xffff_fffeL;
  private static final Path TASKS = Path.of("/proc/self/task");

  private Privileges() {}

  /// Whether the process is root, and should not stay so.
  ///
  /// @throws IOException if `/proc` cannot be read
  public static boolean isRoot() throws IOException {
    return status(Path.of("/proc/self")).contains("Uid:\t0\t0\t0\t0");
  }

  /// Whether the process is one of the user and the group already.
  ///
  /// @throws IOException if `/proc` cannot be read
  public static boolean isHeld(long uid, long gid) throws IOException {
    List<String> status = status(Path.of("/proc/self"));
    return status.contains("Uid:\t" + four(uid)) && status.contains("Gid:\t" + four(gid));
  }

  /// Becomes the user: no other groups than the one, no capabilities, no way back. Afterwards every
  /// thread is looked at.
  ///
  /// @param uid the user's number, 1 to 4,294,967,294
  /// @param gid the group's number, 1 to 4,294,967,294
  /// @throws IOException if any part of it did not hold; the process must end then, since it may be
  ///   half one user and half another
  public static void drop(long uid, long gid) throws IOException {
    check("uid", uid);
    check("gid", gid);
    try {
      Native.setgroups();
      Native.setgid((int) gid);
      Native.setuid((int) uid);
      verify(uid, gid);
      if (Native.canBecomeRoot()) {
        throw new IOException("privileges: root can be had back (expected: no way back)");
      }
    } catch (LinkageError | UnsupportedOperationException e) {
      throw new IOException("privileges: native functions cannot be called: " + e, e);
    }
  }

  private static void check(String name, long number) {
    if (number < 1 || number > MAX_NUMBER) {
      throw new IllegalArgumentException(
          name + ": " + number + " (expected: 1 to " + MAX_NUMBER + ")");
    }
  }

  /// Looks at every thread.
  private static void verify(long uid, long gid) throws IOException {
    try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
      for (Path task : tasks) {
        verify(task, uid, gid);
      }
    }
  }

  private static void verify(Path task, long uid, long gid) throws IOException {
    List<String> status;
    try {
      status = status(task);
    } catch (NoSuchFileException e) {
      return; // a thread that has ended meanwhile
    }
    expect(task, status, "Uid:", four(uid));
    expect(task, status, "Gid:", four(gid));
    expect(task, status, "Groups:", "");
    expect(task, status, "CapEff:", "0000000000000000");
    expect(task, status, "CapPrm:", "0000000000000000");
  }

  private static String four(long number) {
    return number + "\t" + number + "\t" + number + "\t" + number;
  }

  private static void expect(Path task, List<String> status, String field, String wanted)
      throws IOException {
    for (String line : status) {
      if (line.startsWith(field)) {
        String found = line.substring(field.length()).strip();
        if (!found.equals(wanted)) {
          throw new IOException(
              "privileges: " + task + " " + field + " " + found + " (expected: " + wanted + ")");
        }
        return;
      }
    }
    throw new IOException(
        "privileges: " + task + " has no " + field + " (expected: " + wanted + ")");
  }

  private static List<String> status(Path task) throws IOException {
    return Files.readAllLines(task.resolve("status"));
  }

  /// The calls, apart from the rest so that they are linked only where privileges are dropped. The
  /// C library makes each of them in every thread.
  @SuppressWarnings("restricted")
  private static final class Native {
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final long ERRNO_AT =
        STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle SETGROUPS =
        function(
            "setgroups",
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS));
    private static final FunctionDescriptor OF_ONE =
        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
    private static final MethodHandle SETGID = function("setgid", OF_ONE);
    private static final MethodHandle SETUID = function("setuid", OF_ONE);

    private static MethodHandle function(String name, FunctionDescriptor shape) {
      Linker linker = Linker.nativeLinker();
      return linker.downcallHandle(
          linker.defaultLookup().findOrThrow(name), shape, Linker.Option.captureCallState("errno"));
    }

    static void setgroups() throws IOException {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment state = arena.allocate(STATE);
        int result = (int) SETGROUPS.invokeExact(state, 0L, MemorySegment.NULL);
        check("setgroups", result, state);
      } catch (IOException e) {
        throw e;
      } catch (Throwable e) {
        throw new IOException(e);
      }
    }

    static void setgid(int gid) throws IOException {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment state = arena.allocate(STATE);
        int result = (int) SETGID.invokeExact(state, gid);
        check("setgid", result, state);
      } catch (IOException e) {
        throw e;
      } catch (Throwable e) {
        throw new IOException(e);
      }
    }

    static void setuid(int uid) throws IOException {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment state = arena.allocate(STATE);
        int result = (int) SETUID.invokeExact(state, uid);
        check("setuid", result, state);
      } catch (IOException e) {
        throw e;
      } catch (Throwable e) {
        throw new IOException(e);
      }
    }

    static boolean canBecomeRoot() throws IOException {
      try {
        setuid(0);
        return true;
      } catch (IOException e) {
        if (e.getCause() != null) {
          throw e;
        }
        return false;
      }
    }

    private static void check(String function, int result, MemorySegment state) throws IOException {
      if (result != 0) {
        throw new IOException(
            "privileges: "
                + function
                + ": errno "
                + state.get(ValueLayout.JAVA_INT, ERRNO_AT)
                + " (expected: success)");
      }
    }
  }
}
