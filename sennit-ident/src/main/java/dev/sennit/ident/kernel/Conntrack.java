package dev.sennit.ident.kernel;

import dev.sennit.ident.IdentConnection;
import dev.sennit.ident.kernel.KernelAnswer.Owned;
import dev.sennit.ident.kernel.KernelAnswer.Reason;
import dev.sennit.ident.kernel.KernelAnswer.Unowned;
import dev.sennit.ident.kernel.NatAnswer.Failed;
import dev.sennit.ident.kernel.NatAnswer.Translated;
import dev.sennit.ident.kernel.NatAnswer.Untranslated;
import dev.sennit.ident.kernel.netlink.ConntrackEntry;
import dev.sennit.ident.kernel.netlink.ConntrackEntry.Tuple;
import dev.sennit.ident.kernel.netlink.NetlinkList;
import dev.sennit.ident.kernel.netlink.NetlinkSocket;
import dev.sennit.ident.libc.ErrnoException;
import dev.sennit.net.ProtocolException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Asks the kernel whose connection one is whose addresses this machine translates (NAT).
///
/// This takes the capability `CAP_NET_ADMIN`, not only when it is opened but at each question: a
/// daemon that changes its user must keep it.
public final class Conntrack implements AutoCloseable {
  private static final Path TEXT = Path.of("/proc/net/nf_conntrack");

  private final @Nullable SocketPool sockets;
  private final @Nullable ConntrackText text;

  private Conntrack(@Nullable SocketPool sockets, @Nullable ConntrackText text) {
    this.sockets = sockets;
    this.text = text;
  }

  /// Opens the way to the connection tracking of the network namespace that this process is in:
  /// netlink, or the text in `/proc/net/nf_conntrack` where that does not work.
  ///
  /// @throws IOException saying what is missing if neither works
  public static Conntrack open() throws IOException {
    try {
      return open(Place.HERE);
    } catch (IOException e) {
      if (Files.isReadable(TEXT)) {
        return new Conntrack(null, new ConntrackText(Conntrack::lines));
      }
      throw e;
    }
  }

  /// Opens the way to the connection tracking of another namespace, which must stay open meanwhile.
  ///
  /// @throws IOException saying what is missing if that does not work
  public static Conntrack open(NetworkNamespace namespace) throws IOException {
    return open((Place) namespace);
  }

  private static Conntrack open(Place place) throws IOException {
    SocketPool sockets =
        new SocketPool(() -> place.call(() -> NetlinkSocket.open(NetlinkSocket.NETFILTER)));
    Conntrack conntrack = new Conntrack(sockets, null);
    InetSocketAddress nobody = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 1);
    try {
      conntrack.entry(new Tuple(nobody, nobody));
      return conntrack;
    } catch (ErrnoException e) {
      sockets.close();
      throw e.isDenied()
          ? new IOException(
              "conntrack: the kernel denies it, so connections of hosts behind this one cannot be"
                  + " looked up (expected: the capability CAP_NET_ADMIN)",
              e)
          : e;
    } catch (IOException | ProtocolException e) {
      sockets.close();
      throw e;
    }
  }

  @SuppressWarnings("StreamResourceLeak") // whoever opened it closes it
  private static Stream<String> lines() throws IOException {
    return Files.lines(TEXT);
  }

  /// Looks a connection up by the addresses that are seen from outside.
  ///
  /// @param connection the local end is the one that is asked about
  public NatAnswer find(IdentConnection connection) {
    if (connection.local().getAddress().getClass() != connection.remote().getAddress().getClass()) {
      return new Untranslated();
    }
    try {
      Tuple arriving = new Tuple(connection.remote(), connection.local());
      ConntrackEntry entry = entry(arriving);
      return entry == null ? new Untranslated() : translate(entry, arriving, connection);
    } catch (IOException | ProtocolException e) {
      return new Failed(String.valueOf(e.getMessage()));
    }
  }

  /// What arrives from the asker goes to the real end: to where the other direction comes from.
  static NatAnswer translate(ConntrackEntry entry, Tuple arriving, IdentConnection asked) {
    Tuple leaving = entry.reply().equals(arriving) ? entry.original() : entry.reply();
    IdentConnection real = new IdentConnection(leaving.source(), leaving.destination());
    return real.equals(asked) ? new Untranslated() : new Translated(real);
  }

  private @Nullable ConntrackEntry entry(Tuple tuple) throws IOException {
    if (sockets == null) {
      return text == null ? null : text.find(tuple);
    }
    NetlinkSocket netlink = sockets.take();
    boolean settled = false;
    try {
      int sequence = netlink.nextSequence();
      ConntrackEntry.get(netlink.request(), sequence, tuple);
      netlink.send();
      ByteBuffer body = NetlinkList.one(netlink, sequence, ConntrackEntry.TYPE);
      ConntrackEntry entry = body == null ? null : ConntrackEntry.read(body);
      settled = true;
      return entry;
    } finally {
      if (settled) {
        sockets.give(netlink);
      } else {
        netlink.close();
      }
    }
  }

  /// A lookup that, where another finds no connection, asks it once more for what the connection
  /// really is. So the local ends of translated connections are found, such as behind a redirected
  /// port; those of other hosts are not.
  ///
  /// @param lookup is not closed by this
  public OwnerLookup through(OwnerLookup lookup) {
    return connection -> {
      KernelAnswer answer = lookup.find(connection);
      boolean miss =
          answer instanceof Unowned(var reason)
              && (reason == Reason.NO_SUCH_CONNECTION || reason == Reason.LISTENER_ONLY);
      if (miss && find(connection) instanceof Translated(var real)) {
        KernelAnswer inner = lookup.find(real);
        return inner instanceof Owned ? inner : answer;
      }
      return answer;
    };
  }

  @Override
  public void close() {
    if (sockets != null) {
      sockets.close();
    }
  }
}
