package dev.sennit.ident.kernel;

import static dev.sennit.ident.kernel.Ends.end;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.sennit.ident.IdentConnection;
import dev.sennit.ident.account.Account;
import dev.sennit.ident.kernel.Finding.Kind;
import dev.sennit.ident.kernel.KernelAnswer.Failed;
import dev.sennit.ident.kernel.KernelAnswer.Owned;
import dev.sennit.ident.kernel.KernelAnswer.Reason;
import dev.sennit.ident.kernel.KernelAnswer.Unowned;
import dev.sennit.ident.kernel.KernelLookup.Way;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Both ways to ask the kernel of this machine, about connections of our own.
@Timeout(60)
class KernelLookupIT {
  private static final int CLOSED_PORT = 1;

  private static KernelLookup kernel = KernelLookup.open();
  private static long uid;

  private final List<AutoCloseable> opened = new ArrayList<>();

  @BeforeAll
  static void find() throws IOException {
    uid = OwnUser.uid();
  }

  @AfterAll
  static void closeKernel() {
    kernel.close();
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
  }

  /// A connection to ourselves.
  private record Pair(ServerSocketChannel listener, SocketChannel near, SocketChannel far) {
    IdentConnection calling() throws IOException {
      return new IdentConnection(
          (InetSocketAddress) near.getLocalAddress(), (InetSocketAddress) near.getRemoteAddress());
    }

    IdentConnection called() throws IOException {
      return new IdentConnection(
          (InetSocketAddress) far.getLocalAddress(), (InetSocketAddress) far.getRemoteAddress());
    }
  }

  private Pair connect(String listen, String to) throws IOException {
    ServerSocketChannel listener = ServerSocketChannel.open();
    opened.add(listener);
    listener.bind(new InetSocketAddress(InetAddress.ofLiteral(listen), 0));
    int port = ((InetSocketAddress) listener.getLocalAddress()).getPort();
    SocketChannel near = SocketChannel.open(end(to, port));
    opened.add(near);
    SocketChannel far = listener.accept();
    opened.add(far);
    return new Pair(listener, near, far);
  }

  private static List<OwnerLookup> ways() {
    return List.of(kernel, ProcNet.system());
  }

