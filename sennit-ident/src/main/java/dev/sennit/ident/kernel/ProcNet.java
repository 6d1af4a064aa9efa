package dev.sennit.ident.kernel;

import dev.sennit.ident.IdentConnection;
import dev.sennit.ident.kernel.KernelAnswer.Failed;
import dev.sennit.ident.kernel.KernelAnswer.Owned;
import dev.sennit.ident.kernel.KernelAnswer.Reason;
import dev.sennit.ident.kernel.KernelAnswer.Unowned;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Looks for a connection in the text of `/proc/net/tcp` and `/proc/net/tcp6`.
///
/// The kernel writes a line for each socket, so the time grows with their number: about a quarter
/// of a millisecond with a hundred, twenty milliseconds and more with 20,000. Use [KernelLookup],
/// which does this only where nothing better works.
public final class ProcNet implements OwnerLookup {

  /// The lines of a file.
  @FunctionalInterface
  public interface Lines {
    /// Opens the file; the stream is closed after use.
    ///
    /// @throws IOException if it cannot be read
    Stream<String> open() throws IOException;
  }

  private final Lines tcp;
  private final Lines tcp6;
  private final ByteOrder order;

  ProcNet(Lines tcp, Lines tcp6, ByteOrder order) {
    this.tcp = tcp;
    this.tcp6 = tcp6;
    this.order = order;
  }

  /// The sockets of this process's network namespace.
  public static ProcNet system() {
    return of(Path.of("/proc/net"));
  }

  /// The sockets that the files `tcp` and `tcp6` in a directory tell of, such as `/proc/PID/net`.
  /// Without `tcp6` there is no IPv6.
  public static ProcNet of(Path directory) {
    return of(
        () -> lines(directory.resolve("tcp")),
        () -> {
          try {
            return lines(directory.resolve("tcp6"));
          } catch (NoSuchFileException e) {
            return Stream.empty();
          }
        });
  }

  @SuppressWarnings("StreamResourceLeak") // whoever opened it closes it
  private static Stream<String> lines(Path file) throws IOException {
    return Files.lines(file, StandardCharsets.ISO_8859_1);
  }

  /// The sockets of lines from elsewhere, in the form of those files and in the order of bytes of
  /// this machine. What has another form is passed over.
  public static ProcNet of(Lines tcp, Lines tcp6) {
    return new ProcNet(tcp, tcp6, ByteOrder.nativeOrder());
  }

  @Override
  public KernelAnswer find(IdentConnection connection) {
    InetAddress local = connection.local().getAddress();
    InetAddress remote = connection.remote().getAddress();
    if (local.getClass() != remote.getClass()) {
      return new Unowned(Reason.NO_SUCH_CONNECTION);
    }
    try {
      // The kernel may leave out a row while the table changes under the reader: look twice.
      KernelAnswer answer = findOnce(connection);
      return answer instanceof Owned ? answer : findOnce(connection);
    } catch (IOException e) {
      return new Failed(e.toString());
    } catch (UncheckedIOException e) {
      return new Failed(String.valueOf(e.getCause()));
    }
  }

  private KernelAnswer findOnce(IdentConnection connection) throws IOException {
    boolean v4 = connection.local().getAddress() instanceof Inet4Address;
    KernelAnswer answer = new Unowned(Reason.NO_SUCH_CONNECTION);
    if (v4) {
      answer = scan(tcp, connection, false);
    }
    if (!(answer instanceof Owned)) {
      KernelAnswer other = scan(tcp6, connection, v4);
      answer = isPlainMiss(other) ? answer : other;
    }
    return answer;
  }

  private static boolean isPlainMiss(KernelAnswer answer) {
    return answer instanceof Unowned(var reason) && reason == Reason.NO_SUCH_CONNECTION;
  }

  private KernelAnswer scan(Lines file, IdentConnection connection, boolean mapped)
      throws IOException {
    String ends =
        ProcNetRow.format(connection.local(), mapped, order)
            + " "
            + ProcNetRow.format(connection.remote(), mapped, order)
            + " ";
    String listening = listening(connection.local(), mapped);
    KernelAnswer answer = new Unowned(Reason.NO_SUCH_CONNECTION);
    try (Stream<String> lines = file.open()) {
      for (Iterator<String> each = lines.iterator(); each.hasNext(); ) {
        String line = each.next();
        if (line.contains(ends)) {
          KernelAnswer found = judge(line, connection);
          if (found instanceof Owned) {
            return found;
          }
          answer = found == null ? answer : found;
        } else if (isPlainMiss(answer) && line.contains(listening)) {
          answer = new Unowned(Reason.LISTENER_ONLY);
        }
      }
    }
    return answer;
  }

  /// How a row goes on behind the address of a socket that listens on the port.
  private static String listening(InetSocketAddress local, boolean mapped) {
    String port = "%04X".formatted(local.getPort());
    boolean wide = mapped || !(local.getAddress() instanceof Inet4Address);
    return ":" + port + " " + "0".repeat(wide ? 32 : 8) + ":0000 0A ";
  }

  private @Nullable KernelAnswer judge(String line, IdentConnection connection) {
    Optional<ProcNetRow> parsed = ProcNetRow.parse(line, order);
    if (parsed.isEmpty()) {
      return null;
    }
    ProcNetRow row = parsed.get();
    if (!row.local().equals(connection.local()) || !row.remote().equals(connection.remote())) {
      return null;
    }
    if (row.state() == TcpState.TIME_WAIT) {
      return new Unowned(Reason.TIME_WAIT);
    }
    return row.uid() == 0 && row.inode() == 0
        ? new Unowned(Reason.ORPHAN)
        : new Owned(row.uid(), row.inode(), row.state(), 0, 0);
  }
}
