package dev.sennit.ident.kernel;

import dev.sennit.ident.kernel.netlink.LocalAddress;
import dev.sennit.ident.kernel.netlink.NetlinkList;
import dev.sennit.ident.kernel.netlink.NetlinkSocket;
import dev.sennit.net.ProtocolException;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;

/// The interfaces of a network namespace and their addresses, as they were lately.
final class Devices implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Devices.class.getPackageName());
  private static final int MAX_ADDRESSES = 100_000;
  private static final int MAX_CANDIDATES = 8;
  private static final long FRESH_NANOS = Duration.ofSeconds(5).toNanos();

  private final NetlinkSocket route;
  private final ReentrantLock reading = new ReentrantLock();
  private volatile List<LocalAddress> addresses = List.of();
  private volatile long readNanos;

  /// @param route a socket of the namespace
  Devices(NetlinkSocket route) {
    this.route = route;
    readNanos = System.nanoTime() - FRESH_NANOS;
  }

  /// Whether the address is one of the namespace's own.
  boolean has(InetAddress address) {
    return address.isLoopbackAddress()
        || current().stream().anyMatch(each -> each.address().equals(address));
  }

  /// The interfaces that a socket with this address may be bound to, the likeliest first: those
  /// that have the address, then others; eight at most.
  int[] candidates(InetAddress address) {
    List<LocalAddress> all = current();
    return IntStream.concat(
            all.stream()
                .filter(each -> each.address().equals(address))
                .mapToInt(LocalAddress::device),
            all.stream().mapToInt(LocalAddress::device))
        .distinct()
        .limit(MAX_CANDIDATES)
        .toArray();
  }

  private List<LocalAddress> current() {
    if (System.nanoTime() - readNanos >= FRESH_NANOS && reading.tryLock()) {
      try {
        addresses = read();
      } catch (IOException | ProtocolException e) {
        LOG.log(System.Logger.Level.DEBUG, "cannot list the interfaces", e);
      } finally {
        readNanos = System.nanoTime();
        reading.unlock();
      }
    }
    return addresses;
  }

  private List<LocalAddress> read() throws IOException {
    int sequence = route.nextSequence();
    LocalAddress.list(route.request(), sequence);
    route.send();
    return NetlinkList.all(route, sequence, LocalAddress.TYPE, LocalAddress::read, MAX_ADDRESSES);
  }

  @Override
  public void close() {
    reading.lock();
    try {
      route.close();
    } finally {
      reading.unlock();
    }
  }
}
