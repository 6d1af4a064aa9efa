package dev.sennit.ident.policy;

import dev.sennit.net.wire.Octets;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads a file out of a home directory whose owner may be up to anything.
///
/// A plain open would wait for ever on a FIFO, and a check before it can be tricked by an exchange
/// after it. So the file is first opened with `O_PATH | O_NOFOLLOW`, which neither waits nor reads;
/// what that descriptor holds is checked, and only then the very same file is opened for reading,
/// by its name in `/proc/self/fd`.
final class OwnedFile {
  private static final int O_CLOEXEC = 0x80000;
  private static final int O_PATH = 0x200000;
  private static final String ATTRIBUTES = "unix:uid,ino,dev,size,lastModifiedTime,ctime,mode";
  private static final int S_IFMT = 0xf000;
  private static final int S_IFREG = 0x8000;
  private static final @Nullable Native LIBC = Native.find();

  /// Which content a file has: another one has another stamp.
  record Stamp(
      long uid, Object inode, Object device, long size, FileTime modified, FileTime changed) {}

  /// @param stamp which content
  /// @param bytes the content
  record Content(Stamp stamp, Octets bytes) {}

  private OwnedFile() {}

  /// Whether files can be read safely on this machine: on Linux, with native access.
  static boolean isPossible() {
    return LIBC != null;
  }

  /// Which content the file has now; null if there is none, or it is no regular file.
  static @Nullable Stamp stamp(Path path) {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return null;
    }
    try {
      return stampOf(Files.readAttributes(path, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS));
    } catch (IOException e) {
      return null;
    }
  }

  private static @Nullable Stamp stampOf(Map<String, Object> attributes) {
    if ((integer(attributes, "mode") & S_IFMT) != S_IFREG) {
      return null;
    }
    return new Stamp(
        integer(attributes, "uid") & 0xffff_ffffL,
        value(attributes, "ino"),
        value(attributes, "dev"),
        (Long) value(attributes, "size"),
        (FileTime) value(attributes, "lastModifiedTime"),
        (FileTime) value(attributes, "ctime"));
  }

  private static int integer(Map<String, Object> attributes, String name) {
    return (Integer) value(attributes, name);
  }

  private static Object value(Map<String, Object> attributes, String name) {
    Object value = attributes.get(name);
    if (value == null) {
      throw new IllegalStateException("attribute " + name + ": none");
    }
    return value;
  }

  /// Reads a regular file that the user owns.
  ///
  /// @param uid its owner
  /// @param most the most bytes
  /// @throws IOException if it is not there, is no regular file, belongs to another user, is
  ///   larger, or cannot be read; the message says which
  static Content read(Path path, long uid, int most) throws IOException {
    Native libc = LIBC;
    if (libc == null) {
      throw new IOException("files of users: not safe to open (expected: Linux, native access)");
    }
    int descriptor = libc.open(path);
    if (descriptor < 0) {
      throw new IOException(path + ": cannot be opened (expected: a file, no symbolic link)");
    }
    try {
      Path same = Path.of("/proc/self/fd/" + descriptor);
      Stamp stamp = stampOf(Files.readAttributes(same, ATTRIBUTES));
      if (stamp == null) {
        throw new IOException(path + ": no regular file (expected: one)");
      }
      if (stamp.uid() != uid) {
        throw new IOException(path + ": owner " + stamp.uid() + " (expected: " + uid + ")");
      }
      try (InputStream in = Files.newInputStream(same)) {
        byte[] bytes = stamp.size() > most ? null : in.readNBytes(most + 1);
        if (bytes == null || bytes.length > most) {
          throw new IOException(path + ": too long (expected: at most " + most + " bytes)");
        }
        return new Content(stamp, Octets.giveUp(bytes));
      }
    } finally {
      libc.close(descriptor);
    }
  }

  /// Two functions of the C library.
  private record Native(MethodHandle opener, MethodHandle closer, int flags) {

    @SuppressWarnings("restricted")
    static @Nullable Native find() {
      int noFollow =
          switch (System.getProperty("os.arch", "")) {
            case "amd64", "x86_64", "riscv64", "s390x" -> 0x20000;
            case "aarch64", "arm", "ppc64le" -> 0x8000;
            default -> 0;
          };
      if (noFollow == 0 || !System.getProperty("os.name", "").equals("Linux")) {
        return null;
      }
      try {
        Linker linker = Linker.nativeLinker();
        SymbolLookup symbols = linker.defaultLookup();
        return new Native(
            linker.downcallHandle(
                symbols.findOrThrow("open"),
                FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
                Linker.Option.firstVariadicArg(2)),
            linker.downcallHandle(
                symbols.findOrThrow("close"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT)),
            O_PATH | O_CLOEXEC | noFollow);
      } catch (RuntimeException e) {
        return null; // native access denied, or no such functions
      }
    }

    int open(Path path) {
      String name = path.toString();
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment text = arena.allocateFrom(name);
        return (int) opener.invokeExact(text, flags);
      } catch (Throwable e) {
        throw new IllegalStateException("open", e);
      }
    }

    void close(int descriptor) {
      try {
        int _ = (int) closer.invokeExact(descriptor);
      } catch (Throwable e) {
        throw new IllegalStateException("close", e);
      }
    }
  }
}
