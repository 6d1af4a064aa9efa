package dev.sennit.ident.kernel;

import dev.sennit.ident.kernel.netlink.ConntrackEntry;
import dev.sennit.ident.kernel.netlink.ConntrackEntry.Tuple;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.StringTokenizer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Looks for a tracked connection in the text of `/proc/net/nf_conntrack`, whose time grows with the
/// number of connections.
///
///     ipv4 2 tcp 6 431999 ESTABLISHED src=10.0.0.2 dst=192.0.2.1 sport=1025 dport=6667 packets=3
///     bytes=180 src=192.0.2.1 dst=198.51.100.7 sport=6667 dport=1025 [ASSURED] mark=0 use=1
///
/// The first four named fields are the original direction, the next four the reply.
final class ConntrackText {
  private static final int MAX_FIELDS = 64;

  private final ProcNet.Lines lines;

  ConntrackText(ProcNet.Lines lines) {
    this.lines = lines;
  }

  @Nullable ConntrackEntry find(Tuple wanted) throws IOException {
    String port = "sport=" + wanted.source().getPort() + " ";
    try (Stream<String> text = lines.open()) {
      for (Iterator<String> each = text.iterator(); each.hasNext(); ) {
        String line = each.next();
        Optional<ConntrackEntry> entry = line.contains(port) ? parse(line) : Optional.empty();
        if (entry.isPresent()
            && (entry.get().original().equals(wanted) || entry.get().reply().equals(wanted))) {
          return entry.get();
        }
      }
      return null;
    } catch (UncheckedIOException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /// Reads a line.
  ///
  /// @return nothing for a line of another protocol or another form
  static Optional<ConntrackEntry> parse(String line) {
    StringTokenizer fields = new StringTokenizer(line);
    List<InetAddress> addresses = new ArrayList<>(4);
    List<Integer> ports = new ArrayList<>(4);
    boolean tcp = false;
    try {
      for (int i = 0; fields.hasMoreTokens() && i < MAX_FIELDS; i++) {
        String field = fields.nextToken();
        tcp |= i == 2 && field.equals("tcp");
        if (field.startsWith("src=") || field.startsWith("dst=")) {
          addresses.add(InetAddress.ofLiteral(field.substring(4)));
        } else if (field.startsWith("sport=") || field.startsWith("dport=")) {
          ports.add(Integer.valueOf(field.substring(6)));
        }
      }
      return tcp && addresses.size() == 4 && ports.size() == 4
          ? Optional.of(new ConntrackEntry(tuple(addresses, ports, 0), tuple(addresses, ports, 2)))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Tuple tuple(List<InetAddress> addresses, List<Integer> ports, int first) {
    return new Tuple(
        new InetSocketAddress(addresses.get(first), ports.get(first)),
        new InetSocketAddress(addresses.get(first + 1), ports.get(first + 1)));
  }
}
