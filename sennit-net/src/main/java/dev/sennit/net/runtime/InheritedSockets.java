package dev.sennit.net.runtime;

import dev.sennit.net.Listen;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// The sockets that a service manager opened for this process: descriptors from 3 on, as many as
/// `LISTEN_FDS` says, if `LISTEN_PID` is this process.
///
/// @see <a
///   href="https://www.freedesktop.org/software/systemd/man/sd_listen_fds.html">sd_listen_fds(3)</a>
final class InheritedSockets {
  private static final int FIRST = 3;

  private InheritedSockets() {}

  /// The descriptor that is meant.
  ///
  /// @throws IllegalStateException if there is no such socket; says what there is
  static int descriptor(Listen.Inherited wanted, Map<String, String> environment, long pid) {
    int count = count(environment, pid);
    List<String> names = Arrays.asList(environment.getOrDefault("LISTEN_FDNAMES", "").split(":"));
    int index = wanted.name() == null ? wanted.index() : names.indexOf(wanted.name());
    if (index < 0 || index >= count) {
      throw new IllegalStateException(
          wanted
              + ": no such inherited socket (expected: one of "
              + count
              + ", named "
              + (count == 0 ? List.of() : names)
              + ")");
    }
    return FIRST + index;
  }

  private static int count(Map<String, String> environment, long pid) {
    if (!environment.getOrDefault("LISTEN_PID", "").equals(Long.toString(pid))) {
      return 0;
    }
    try {
      return Integer.parseInt(environment.getOrDefault("LISTEN_FDS", "0"));
    } catch (NumberFormatException e) {
      throw new IllegalStateException(
          "LISTEN_FDS: " + environment.get("LISTEN_FDS") + " (expected: a number)", e);
    }
  }
}