  @Test
  void open_thisMachine_usesSockDiag() {
    assertThat(kernel.way()).isEqualTo(Way.SOCK_DIAG);
    assertThat(kernel.selfTest().passed()).as("%s", kernel.selfTest().checks()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void find_bothEnds_areOurs(String address) throws IOException {
    Pair pair = connect(address, address);

    for (OwnerLookup way : ways()) {
      assertThat(way.find(pair.calling())).satisfies(KernelLookupIT::isOurs);
      assertThat(way.find(pair.called())).satisfies(KernelLookupIT::isOurs);
    }
  }

  @Test
  void find_mappedSockets_areFoundByTheirIpv4Addresses() throws IOException {
    Pair pair = connect("::", "127.0.0.1"); // Java's sockets are IPv6 ones, with mapped addresses

    assertThat(pair.called().local().getAddress().getAddress()).hasSize(4);
    for (OwnerLookup way : ways()) {
      assertThat(way.find(pair.called())).satisfies(KernelLookupIT::isOurs);
      assertThat(way.find(pair.calling())).satisfies(KernelLookupIT::isOurs);
    }
  }

  private static void isOurs(KernelAnswer answer) {
    assertThat(answer)
        .isInstanceOfSatisfying(
            Owned.class,
            owned -> {
              assertThat(owned.uid()).isEqualTo(uid);
              assertThat(owned.inode()).isPositive();
              assertThat(owned.state()).isEqualTo(TcpState.ESTABLISHED);
            });
  }

  @Test
  void find_twoSockets_haveCookiesOfTheirOwn() throws IOException {
    Pair pair = connect("127.0.0.1", "127.0.0.1");

    assertThat(((Owned) kernel.find(pair.calling())).cookie())
        .isPositive()
        .isNotEqualTo(((Owned) kernel.find(pair.called())).cookie());
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void find_onlyAListener_hasNoOwner(String address) throws IOException {
    Pair pair = connect(address, address);
    IdentConnection nonsense =
        new IdentConnection(pair.called().local(), end(address, CLOSED_PORT));

    for (OwnerLookup way : ways()) {
      assertThat(way.find(nonsense)).isEqualTo(new Unowned(Reason.LISTENER_ONLY));
    }
  }

  @Test
  void find_nothingThere_hasNoOwner() {
    IdentConnection nothing = Ends.connection("127.0.0.1", CLOSED_PORT, "127.0.0.1", 2);

    for (OwnerLookup way : ways()) {
      assertThat(way.find(nothing)).isEqualTo(new Unowned(Reason.NO_SUCH_CONNECTION));
    }
  }

  @Test
  void find_endsOfTwoFamilies_hasNoOwner() throws IOException {
    Pair pair = connect("127.0.0.1", "127.0.0.1");
    IdentConnection mixed = new IdentConnection(pair.calling().local(), end("::1", 5));

    assertThat(kernel.find(mixed)).isEqualTo(new Unowned(Reason.NO_SUCH_CONNECTION));
  }

  @Test
  void find_halfClosed_hasItsOwner() throws IOException {
    Pair pair = connect("127.0.0.1", "127.0.0.1");
    pair.near().shutdownOutput();

    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() ->
            assertThat(kernel.find(pair.called()))
                .isInstanceOfSatisfying(
                    Owned.class,
                    owned -> {
                      assertThat(owned.uid()).isEqualTo(uid);
                      assertThat(owned.state()).isEqualTo(TcpState.CLOSE_WAIT);
                    }));
    assertThat(kernel.find(pair.calling()))
        .isInstanceOfSatisfying(Owned.class, owned -> assertThat(owned.inode()).isPositive());
  }

  @Test
  void find_over_hasNoOwner() throws IOException {
    Pair pair = connect("127.0.0.1", "127.0.0.1");
    IdentConnection calling = pair.calling();
    pair.near().close();
    pair.far().close();

    for (OwnerLookup way : ways()) {
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () -> assertThat(way.find(calling)).isEqualTo(new Unowned(Reason.TIME_WAIT)));
    }
  }

  @Test
  void find_closedHereOnly_isNotOfRoot() throws IOException {
    Pair pair = connect("127.0.0.1", "127.0.0.1");
    IdentConnection calling = pair.calling();
    pair.near().close(); // the other end stays open: FIN_WAIT2, and nobody's

    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() ->
            assertThat(kernel.find(calling))
                .matches(answer ->
                    answer instanceof Unowned
                        || (answer instanceof Owned owned && owned.uid() != 0)));
  }

  @Test
  void findByPorts_aConnection_isOurs() throws IOException {
    Pair pair = connect("127.0.0.1", "127.0.0.1");

    assertThat(
            kernel.findByPorts(pair.calling().local().getPort(), pair.calling().remote().getPort()))
        .satisfies(KernelLookupIT::isOurs);
    assertThat(kernel.findByPorts(CLOSED_PORT, 2))
        .isEqualTo(new Unowned(Reason.NO_SUCH_CONNECTION));
  }

