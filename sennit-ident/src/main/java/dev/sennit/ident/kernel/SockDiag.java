package dev.sennit.ident.kernel;

import dev.sennit.ident.IdentConnection;
import dev.sennit.ident.kernel.KernelAnswer.Failed;
import dev.sennit.ident.kernel.KernelAnswer.Owned;
import dev.sennit.ident.kernel.KernelAnswer.Reason;
import dev.sennit.ident.kernel.KernelAnswer.Unowned;
import dev.sennit.ident.kernel.netlink.InetDiagRequest;
import dev.sennit.ident.kernel.netlink.InetDiagSocket;
import dev.sennit.ident.kernel.netlink.NetlinkList;
import dev.sennit.ident.kernel.netlink.NetlinkSocket;
import dev.sennit.net.ProtocolException;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Asks the kernel for one socket by its two ends, through netlink. This takes about a microsecond,
/// however many sockets there are, needs no privilege, and never blocks: it may be done on an event
/// loop.
///
/// It knows the sockets of one network namespace.
///
/// @see <a href="https://man7.org/linux/man-pages/man7/sock_diag.7.html">sock_diag(7)</a>
public final class SockDiag implements OwnerLookup, AutoCloseable {
  private static final int MAX_FITTING = 10_000;
  private static final int NOT_LISTENING = ~(1 << TcpState.LISTEN.number());

  /* What the kernel does with the question, and what follows from it.
   *
   * - Without such a connection it gives the socket that listens on the port: both ends of the answer
   *   are compared with the question.
   * - A question for IPv4 finds IPv6 sockets with mapped addresses too. Both kinds of addresses are
   *   IPv4 here.
   * - A connection in TIME_WAIT, and one in FIN_WAIT2 that its program has closed, have neither user
   *   nor inode: zeros, which must not be taken for root.
   * - A socket bound to a device is found only if that device, or a link-local address of it, is
   *   named. A miss is therefore asked again with the likely devices; each costs as much as a miss.
   */

  private final SocketPool sockets;
  private final Devices devices;

  private SockDiag(SocketPool sockets, Devices devices) {
    this.sockets = sockets;
    this.devices = devices;
  }

  /// Opens the way to the network namespace that this process is in.
  ///
  /// @throws IOException if the kernel has no such way or forbids it, or Java forbids native calls
  public static SockDiag open() throws IOException {
    return open(Place.HERE);
  }

  /// Opens the way to another network namespace, which must stay open meanwhile.
  ///
  /// @throws IOException as above, and if one cannot go there
  public static SockDiag open(NetworkNamespace namespace) throws IOException {
    return open((Place) namespace);
  }

  static SockDiag open(Place place) throws IOException {
    SocketPool sockets =
        new SocketPool(() -> place.call(() -> NetlinkSocket.open(NetlinkSocket.SOCK_DIAG)));
    try {
      return new SockDiag(
          sockets, new Devices(place.call(() -> NetlinkSocket.open(NetlinkSocket.ROUTE))));
    } catch (IOException e) {
      sockets.close();
      throw e;
    }
  }

  @Override
  public KernelAnswer find(IdentConnection connection) {
    InetAddress local = connection.local().getAddress();
    InetAddress remote = connection.remote().getAddress();
    if (local.getClass() != remote.getClass()) {
      return new Unowned(Reason.NO_SUCH_CONNECTION);
    }
    int device = Math.max(scope(local), scope(remote));
    KernelAnswer answer = find(connection, device);
    if (device != 0 || !isMiss(answer)) {
      return answer;
    }
    for (int candidate : devices.candidates(local)) {
      KernelAnswer next = find(connection, candidate);
      if (!isMiss(next)) {
        return next;
      }
      answer =
          next instanceof Unowned(var reason) && reason == Reason.LISTENER_ONLY ? next : answer;
    }
    return answer;
  }

  private static boolean isMiss(KernelAnswer answer) {
    return answer instanceof Unowned(var reason)
        && (reason == Reason.NO_SUCH_CONNECTION || reason == Reason.LISTENER_ONLY);
  }

  private static int scope(InetAddress address) {
    return address instanceof Inet6Address inet6 && inet6.isLinkLocalAddress()
        ? inet6.getScopeId()
        : 0;
  }

