package dev.sennit.ident.libc;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/// Functions of the C library, found by name.
///
/// Handles belong into `static final` fields of a class that is loaded after [#require] has
/// returned.
@SuppressWarnings("restricted")
public final class Libc {
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final long ERRNO_AT =
      STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
  private static final @Nullable String REFUSAL = probe();

  private Libc() {}

  /// Whether functions can be called.
  ///
  /// @throws IOException saying why not: another system than Linux, or a Java that was told not to
  public static void require() throws IOException {
    if (REFUSAL != null) {
      throw new IOException(REFUSAL);
    }
  }

  private static @Nullable String probe() {
    String system = System.getProperty("os.name", "");
    if (!system.toLowerCase(Locale.ROOT).equals("linux")) {
      return "system: " + system + " (expected: Linux)";
    }
    try {
      MethodHandle _ = function("getpid", FunctionDescriptor.of(ValueLayout.JAVA_INT));
      return null;
    } catch (IllegalCallerException e) {
      return "native access: denied (expected: java --enable-native-access="
          + (Libc.class.getModule().isNamed() ? Libc.class.getModule().getName() : "ALL-UNNAMED")
          + ")";
    } catch (UnsupportedOperationException | NoSuchElementException | LinkageError e) {
      return "native access: " + e;
    }
  }

  /// A function that does not set `errno`, or whose `errno` does not matter.
  public static MethodHandle function(String name, FunctionDescriptor shape) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), shape);
  }

  /// A function whose handle takes, before all others, a segment of [#stateLayout] for `errno`.
  public static MethodHandle functionWithErrno(
      String name, FunctionDescriptor shape, Linker.Option... options) {
    Linker linker = Linker.nativeLinker();
    Linker.Option[] all = new Linker.Option[options.length + 1];
    System.arraycopy(options, 0, all, 1, options.length);
    all[0] = Linker.Option.captureCallState("errno");
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), shape, all);
  }

  /// What a handle of [#functionWithErrno] writes.
  public static StructLayout stateLayout() {
    return STATE;
  }

  /// The number that the last call left.
  public static int errno(MemorySegment state) {
    return state.get(ValueLayout.JAVA_INT, ERRNO_AT);
  }

  /// What a handle throws is a fault of ours: downcalls throw nothing.
  public static RuntimeException unexpected(Throwable thrown) {
    return switch (thrown) {
      case Error e -> throw e;
      case RuntimeException e -> e;
      default -> new IllegalStateException(thrown);
    };
  }
}
