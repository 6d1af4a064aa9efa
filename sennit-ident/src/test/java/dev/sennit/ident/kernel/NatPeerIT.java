package dev.sennit.ident.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sennit.ident.IdentConnection;
import dev.sennit.ident.kernel.KernelAnswer.Owned;
import dev.sennit.ident.kernel.KernelAnswer.Unowned;
import dev.sennit.ident.kernel.NatAnswer.Translated;
import dev.sennit.testkit.ChildProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A router with a host inside and one outside, each in a network namespace of the test's own.
/// Needs root, `unshare`, `nsenter`, `ip`, `nft` and `python3`.
@Tag("peer")
@Timeout(120)
class NatPeerIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  /// Takes connections at the address and the port, and says where each comes from.
  private static final String LISTEN =
      """
      import socket, sys
      family = socket.AF_INET6 if ':' in sys.argv[1] else socket.AF_INET
      listener = socket.create_server((sys.argv[1], int(sys.argv[2])), family=family)
      print('listening', flush=True)
      held = []
      while True:
          held.append(listener.accept()[0])
          print('peer', *held[-1].getpeername()[:2], flush=True)
      """;

  /// Calls the address and the port, and says from where.
  private static final String CALL =
      """
      import socket, sys
      caller = socket.create_connection((sys.argv[1], int(sys.argv[2])))
      print('from', *caller.getsockname()[:2], flush=True)
      sys.stdin.read()
      """;

  private static final String RULES =
      """
      table inet nat {
        chain pre {
          type nat hook prerouting priority -100;
          iifname "out0" tcp dport 7113 dnat ip to 10.113.0.2:7114;
          iifname "out0" tcp dport 7113 dnat ip6 to [fd00:113::2]:7114;
        }
        chain post {
          type nat hook postrouting priority 100;
          oifname "out0" meta l4proto tcp masquerade to :50000-50999;
        }
      }
      """;

  private final List<AutoCloseable> opened = new ArrayList<>();
  private ChildProcess router;
  private ChildProcess inside;
  private ChildProcess outside;

  @BeforeEach
  void make() throws IOException {
    assumeThat(OwnUser.uid()).as("root").isZero();
    router = namespace();
    inside = namespace();
    outside = namespace();
    join("in0", inside, "10.113.0", "fd00:113::");
    join("out0", outside, "192.0.2", "2001:db8::");
    run(inside, "ip route add default via 10.113.0.1; ip -6 route add default via fd00:113::1");
    run(
        router,
        "echo 1 >/proc/sys/net/ipv4/ip_forward; echo 1 >/proc/sys/net/ipv6/conf/all/forwarding");
    run(router, "nft -f - <<'END'\n" + RULES + "END");
  }

  @AfterEach
  void end() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
  }

  private ChildProcess start(String... command) {
    ChildProcess child = ChildProcess.start(command);
    opened.add(child);
    return child;
  }

  private ChildProcess namespace() {
    ChildProcess holder =
        start("unshare", "-n", "sh", "-c", "ip link set lo up && echo up && exec sleep 600");
    holder.awaitLine("^up", SOON);
    return holder;
  }

  /// Joins the router, as the first host of both networks, with another one, as the second.
  private void join(String device, ChildProcess host, String net4, String net6) {
    run(router, "ip link add " + device + " type veth peer name eth0 netns " + host.pid());
    address(router, device, net4 + ".1/24", net6 + "1/64");
    address(host, "eth0", net4 + ".2/24", net6 + "2/64");
  }

  private static void address(ChildProcess where, String device, String four, String six) {
    run(
        where,
        "ip addr add %2$s dev %1$s; ip addr add %3$s dev %1$s nodad; ip link set %1$s up"
            .formatted(device, four, six));
  }

  private static void run(ChildProcess where, String script) {
    try (ChildProcess child =
        ChildProcess.start(
            "nsenter", "-t", Long.toString(where.pid()), "-n", "sh", "-ec", script)) {
      assertThat(child.awaitExit(SOON)).as(child.errors()).isZero();
    }
  }

  private ChildProcess python(ChildProcess where, String script, String address, int port) {
    return start(
        "nsenter",
        "-t",
        Long.toString(where.pid()),
        "-n",
        "/usr/bin/python3",
        "-c",
        script,
        address,
        Integer.toString(port));
  }

  private static InetSocketAddress end(ChildProcess program, String word) {
    Matcher line = program.awaitLine("^" + word + " (\\S+) (\\d+)", SOON);
    return new InetSocketAddress(
        InetAddress.ofLiteral(line.group(1)), Integer.parseInt(line.group(2)));
  }

  private static InetSocketAddress end(String address, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(address), port);
  }

  @ParameterizedTest
  @CsvSource({"192.0.2.2, 192.0.2.1", "2001:db8::2, 2001:db8::1"})
  void find_masqueradedConnection_isOfTheHostInside(String server, String shown)
      throws IOException {
    ChildProcess listener = python(outside, LISTEN, server, 6667);
    listener.awaitLine("^listening", SOON);
    InetSocketAddress from = end(python(inside, CALL, server, 6667), "from");
    InetSocketAddress seen = end(listener, "peer");
    assertThat(seen.getAddress()).isEqualTo(InetAddress.ofLiteral(shown));
    assertThat(seen.getPort()).isBetween(50_000, 50_999);

    try (NetworkNamespace there = NetworkNamespace.ofProcess(router.pid());
        KernelLookup kernel = KernelLookup.open(there);
        Conntrack conntrack = Conntrack.open(there)) {
      IdentConnection asked = new IdentConnection(seen, end(server, 6667));
      assertThat(kernel.find(asked)).isInstanceOf(Unowned.class);
      assertThat(conntrack.find(asked))
          .isEqualTo(new Translated(new IdentConnection(from, end(server, 6667))));
      assertThat(conntrack.through(kernel).find(asked)).isInstanceOf(Unowned.class);
    }
  }

  @Test
  void through_masqueradedConnectionOfTheRouter_isItsUsers() throws IOException {
    ChildProcess listener = python(outside, LISTEN, "192.0.2.2", 6667);
    listener.awaitLine("^listening", SOON);
    InetSocketAddress from = end(python(router, CALL, "192.0.2.2", 6667), "from");
    InetSocketAddress seen = end(listener, "peer");
    assertThat(seen.getPort()).isNotEqualTo(from.getPort());

    try (NetworkNamespace there = NetworkNamespace.ofProcess(router.pid());
        KernelLookup kernel = KernelLookup.open(there);
        Conntrack conntrack = Conntrack.open(there)) {
      IdentConnection asked = new IdentConnection(seen, end("192.0.2.2", 6667));
      assertThat(kernel.find(asked)).isInstanceOf(Unowned.class);
      assertThat(conntrack.through(kernel).find(asked))
          .isInstanceOfSatisfying(Owned.class, owned -> assertThat(owned.uid()).isZero());
    }
  }

  @ParameterizedTest
  @CsvSource({"192.0.2.1, 10.113.0.2", "2001:db8::1, fd00:113::2"})
  void find_portThatLeadsInside_isOfTheHostInside(String called, String real) throws IOException {
    ChildProcess listener = python(inside, LISTEN, real, 7114);
    listener.awaitLine("^listening", SOON);
    InetSocketAddress from = end(python(outside, CALL, called, 7113), "from");

    try (NetworkNamespace there = NetworkNamespace.ofProcess(router.pid());
        Conntrack conntrack = Conntrack.open(there)) {
      assertThat(conntrack.find(new IdentConnection(end(called, 7113), from)))
          .isEqualTo(new Translated(new IdentConnection(end(real, 7114), from)));
    }
  }
}