  private KernelAnswer find(IdentConnection connection, int device) {
    try {
      InetDiagSocket socket = ask(connection, device);
      return socket == null ? new Unowned(Reason.NO_SUCH_CONNECTION) : judge(socket, connection);
    } catch (IOException | ProtocolException e) {
      return new Failed(problem(e));
    }
  }

  private @Nullable InetDiagSocket ask(IdentConnection connection, int device) throws IOException {
    NetlinkSocket netlink = sockets.take();
    boolean settled = false;
    try {
      int sequence = netlink.nextSequence();
      InetDiagRequest.exact(
          netlink.request(), sequence, connection.local(), connection.remote(), device);
      netlink.send();
      ByteBuffer body = NetlinkList.one(netlink, sequence, InetDiagRequest.TYPE);
      InetDiagSocket socket = body == null ? null : InetDiagSocket.read(body);
      settled = true;
      return socket;
    } finally {
      release(netlink, settled);
    }
  }

  private void release(NetlinkSocket netlink, boolean settled) {
    if (settled) {
      sockets.give(netlink);
    } else {
      netlink.close();
    }
  }

  private static KernelAnswer judge(InetDiagSocket socket, IdentConnection connection) {
    if (!isEnd(socket.local(), connection.local())
        || !isEnd(socket.remote(), connection.remote())) {
      return new Unowned(
          socket.state() == TcpState.LISTEN ? Reason.LISTENER_ONLY : Reason.NO_SUCH_CONNECTION);
    }
    return judge(socket);
  }

  private static boolean isEnd(InetSocketAddress found, InetSocketAddress wanted) {
    return found.getPort() == wanted.getPort() && found.getAddress().equals(wanted.getAddress());
  }

  private static KernelAnswer judge(InetDiagSocket socket) {
    return switch (socket.state()) {
      case LISTEN -> new Unowned(Reason.LISTENER_ONLY);
      case TIME_WAIT -> new Unowned(Reason.TIME_WAIT);
      default ->
          socket.uid() == 0 && socket.inode() == 0
              ? new Unowned(Reason.ORPHAN)
              : new Owned(
                  socket.uid(), socket.inode(), socket.state(), socket.cookie(), socket.cgroup());
    };
  }

  /// Looks for a connection of which only the ports are known, because a proxy asks for somebody
  /// else. The kernel walks through all its sockets for that: the time grows with their number, to
  /// two milliseconds with 20,000.
  ///
  /// @return [Reason#AMBIGUOUS] if connections of different users fit
  public KernelAnswer findByPorts(int localPort, int remotePort) {
    try {
      List<KernelAnswer> answers = new ArrayList<>();
      for (InetDiagSocket socket : list(localPort, remotePort)) {
        answers.add(judge(socket));
      }
      return agreed(answers);
    } catch (IOException | ProtocolException e) {
      return new Failed(problem(e));
    }
  }

  private static KernelAnswer agreed(List<KernelAnswer> answers) {
    KernelAnswer best = new Unowned(Reason.NO_SUCH_CONNECTION);
    for (KernelAnswer answer : answers) {
      if (best instanceof Owned(var uid, _, _, _, _)
          && answer instanceof Owned(var other, _, _, _, _)
          && uid != other) {
        return new Unowned(Reason.AMBIGUOUS);
      }
      best = best instanceof Owned ? best : answer;
    }
    return best;
  }

  /// All sockets with both ports, except those that listen.
  List<InetDiagSocket> list(int localPort, int remotePort) throws IOException {
    List<InetDiagSocket> found = new ArrayList<>();
    for (int family : new int[] {InetDiagRequest.AF_INET, InetDiagRequest.AF_INET6}) {
      NetlinkSocket netlink = sockets.take();
      boolean settled = false;
      try {
        int sequence = netlink.nextSequence();
        InetDiagRequest.byPorts(
            netlink.request(), sequence, family, NOT_LISTENING, localPort, remotePort);
        netlink.send();
        found.addAll(
            NetlinkList.all(
                netlink, sequence, InetDiagRequest.TYPE, InetDiagSocket::read, MAX_FITTING));
        settled = true;
      } finally {
        release(netlink, settled);
      }
    }
    return found;
  }

  /// Whether the address is one of this network namespace.
  boolean isLocal(InetAddress address) {
    return devices.has(address);
  }

  private static String problem(Exception e) {
    String message = e.getMessage();
    return message == null ? e.toString() : message;
  }

  @Override
  public void close() {
    sockets.close();
    devices.close();
  }
}
