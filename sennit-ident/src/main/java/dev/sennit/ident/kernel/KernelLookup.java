package dev.sennit.ident.kernel;

import dev.sennit.ident.IdentConnection;
import dev.sennit.ident.kernel.KernelAnswer.Failed;
import dev.sennit.ident.kernel.KernelAnswer.Owned;
import dev.sennit.ident.kernel.KernelAnswer.Reason;
import dev.sennit.ident.kernel.KernelAnswer.Unowned;
import dev.sennit.ident.kernel.SelfTest.Check;
import dev.sennit.ident.kernel.SelfTest.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The owners of this machine's connections, in the best way that works here.
///
/// When it is opened it looks up connections of its own with [SockDiag]. If that works it is the
/// way from then on, and what the kernel does not find is not there. Else the text of [ProcNet] is
/// read for every question, and a warning is logged once that says why.
public final class KernelLookup implements OwnerLookup, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(KernelLookup.class.getPackageName());

  /// How the kernel is asked.
  public enum Way {
    /// One question through netlink.
    SOCK_DIAG,
    /// All sockets as text.
    PROC_TEXT
  }

  private final Place place;
  private final @Nullable SockDiag diag;
  private final ProcNet text;
  private final long foreignUid;
  private final List<Check> opening;

  private KernelLookup(Place place, @Nullable SockDiag diag, ProcNet text, List<Check> opening) {
    this.place = place;
    this.diag = diag;
    this.text = text;
    this.opening = opening;
    foreignUid = OwnUser.foreign();
  }

  /// Finds the way that works in the network namespace that this process is in.
  public static KernelLookup open() {
    return open(Place.HERE, () -> SockDiag.open(Place.HERE), ProcNet.system());
  }

  /// Finds the way that works in another network namespace, which must stay open meanwhile. Users
  /// have the numbers that they have outside.
  ///
  /// @throws IOException if one cannot go there
  public static KernelLookup open(NetworkNamespace namespace) throws IOException {
    namespace.call(() -> true);
    ProcNet text = ProcNet.of(() -> lines(namespace, "tcp"), () -> lines(namespace, "tcp6"));
    return open(namespace, () -> SockDiag.open(namespace), text);
  }

  private static Stream<String> lines(NetworkNamespace namespace, String file) throws IOException {
    Path path = Path.of("/proc/thread-self/net", file);
    List<String> lines =
        namespace.call(() -> Files.exists(path) ? Files.readAllLines(path) : List.<String>of());
    return lines.stream();
  }

  /// Opens the better way.
  interface Opener {
    SockDiag open() throws IOException;
  }

  static KernelLookup open(Place place, Opener opener, ProcNet text) {
    List<Check> checks = new ArrayList<>();
    SockDiag diag = null;
    try {
      SockDiag opened = opener.open();
      diag = opened;
      checks.add(Check.passed("sock-diag", "the kernel can be asked through netlink"));
      long uid = OwnUser.uid();
      checks.addAll(place.call(() -> OwnConnections.check("sock-diag", opened, uid)));
    } catch (IOException e) {
      checks.add(Check.failed("sock-diag", String.valueOf(e.getMessage())));
    }
    SelfTest test = new SelfTest(checks);
    if (!test.passed() && diag != null) {
      diag.close();
      diag = null;
    }
    if (diag == null) {
      LOG.log(
          System.Logger.Level.WARNING,
          "sock_diag does not work here; /proc/net/tcp is read for every query, which takes the"
              + " longer the more sockets there are: "
              + firstFault(test));
    }
    return new KernelLookup(place, diag, text, checks);
  }

  private static String firstFault(SelfTest test) {
    return test.checks().stream()
        .filter(check -> check.result() == Result.FAILED)
        .findFirst()
        .map(Check::detail)
        .orElse("");
  }

  @Override
  public KernelAnswer find(IdentConnection connection) {
    KernelAnswer answer = diag == null ? text.find(connection) : diag.find(connection);
    return answer instanceof Owned(var uid, _, _, _, _) && uid == foreignUid
        ? new Unowned(Reason.FOREIGN_USER)
        : answer;
  }

  /// Looks for a connection of which only the ports are known. Where sock_diag does not work this
  /// fails.
  ///
  /// @see SockDiag#findByPorts
  public KernelAnswer findByPorts(int localPort, int remotePort) {
    return diag == null
        ? new Failed("sock_diag does not work here (expected: it does)")
        : diag.findByPorts(localPort, remotePort);
  }

  /// Whether the address is one of this network namespace.
  boolean isLocal(InetAddress address) {
    return diag == null ? address.isLoopbackAddress() : diag.isLocal(address);
  }

  /// All connections with both ports, as pairs of ends; none where sock_diag does not work.
  List<IdentConnection> list(int localPort, int remotePort) throws IOException {
    return diag == null
        ? List.of()
        : diag.list(localPort, remotePort).stream()
            .map(socket -> new IdentConnection(socket.local(), socket.remote()))
            .toList();
  }

  /// How the kernel is asked.
  public Way way() {
    return diag == null ? Way.PROC_TEXT : Way.SOCK_DIAG;
  }

  /// Tests both ways again, with new connections of our own.
  public SelfTest selfTest() {
    List<Check> checks = new ArrayList<>();
    try {
      long uid = OwnUser.uid();
      if (diag == null) {
        checks.addAll(opening);
      } else {
        SockDiag opened = diag;
        checks.addAll(place.call(() -> OwnConnections.check("sock-diag", opened, uid)));
      }
      checks.addAll(place.call(() -> OwnConnections.check("proc-net", text, uid)));
    } catch (IOException e) {
      checks.add(Check.failed("own-user", e.toString()));
    }
    return new SelfTest(checks);
  }

  @Override
  public void close() {
    if (diag != null) {
      diag.close();
    }
  }
}
