package dev.sennit.net.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sennit.net.CloseReason;
import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.Delivery;
import dev.sennit.net.Listen;
import dev.sennit.net.Peer;
import dev.sennit.net.Target;
import dev.sennit.net.Transport;
import dev.sennit.testkit.FreePort;
import dev.sennit.testkit.RawPeer;
import dev.sennit.testkit.RawServer;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The connections of clients.
@Timeout(30)
class ConnectorIT {
  private static final Terms TERMS = Lines.terms(Delivery.ON_LOOP);

  @TempDir private Path folder;

  private static SessionChannel<String, Lines.Question, String> connect(
      NettyConnector connector, Lines.Talk talk)
      throws ExecutionException, InterruptedException, TimeoutException {
    return connector
        .connect(() -> new Conversation<>(new Lines.Reader(), new Lines.Writer(), talk))
        .get(10, TimeUnit.SECONDS);
  }

  @Test
  void connectAs_bothSides_askEachOther() throws Exception {
    Lines.Talk theirs = new Lines.Talk(_ -> {});
    Lines.Talk ours = new Lines.Talk(_ -> {});
    CompletableFuture<Peer> told = new CompletableFuture<>();
    NettyServer server =
        NettyServer.start(
            TERMS,
            Transport.AUTO,
            List.of(Listen.tcp("127.0.0.1", 0)),
            () -> side(theirs, "server", channel -> told.complete(channel.peer())));
    int port = ((InetSocketAddress) server.addresses().getFirst()).getPort();
    try (server;
        NettyConnector connector =
            new NettyConnector(TERMS, Transport.AUTO, Target.tcp("127.0.0.1", port))) {
      var channel =
          connector.connectAs(() -> side(ours, "client", _ -> {})).get(10, TimeUnit.SECONDS);
      assertThat(ours.ask("from the client").join()).isEqualTo("server: from the client");
      assertThat(theirs.ask("from the server").join()).isEqualTo("client: from the server");
      assertThat(told.join().local()).isEqualTo(channel.peer().remote());
    }
  }

  private static Side<String, Lines.Question, String> side(
      Lines.Talk talk,
      String name,
      Consumer<SessionChannel<String, Lines.Question, String>> opened) {
    return new Side<>(
        new Conversation<>(new Lines.Reader(), new Lines.Writer(), talk),
        Lines.plain(text -> name + ": " + text),
        opened);
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"NIO", "EPOLL"})
  void connect_tcp_talksBothWaysAndHearsTheEnd(Transport transport) throws Exception {
    try (RawServer server = RawServer.tcp();
        NettyConnector connector =
            new NettyConnector(TERMS, transport, Target.tcp("127.0.0.1", server.port()))) {
      Lines.Talk talk = new Lines.Talk(_ -> {});
      connect(connector, talk);
      try (RawPeer peer = server.accept()) {
        var answer = talk.ask("well");
        peer.expect("?1 well\\n").send("=1 fine\\n");
        assertThat(answer.join()).isEqualTo("fine");
        peer.halfClose().expectEof();
      }
      await().until(() -> talk.closed == CloseReason.PEER_CLOSED);
      assertThatThrownBy(() -> talk.ask("more").join()).hasMessageContaining("no connection");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"NIO", "EPOLL"})
  void connect_unix_talks(Transport transport) throws Exception {
    Path socket = folder.resolve("socket");
    try (RawServer server = RawServer.unix(socket);
        NettyConnector connector = new NettyConnector(TERMS, transport, Target.unix(socket))) {
      Lines.Talk talk = new Lines.Talk(_ -> {});
      var channel = connect(connector, talk);
      try (RawPeer peer = server.accept()) {
        var answer = talk.ask("well");
        peer.expect("?1 well\\n").send("=1 fine\\n");
        assertThat(answer.join()).isEqualTo("fine");
        channel.end(CloseReason.STOPPED);
        peer.expectEof().halfClose();
      }
      await().until(() -> talk.closed == CloseReason.STOPPED);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"NIO", "EPOLL"})
  void connect_nobodyThere_saysSo(Transport transport) {
    Target target = Target.tcp("127.0.0.1", FreePort.tcp());
    try (NettyConnector connector = new NettyConnector(TERMS, transport, target)) {
      assertThatThrownBy(() -> connect(connector, new Lines.Talk(_ -> {})))
          .cause()
          .isInstanceOf(ConnectionLostException.class)
          .hasMessage("cannot connect to " + target + ": connection refused");
    }
    Target absent = Target.unix(folder.resolve("absent"));
    try (NettyConnector connector = new NettyConnector(TERMS, transport, absent)) {
      assertThatThrownBy(() -> connect(connector, new Lines.Talk(_ -> {})))
          .cause()
          .isInstanceOf(ConnectionLostException.class)
          .hasMessageStartingWith("cannot connect to " + absent + ": ")
          .hasMessageNotContaining("Exception");
    }
  }

  @Test
  void connect_unknownName_saysSo() {
    Target target = Target.tcp("no.such.host.invalid", 1);
    try (NettyConnector connector = new NettyConnector(TERMS, Transport.AUTO, target)) {
      assertThatThrownBy(() -> connect(connector, new Lines.Talk(_ -> {})))
          .cause()
          .isInstanceOf(ConnectionLostException.class)
          .hasMessageEndingWith("no address is known for no.such.host.invalid");
    }
  }

  @Test
  void connect_afterClose_failsAtOnce() {
    NettyConnector connector = new NettyConnector(TERMS, Transport.NIO, Target.tcp("127.0.0.1", 1));
    connector.close();
    connector.close();
    assertThatThrownBy(() -> connect(connector, new Lines.Talk(_ -> {})))
        .cause()
        .isInstanceOf(ConnectionLostException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void connect_brokenConversation_fails() {
    try (NettyConnector connector =
        new NettyConnector(TERMS, Transport.AUTO, Target.tcp("127.0.0.1", 1))) {
      assertThatThrownBy(() ->
              connector
                  .<String, Lines.Question, String>connect(() -> {
                    throw new IllegalStateException("on purpose");
                  })
                  .get(10, TimeUnit.SECONDS))
          .hasMessageContaining("on purpose");
    }
  }
}
