package dev.sennit.daemon.host;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Tells systemd how the daemon is: one datagram a message to the socket in `$NOTIFY_SOCKET`. Java
/// has no UNIX datagram sockets, so three functions of the C library are called.
///
/// A message that cannot be sent is lost: the daemon works without systemd.
///
/// @see <a href="https://www.freedesktop.org/software/systemd/man/sd_notify.html">sd_notify(3)</a>
public final class Systemd {
  private static final System.Logger LOG = System.getLogger("dev.sennit.daemon.host");
  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
  private static final int PATH_BYTES = 108;

  private final String socket;
  private final Duration watchdog;

  private Systemd(String socket, Duration watchdog) {
    this.socket = socket;
    this.watchdog = watchdog;
  }

  /// What the environment says; without systemd nothing is sent.
  public static Systemd of(Map<String, String> environment) {
    String socket = environment.getOrDefault("NOTIFY_SOCKET", "");
    String pid = environment.getOrDefault("WATCHDOG_PID", "");
    boolean watched = pid.isEmpty() || pid.equals(Long.toString(ProcessHandle.current().pid()));
    String micros = environment.getOrDefault("WATCHDOG_USEC", "");
    Duration watchdog =
        watched && micros.matches("[0-9]{1,15}")
            ? Duration.ofNanos(Long.parseLong(micros) * 1000)
            : Duration.ZERO;
    boolean known = socket.startsWith("/") || socket.startsWith("@");
    return new Systemd(known ? socket : "", watchdog);
  }

  /// How long systemd waits for a sign of life, if it does.
  public Optional<Duration> watchdog() {
    return socket.isEmpty() || watchdog.isZero() ? Optional.empty() : Optional.of(watchdog);
  }

  /// The daemon serves.
  ///
  /// @param status one line for `systemctl status`
  public void ready(String status) {
    send("READY=1\nSTATUS=" + status);
  }

  /// The daemon reads its configuration again; [#ready] ends that.
  public void reloading() {
    send("RELOADING=1\nMONOTONIC_USEC=" + System.nanoTime() / 1000);
  }

  /// The daemon answers what is in work, and ends.
  public void stopping() {
    send("STOPPING=1");
  }

  /// The daemon is alive.
  public void alive() {
    send("WATCHDOG=1");
  }

  private void send(String message) {
    if (socket.isEmpty()) {
      return;
    }
    try {
      if (!Native.send(socket, message)) {
        LOG.log(System.Logger.Level.DEBUG, socket + ": nobody took the message to systemd");
      }
    } catch (Throwable e) {
      LOG.log(System.Logger.Level.DEBUG, socket + ": no message to systemd", e);
    }
  }

  /// The calls, apart from the rest so that they are linked only under systemd.
  @SuppressWarnings("restricted")
  private static final class Native {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle SOCKET =
        function(
            "socket",
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT));
    private static final MethodHandle SENDTO =
        function(
            "sendto",
            FunctionDescriptor.of(
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_INT));
    private static final MethodHandle CLOSE =
        function("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    private static MethodHandle function(String name, FunctionDescriptor shape) {
      return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), shape);
    }

    /// struct sockaddr_un: a family of two bytes, then the path; an abstract name begins with NUL
    /// and ends where the length says.
    static boolean send(String path, String message) throws Throwable {
      byte[] name = path.getBytes(StandardCharsets.UTF_8);
      if (name.length >= PATH_BYTES) {
        return false;
      }
      if (name[0] == '@') {
        name[0] = 0;
      }
      byte[] text = message.getBytes(StandardCharsets.UTF_8);
      int descriptor = (int) SOCKET.invokeExact(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
      if (descriptor < 0) {
        return false;
      }
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment address = arena.allocate(2L + PATH_BYTES, 2);
        address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
        MemorySegment.copy(name, 0, address, ValueLayout.JAVA_BYTE, 2, name.length);
        MemorySegment data = arena.allocateFrom(ValueLayout.JAVA_BYTE, text);
        long sent =
            (long)
                SENDTO.invokeExact(
                    descriptor, data, (long) text.length, 0, address, 2 + name.length);
        return sent == text.length;
      } finally {
        int ignored = (int) CLOSE.invokeExact(descriptor);
        LOG.log(System.Logger.Level.TRACE, "close: " + ignored);
      }
    }
  }
}