  @Test
  void find_byManyThreadsAtOnce_isAlwaysRight() throws Exception {
    Pair pair = connect("127.0.0.1", "127.0.0.1");
    IdentConnection calling = pair.calling();
    IdentConnection nothing = Ends.connection("127.0.0.1", CLOSED_PORT, "127.0.0.1", 2);
    KernelAnswer expected = kernel.find(calling);
    Callable<Boolean> many =
        () -> {
          for (int i = 0; i < 200; i++) {
            if (!kernel.find(calling).equals(expected)
                || !kernel.find(nothing).equals(new Unowned(Reason.NO_SUCH_CONNECTION))) {
              return false;
            }
          }
          return true;
        };

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> all = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        all.add(threads.submit(many));
      }
      for (Future<Boolean> each : all) {
        assertThat(each.get()).isTrue();
      }
    }
  }

  @Test
  void find_afterClose_fails() {
    KernelLookup closed = KernelLookup.open();
    closed.close();

    assertThat(closed.find(Ends.connection("127.0.0.1", 1, "127.0.0.1", 2)))
        .isEqualTo(new Failed("lookup: closed (expected: open)"));
  }

  @Test
  void open_sockDiagDenied_readsTheText() throws IOException {
    Pair pair = connect("127.0.0.1", "127.0.0.1");

    try (KernelLookup lookup =
        KernelLookup.open(
            Place.HERE,
            () -> {
              throw new IOException("netlink socket: EPERM, operation not permitted");
            },
            ProcNet.system())) {
      assertThat(lookup.way()).isEqualTo(Way.PROC_TEXT);
      assertThat(lookup.find(pair.calling())).satisfies(KernelLookupIT::isOurs);
      assertThat(lookup.selfTest().passed()).isFalse();
      assertThat(lookup.selfTest().checks().getFirst().detail()).contains("EPERM");
      assertThat(lookup.findByPorts(1, 2)).isInstanceOf(Failed.class);
    }
  }

  @Test
  void find_miss_neverReadsTheText() throws IOException {
    AtomicInteger read = new AtomicInteger();
    ProcNet text =
        ProcNet.of(
            () -> {
              read.incrementAndGet();
              return Stream.empty();
            },
            Stream::empty);

    try (KernelLookup lookup =
        KernelLookup.open(Place.HERE, () -> SockDiag.open(Place.HERE), text)) {
      assumeThat(lookup.way()).isEqualTo(Way.SOCK_DIAG);
      assertThat(lookup.find(Ends.connection("127.0.0.1", CLOSED_PORT, "127.0.0.1", 2)))
          .isEqualTo(new Unowned(Reason.NO_SUCH_CONNECTION));
    }
    assertThat(read).hasValue(0);
  }

  @Test
  void diagnose_anOwnedConnection_saysSo() throws IOException {
    Pair pair = connect("127.0.0.1", "127.0.0.1");
    Account me = new Account("me", uid, 0, "", "");

    assertThat(Diagnosis.of(kernel, new MapAccounts(List.of(me)), pair.calling()))
        .extracting(Finding::kind)
        .containsExactly(Kind.OWNER);
    assertThat(Diagnosis.of(kernel, new MapAccounts(List.of()), pair.calling()))
        .extracting(Finding::kind)
        .containsExactly(Kind.OWNER, Kind.OWNER_WITHOUT_NAME);
  }

  @Test
  void diagnose_portsExchanged_saysSo() throws IOException {
    Pair pair = connect("127.0.0.1", "127.0.0.1");
    SocketChannel other = SocketChannel.open();
    opened.add(other);
    other.bind(end("127.0.0.2", 0)); // of two addresses, so that the exchanged one is not there too
    other.connect(pair.called().local());
    int near = ((InetSocketAddress) other.getLocalAddress()).getPort();
    int far = pair.called().local().getPort();

    assertThat(diagnose(Ends.connection("127.0.0.2", far, "127.0.0.1", near)))
        .contains(Kind.PORTS_EXCHANGED)
        .doesNotContain(Kind.OWNER);
  }

  @Test
  void diagnose_addressThatIsNotOurs_saysSo() throws IOException {
    Pair pair = connect("127.0.0.1", "127.0.0.1");
    IdentConnection wrong =
        Ends.connection(
            "192.0.2.55",
            pair.calling().local().getPort(),
            "192.0.2.56",
            pair.calling().remote().getPort());

    assertThat(diagnose(wrong))
        .contains(Kind.NO_SUCH_CONNECTION, Kind.NOT_A_LOCAL_ADDRESS, Kind.OTHER_ADDRESSES);
  }

  @Test
  void diagnose_onlyAListener_saysSo() throws IOException {
    Pair pair = connect("127.0.0.1", "127.0.0.1");

    assertThat(diagnose(new IdentConnection(pair.called().local(), end("127.0.0.1", CLOSED_PORT))))
        .contains(Kind.LISTENER_ONLY);
  }

  @Test
  void diagnose_over_saysSo() throws IOException {
    Pair pair = connect("127.0.0.1", "127.0.0.1");
    IdentConnection calling = pair.calling();
    pair.near().close();
    pair.far().close();

    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(diagnose(calling)).containsExactly(Kind.TIME_WAIT));
  }

  @Test
  void diagnose_endsOfTwoFamilies_saysSo() {
    assertThat(diagnose(Ends.connection("127.0.0.1", 1, "::1", 2))).contains(Kind.MIXED_FAMILIES);
  }

  private static List<Kind> diagnose(IdentConnection connection) {
    return Diagnosis.of(kernel, new MapAccounts(List.of()), connection).stream()
        .map(Finding::kind)
        .toList();
  }
}
