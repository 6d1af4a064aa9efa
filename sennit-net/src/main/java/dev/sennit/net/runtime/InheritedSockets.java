package dev.sennit.net.runtime;

import dev.sennit.net.Listen;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// The sockets that a service manager opened for this process: descriptors from 3 on, as many as
/// `LISTEN_FDS` says, if `LISTEN_PID` is this process; or standard input, as inetd does it.
///
/// @see <a
///   href="https://www.freedesktop.org/software/systemd/man/sd_listen_fds.html">sd_listen_fds(3)</a>
final class InheritedSockets {
  private static final int FIRST = 3;
  private static final int STANDARD_INPUT = 0;
  private static final String LISTENING = "0A";

  /// Those that a server has taken. A descriptor is closed with its server, and its number may then
  /// mean any other file, so that none is ever taken twice.
  private static final Set<Integer> TAKEN = ConcurrentHashMap.newKeySet();

  private InheritedSockets() {}

  /// The descriptor that is meant, which no other call gets.
  ///
  /// @throws IllegalStateException if there is no such socket, or it is taken
  static int take(Listen.Inherited wanted) {
    boolean isStandardInput = wanted.equals(Listen.Inherited.STANDARD_INPUT);
    if (isStandardInput && !isListening(STANDARD_INPUT)) {
      throw new IllegalStateException(
          "standard input is no socket that listens (expected: one, as inetd's `wait` passes it)");
    }
    int descriptor =
        isStandardInput
            ? STANDARD_INPUT
            : descriptor(wanted, System.getenv(), ProcessHandle.current().pid());
    if (!TAKEN.add(descriptor)) {
      throw new IllegalStateException(
          "descriptor " + descriptor + " is in use already (expected: one server for each)");
    }
    return descriptor;
  }

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

  /// Whether the descriptor is a TCP socket that listens.
  private static boolean isListening(int descriptor) {
    try {
      String inode = inode(descriptor);
      for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
        try (Stream<String> lines = Files.lines(Path.of(table))) {
          // number, local, remote, state, queues, timer, retransmits, uid, timeout, inode
          if (lines
              .map(line -> line.strip().split(" +", 11))
              .anyMatch(c -> c.length > 9 && c[3].equals(LISTENING) && c[9].equals(inode))) {
            return true;
          }
        }
      }
    } catch (IOException | UncheckedIOException e) {
      // no descriptor, no file of that kind, or no IPv6: not listening as far as one can tell
    }
    return false;
  }

  private static String inode(int descriptor) throws IOException {
    return Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
        .toString()
        .replaceAll("[^0-9]", "");
  }

  /// Where an inherited UNIX socket lies, which Netty does not ask; nameless if it cannot be found.
  static UnixDomainSocketAddress unixAddress(int descriptor) {
    try {
      String inode = inode(descriptor);
      for (String line : Files.readAllLines(Path.of("/proc/net/unix"))) {
        // address, references, protocol, flags, type, state, inode, path
        String[] columns = line.split(" +", 8);
        if (columns.length == 8 && columns[6].equals(inode)) {
          return UnixDomainSocketAddress.of(columns[7]);
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      // nameless, then
    }
    return UnixDomainSocketAddress.of("");
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
