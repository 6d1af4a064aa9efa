package dev.sennit.net.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sennit.net.Delivery;
import dev.sennit.net.Listen;
import dev.sennit.net.Peer;
import dev.sennit.net.Peer.UnixCredentials;
import dev.sennit.net.Transport;
import dev.sennit.testkit.RawPeer;
import dev.sennit.testkit.RawServer;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The file of a UNIX socket, and who is on its other end.
@Timeout(30)
class UnixSocketIT {
  private static final Terms TERMS = Lines.terms(Delivery.IN_ORDER);

  @TempDir private Path folder;
  private Path socket = Path.of("unset");

  @BeforeEach
  void name() {
    socket = folder.resolve("socket");
  }

  private static LinesServer start(Listen listen) {
    return LinesServer.start(TERMS, Transport.AUTO, listen, Lines.echo());
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"NIO", "EPOLL"})
  void socket_whileOpen_hasItsModeAndNothingElseIsLeft(Transport transport) throws IOException {
    Listen listen = Listen.parse("unix:" + socket + ":mode=624");
    try (LinesServer server = LinesServer.start(TERMS, transport, listen, Lines.echo());
        RawPeer peer = RawPeer.connect(socket)) {
      assertThat(server.server.addresses()).containsExactly(UnixDomainSocketAddress.of(socket));
      assertThat(mode(socket)).isEqualTo("rw--w-r--");
      assertThat(folder).isDirectoryContaining(socket::equals);
      assertThat(folder.toFile().list()).hasSize(1);
      peer.send("a\\n").expect("a\\n");
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void socket_ownerAndGroup_areSet() throws IOException {
    String owner = Files.getOwner(folder).getName();
    String group = Files.getAttribute(folder, "posix:group").toString();
    try (LinesServer server =
        start(Listen.parse("unix:" + socket + ":owner=" + owner + ":group=" + group))) {
      assertThat(server.server.connections()).isZero();
      assertThat(Files.getOwner(socket).getName()).isEqualTo(owner);
      assertThat(Files.getAttribute(socket, "posix:group")).hasToString(group);
      assertThat(mode(socket)).isEqualTo("rw-rw----");
    }
  }

  @Test
  void start_unknownGroup_saysSoAndLeavesNothing() {
    assertThatThrownBy(() -> start(Listen.parse("unix:" + socket + ":group=no-such-group")))
        .hasMessageContaining("group: no-such-group (expected: a name that this machine knows)");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void start_staleSocket_isReplaced() throws IOException {
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(socket));
    }
    assertThat(socket).exists();
    try (LinesServer server = start(Listen.unix(socket));
        RawPeer peer = server.connect()) {
      peer.send("a\\n").expect("a\\n");
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void start_liveServer_isRefused() {
    try (RawServer live = RawServer.unix(socket)) {
      assertThat(live.address()).isNotNull();
      assertThatThrownBy(() -> start(Listen.unix(socket)))
          .hasMessage(
              "cannot listen on unix:" + socket + ":mode=660: another server answers there");
      assertThat(socket).exists();
    }
  }

  @Test
  void start_otherFile_isRefusedAndKept() throws Exception {
    Files.writeString(socket, "precious");
    assertThatThrownBy(() -> start(Listen.unix(socket)))
        .hasMessageEndingWith("a file that is no socket is there already");
    assertThat(socket).hasContent("precious");
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    assertThatThrownBy(() -> start(Listen.unix(pipe)))
        .hasMessageEndingWith("a file that is no socket is there already");
    assertThat(pipe).exists();
  }

  @Test
  void start_noDirectory_saysSo() {
    assertThatThrownBy(() -> start(Listen.unix(folder.resolve("none/socket"))))
        .hasMessageContaining("/none")
        .hasMessageEndingWith("no such directory");
  }

  @Test
  void start_longPath_worksUpToTheKernelsLimit() {
    String parent = folder.toString();
    Path longest = folder.resolve("s".repeat(106 - parent.length() - 1));
    try (LinesServer server = start(Listen.unix(longest));
        RawPeer peer = RawPeer.connect(longest)) {
      assertThat(server.port).isZero();
      peer.send("a\\n").expect("a\\n");
    }
    assertThatThrownBy(() -> start(Listen.unix(Path.of(longest + "s"))))
        .hasMessageContaining("path: " + longest + "s has 107 bytes (expected: 106 at most)");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void close_fileOfAnotherServer_isKept() throws IOException {
    NettyServer first =
        NettyServer.start(
            TERMS, Transport.AUTO, List.of(Listen.unix(socket)), Lines::conversation, Lines.echo());
    Files.delete(socket);
    try (LinesServer second = start(Listen.unix(socket));
        RawPeer peer = second.connect()) {
      first.close(Duration.ZERO);
      assertThat(socket).exists();
      peer.send("a\\n").expect("a\\n");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"NIO", "EPOLL"})
  void start_severalAtOnce_oneWins(Transport transport) throws Exception {
    for (int round = 0; round < 20; round++) {
      try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
        if (round % 2 == 0) {
          dead.bind(UnixDomainSocketAddress.of(socket));
        }
      }
      AtomicInteger started = new AtomicInteger();
      CountDownLatch tried = new CountDownLatch(4);
      CountDownLatch done = new CountDownLatch(4);
      for (int i = 0; i < 4; i++) {
        Thread.ofPlatform()
            .start(() -> {
              try (LinesServer server =
                  LinesServer.start(TERMS, transport, Listen.unix(socket), Lines.echo())) {
                assertThat(server.port).isZero();
                started.incrementAndGet();
                tried.countDown();
                tried.await();
              } catch (IllegalStateException | InterruptedException e) {
                tried.countDown();
              } finally {
                done.countDown();
              }
            });
      }
      done.await();
      assertThat(started).hasValue(1);
      assertThat(folder).isEmptyDirectory();
    }
  }

  @Test
  void peer_onUnixSocket_isKnownByItsCredentials() {
    Heard heard = new Heard();
    try (LinesServer server =
            LinesServer.start(
                Lines.terms(Delivery.IN_ORDER, heard),
                Transport.EPOLL,
                Listen.unix(socket),
                Lines.of(Peer::forLog));
        RawPeer raw = server.connect()) {
      int pid = (int) ProcessHandle.current().pid();
      raw.send("who\\n").expect("unix:uid=0,pid=" + pid + "\\n");
      Peer peer = heard.peers.remove();
      assertThat(peer.unixCredentials()).isEqualTo(new UnixCredentials(pid, 0, 0));
      assertThat(peer.address()).isEmpty();
    }
  }

  @Test
  void halfClose_onUnixSocket_isAnswered() {
    try (LinesServer server =
            LinesServer.start(TERMS, Transport.EPOLL, Listen.unix(socket), Lines.echo());
        RawPeer peer = server.connect()) {
      peer.send("a\\nb\\n").halfClose().expect("a\\nb\\n").expectEof();
    }
  }
}
