package dev.sennit.ident.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sennit.ident.IdentConnection;
import dev.sennit.ident.kernel.Finding.Kind;
import dev.sennit.ident.kernel.KernelAnswer.Owned;
import dev.sennit.ident.kernel.KernelAnswer.Reason;
import dev.sennit.ident.kernel.KernelAnswer.Unowned;
import dev.sennit.ident.kernel.KernelLookup.Way;
import dev.sennit.ident.kernel.NatAnswer.Translated;
import dev.sennit.testkit.ChildProcess;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A network namespace of the test's own, with sockets that Java cannot make. Needs root,
/// `unshare`, `nsenter`, `ip`, `python3`, and for one of them `nft`.
@Tag("peer")
@Timeout(120)
class NamespacePeerIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  /// Makes a connection to itself and says both its ends. Arguments: address, scope, device to bind
  /// to, user to give the calling socket to, a port to call that leads to the listener.
  private static final String CONNECT =
      """
      import os, socket, sys
      address, scope, device, owner, port = sys.argv[1:6]
      family = socket.AF_INET6 if ':' in address else socket.AF_INET
      def end(port):
          return (address, port, 0, int(scope)) if family == socket.AF_INET6 else (address, port)
      listener = socket.socket(family)
      near = socket.socket(family)
      if device:
          for each in (listener, near):
              each.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, device.encode())
      listener.bind(end(int(port) + 1 if int(port) else 0))
      listener.listen()
      near.connect(end(int(port) or listener.getsockname()[1]))
      far = listener.accept()[0]
      if owner:
          os.fchown(near.fileno(), int(owner), -1)
      print('ends', near.getsockname()[1], near.getpeername()[1], flush=True)
      sys.stdin.read()
      """;

  private final List<AutoCloseable> opened = new ArrayList<>();
  private ChildProcess holder;
  private NetworkNamespace namespace;

  @BeforeEach
  void make() throws IOException {
    assumeThat(OwnUser.uid()).as("root").isZero();
    holder =
        opened(
            ChildProcess.start(
                "unshare", "-n", "sh", "-c", "ip link set lo up && echo up && exec sleep 600"));
    holder.awaitLine("^up", SOON);
    namespace = opened(NetworkNamespace.ofProcess(holder.pid()));
  }

  @AfterEach
  void end() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
  }

  private <T extends AutoCloseable> T opened(T each) {
    opened.add(each);
    return each;
  }

  private String run(String... command) {
    String[] inside = new String[command.length + 4];
    System.arraycopy(
        new String[] {"nsenter", "-t", Long.toString(holder.pid()), "-n"}, 0, inside, 0, 4);
    System.arraycopy(command, 0, inside, 4, command.length);
    try (ChildProcess child = ChildProcess.start(inside)) {
      assertThat(child.awaitExit(SOON)).as(child.errors()).isZero();
      return child.output();
    }
  }

  private IdentConnection connect(String address, int scope, String device, String owner, int port)
      throws IOException {
    ChildProcess program =
        opened(
            ChildProcess.start(
                "nsenter",
                "-t",
                Long.toString(holder.pid()),
                "-n",
                "/usr/bin/python3",
                "-c",
                CONNECT,
                address,
                Integer.toString(scope),
                device,
                owner,
                Integer.toString(port)));
    Matcher ends = program.awaitLine("^ends (\\d+) (\\d+)", SOON);
    InetAddress bytes = InetAddress.ofLiteral(address);
    InetAddress scoped =
        scope == 0 ? bytes : Inet6Address.getByAddress(null, bytes.getAddress(), scope);
    return new IdentConnection(
        new InetSocketAddress(scoped, Integer.parseInt(ends.group(1))),
        new InetSocketAddress(scoped, Integer.parseInt(ends.group(2))));
  }

  @Test
  void find_connectionOfAnotherNamespace_isFoundOnlyThere() throws IOException {
    IdentConnection connection = connect("127.0.0.1", 0, "", "", 0);

    try (KernelLookup there = KernelLookup.open(namespace);
        KernelLookup here = KernelLookup.open()) {
      assertThat(there.way()).isEqualTo(Way.SOCK_DIAG);
      assertThat(there.selfTest().passed()).as("%s", there.selfTest().checks()).isTrue();
      assertThat(there.find(connection)).isInstanceOf(Owned.class);
      assertThat(here.find(connection)).isEqualTo(new Unowned(Reason.NO_SUCH_CONNECTION));
      assertThat(Diagnosis.of(here, new MapAccounts(List.of()), connection))
          .extracting(Finding::kind)
          .contains(Kind.OTHER_NAMESPACE);
    }
  }

  @Test
  void open_byPath_isTheSameNamespace() throws IOException {
    IdentConnection connection = connect("127.0.0.1", 0, "", "", 0);

    try (NetworkNamespace same = NetworkNamespace.of(Path.of("/proc/" + holder.pid() + "/ns/net"));
        SockDiag diag = SockDiag.open(same)) {
      assertThat(diag.find(connection)).isInstanceOf(Owned.class);
    }
  }

  @Test
  void find_textOfAnotherNamespace_hasTheConnection() throws IOException {
    IdentConnection connection = connect("127.0.0.1", 0, "", "", 0);

    assertThat(ProcNet.of(Path.of("/proc/" + holder.pid() + "/net")).find(connection))
        .isInstanceOf(Owned.class);
  }

  @Test
  void find_socketGivenToAnotherUser_isTheirs() throws IOException {
    IdentConnection connection = connect("127.0.0.1", 0, "", "4321", 0);

    try (KernelLookup there = KernelLookup.open(namespace)) {
      assertThat(there.find(connection))
          .isInstanceOfSatisfying(Owned.class, owned -> assertThat(owned.uid()).isEqualTo(4321));
    }
  }

  @Test
  void find_socketsBoundToADevice_areFound() throws IOException {
    IdentConnection connection = connect("127.0.0.1", 0, "lo", "4321", 0);

    try (KernelLookup there = KernelLookup.open(namespace)) {
      assertThat(there.find(connection))
          .isInstanceOfSatisfying(Owned.class, owned -> assertThat(owned.uid()).isEqualTo(4321));
    }
  }

  @Test
  void find_linkLocalConnection_isFoundWithAndWithoutItsScope() throws IOException {
    run("ip", "link", "add", "veth0", "type", "veth", "peer", "name", "veth1");
    run("ip", "link", "set", "veth0", "addrgenmode", "none");
    run("ip", "link", "set", "veth0", "up");
    run("ip", "link", "set", "veth1", "up");
    run("ip", "addr", "add", "fe80::113/64", "dev", "veth0", "nodad");
    String index = run("ip", "-o", "link", "show", "veth0").split(":", 2)[0];

    IdentConnection connection = connect("fe80::113", Integer.parseInt(index), "", "4321", 0);

    try (KernelLookup there = KernelLookup.open(namespace)) {
      assertThat(there.find(connection)).isInstanceOf(Owned.class);
      assertThat(
              there.find(
                  Ends.connection(
                      "fe80::113",
                      connection.local().getPort(),
                      "fe80::113",
                      connection.remote().getPort())))
          .isInstanceOf(Owned.class);
    }
  }

  @Test
  void through_redirectedPort_isTheListenersUser() throws IOException {
    assertThat(Path.of("/usr/sbin/nft")).isExecutable();
    run("nft", "add table ip nat");
    run("nft", "add chain ip nat out { type nat hook output priority -100; }");
    run("nft", "add rule ip nat out tcp dport 7113 redirect to :7114");
    IdentConnection calling = connect("127.0.0.1", 0, "", "", 7113);
    IdentConnection asked =
        new IdentConnection(/* local= */ calling.remote(), /* remote= */ calling.local());

    try (KernelLookup there = KernelLookup.open(namespace);
        Conntrack conntrack = Conntrack.open(namespace)) {
      assertThat(there.find(asked)).isInstanceOf(Unowned.class);
      assertThat(conntrack.find(asked))
          .isEqualTo(
              new Translated(
                  Ends.connection("127.0.0.1", 7114, "127.0.0.1", calling.local().getPort())));
      assertThat(conntrack.through(there).find(asked)).isInstanceOf(Owned.class);
      assertThat(conntrack.find(Ends.connection("127.0.0.1", 1, "127.0.0.1", 2)))
          .isEqualTo(new NatAnswer.Untranslated());
    }
  }

  @Test
  void call_closedNamespace_fails() {
    namespace.close();

    assertThatThrownBy(() -> KernelLookup.open(namespace))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith(": closed (expected: open)");
  }

  @Test
  void ofProcess_noSuchProcess_fails() {
    assertThatThrownBy(() -> NetworkNamespace.ofProcess(0))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("ENOENT");
  }
}
