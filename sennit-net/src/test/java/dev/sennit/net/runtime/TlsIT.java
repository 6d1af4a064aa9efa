package dev.sennit.net.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sennit.net.CloseReason;
import dev.sennit.net.Delivery;
import dev.sennit.net.Limits;
import dev.sennit.net.Listen;
import dev.sennit.net.Peer;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.RequestTimeoutException;
import dev.sennit.net.Target;
import dev.sennit.net.Timeouts;
import dev.sennit.net.Transport;
import dev.sennit.net.session.Outbox;
import dev.sennit.net.session.Session;
import dev.sennit.testkit.RawPeer;
import dev.sennit.testkit.RawServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// TLS on both sides, with certificates made by OpenSSL for this run.
@Timeout(60)
class TlsIT {
  @TempDir private static Path files = Path.of("unset");

  private static final Terms CLIENT = Lines.terms(Delivery.ON_LOOP);

  @BeforeAll
  static void makeCertificates() throws Exception {
    for (String authority : new String[] {"ca", "stranger"}) {
      openssl(
          "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN="
              + authority
              + " -keyout "
              + authority
              + ".key -out "
              + authority
              + ".pem");
    }
    sign("server", "subjectAltName=IP:127.0.0.1,DNS:localhost");
    sign("elsewhere", "subjectAltName=DNS:elsewhere.example");
    sign("client", "extendedKeyUsage=clientAuth");
  }

  private static void sign(String name, String extension) throws Exception {
    Files.writeString(files.resolve(name + ".ext"), extension);
    openssl(
        "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN="
            + name
            + " -keyout "
            + name
            + ".key -out "
            + name
            + ".csr");
    openssl(
        "x509 -req -days 2 -CA ca.pem -CAkey ca.key -CAcreateserial -in "
            + name
            + ".csr -extfile "
            + name
            + ".ext -out "
            + name
            + ".pem");
  }

  private static void openssl(String arguments) throws Exception {
    Process process =
        new ProcessBuilder(("openssl " + arguments).split(" "))
            .directory(files.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }

  private static Listen listen(String name, String more) {
    return Listen.parse(
        "tls:0:interface=127.0.0.1:certKey="
            + files.resolve(name + ".pem")
            + ":privateKey="
            + files.resolve(name + ".key")
            + more);
  }

  private static String roots(String name) {
    return ":trustRoots=" + files.resolve(name + ".pem");
  }

  private static String own(String name) {
    return ":certificate="
        + files.resolve(name + ".pem")
        + ":privateKey="
        + files.resolve(name + ".key");
  }

  private static LinesServer start(Heard heard, Transport transport, Listen listen) {
    return LinesServer.start(
        Lines.terms(Delivery.IN_ORDER, heard),
        transport,
        listen,
        Lines.of(peer -> String.valueOf(peer.tlsSubject())));
  }

  /// Asks once, and tells what the server knows of its peer.
  private static String ask(int port, String more) {
    return ask(CLIENT, Transport.AUTO, "tls:127.0.0.1:" + port + more);
  }

  private static String ask(Terms terms, Transport transport, String target) {
    try (NettyConnector connector = new NettyConnector(terms, transport, Target.parse(target))) {
      Lines.Talk talk = new Lines.Talk(_ -> {});
      var channel =
          connector
              .connect(() -> new Conversation<>(new Lines.Reader(), new Lines.Writer(), talk))
              .join();
      try {
        return talk.ask("who").join();
      } finally {
        channel.breakOff();
        await().until(() -> talk.closed != null);
      }
    }
  }

  /// Other certificates under the old names, as when they are renewed.
  @Test
  void rereadCertificates_otherFiles_areForNewConnectionsAndBadOnesForNone() throws Exception {
    copy("server", "live");
    try (LinesServer server = start(new Heard(), Transport.AUTO, listen("live", ""))) {
      String more = roots("ca");
      assertThat(ask(server.port, more)).isEqualTo("null");
      copy("elsewhere", "live");
      assertThat(ask(server.port, more)).isEqualTo("null");
      server.server.rereadCertificates();
      assertThatThrownBy(() -> ask(server.port, more))
          .hasStackTraceContaining("No subject alternative");
      copy("server", "live");
      server.server.rereadCertificates();
      Files.writeString(files.resolve("live.pem"), "nonsense");
      assertThatThrownBy(server.server::rereadCertificates)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("live.pem");
      assertThat(ask(server.port, more)).isEqualTo("null");
    }
  }

  private static void copy(String from, String to) throws IOException {
    for (String end : new String[] {".pem", ".key"}) {
      Files.copy(
          files.resolve(from + end), files.resolve(to + end), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"NIO", "EPOLL"})
  void client_trustsTheServer_isAnswered(Transport transport) {
    Heard heard = new Heard();
    try (LinesServer server = start(heard, transport, listen("server", ""))) {
      String target = "tls:localhost:" + server.port + roots("ca");
      assertThat(ask(CLIENT, transport, target)).isEqualTo("null");
      assertThat(heard.awaitClosed()).isEqualTo(CloseReason.PEER_CLOSED);
    }
  }

  @Test
  void client_trustsOthers_givesUp() {
    Heard heard = new Heard();
    try (LinesServer server = start(heard, Transport.AUTO, listen("server", ""))) {
      assertThatThrownBy(() -> ask(server.port, roots("stranger")))
          .isInstanceOf(CompletionException.class)
          .hasMessageContaining("cannot connect to tls:127.0.0.1:" + server.port)
          .hasMessageContaining("PKIX path");
    }
    assertThat(heard.opened).hasValue(0);
    assertThat(heard.closed).hasValue(0);
  }

  @Test
  void client_wantsAnotherName_givesUp() {
    try (LinesServer server = start(new Heard(), Transport.AUTO, listen("elsewhere", ""))) {
      assertThatThrownBy(() -> ask(server.port, roots("ca")))
          .hasMessageContaining("No subject alternative names");
    }
  }

  @Test
  void server_demandsCertificate_knowsItsSubject() {
    try (LinesServer server = start(new Heard(), Transport.AUTO, listen("server", roots("ca")))) {
      assertThat(ask(server.port, roots("ca") + own("client"))).isEqualTo("CN=client");
    }
  }

  @Test
  void server_demandsCertificate_clientWithoutIsLost() {
    Heard heard = new Heard();
    try (LinesServer server = start(heard, Transport.AUTO, listen("server", roots("ca")))) {
      assertThatThrownBy(() -> ask(server.port, roots("ca")))
          .isInstanceOf(CompletionException.class);
      assertThatThrownBy(() -> ask(server.port, roots("ca") + own("stranger")))
          .isInstanceOf(CompletionException.class);
    }
    assertThat(heard.opened).hasValue(0);
  }

  @Test
  void start_unusableFiles_areNamed() throws IOException {
    Files.writeString(files.resolve("junk.pem"), "junk");
    Files.writeString(files.resolve("junk.key"), "junk");
    assertThatThrownBy(() -> start(new Heard(), Transport.AUTO, listen("junk", "")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("junk.pem")
        .hasMessageContaining("expected: PEM");
    assertThatThrownBy(() -> start(new Heard(), Transport.AUTO, listen("absent", "")))
        .hasMessageContaining("absent.pem");
    assertThatThrownBy(() -> ask(1, ":trustRoots=" + files.resolve("absent.pem")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("absent.pem");
  }

  @Test
  void peer_speaksNoTls_isClosedAndNothingElse() {
    Heard heard = new Heard();
    try (LinesServer server = start(heard, Transport.AUTO, listen("server", ""))) {
      try (RawPeer peer = server.connect()) {
        assertThat(peer.send("get alice\\n").read(1000).length).isLessThan(1000);
      }
      assertThat(ask(server.port, roots("ca"))).isEqualTo("null");
    }
  }

  /// Those that never shake hands count too, and do not outlive the server.
  @Test
  void peers_neverShakeHands_countAndAreClosed() {
    Heard heard = new Heard();
    Terms terms =
        Lines.with(Lines.terms(Delivery.IN_ORDER, heard), Limits.defaults().connections(3));
    LinesServer server =
        LinesServer.start(terms, Transport.AUTO, listen("server", ""), Lines.of(Peer::forLog));
    try (RawPeer first = server.connect();
        RawPeer second = server.connect()) {
      await().until(() -> server.server.connections() == 2);
      for (int i = 0; i < 10; i++) {
        try (RawPeer more = server.connect()) {
          assertThat(more.localAddress()).isNotNull();
          assertThat(server.server.connections()).isLessThanOrEqualTo(3);
        }
      }
      server.server.close(Duration.ofSeconds(5));
      first.read(100);
      second.read(100);
      assertThat(server.server.connections()).isZero();
    }
  }

  @Test
  void server_neverShakesHands_clientTimesOut() {
    Terms terms = Lines.with(CLIENT, Timeouts.defaults().connect(Duration.ofMillis(200)));
    try (RawServer silent = RawServer.tcp()) {
      String target = "tls:127.0.0.1:" + silent.port() + roots("ca");
      assertThatThrownBy(() -> ask(terms, Transport.AUTO, target))
          .hasCauseInstanceOf(RequestTimeoutException.class);
    }
  }

  /// The last reply arrives over TLS as well, with more behind it that is never read.
  @Test
  void reply_beforeClose_arrives() {
    Heard heard = new Heard();
    try (LinesServer server = start(heard, Transport.AUTO, listen("server", ""));
        NettyConnector connector =
            new NettyConnector(
                CLIENT,
                Transport.AUTO,
                Target.parse("tls:127.0.0.1:" + server.port + roots("ca")))) {
      for (int round = 0; round < 8; round++) {
        var lines = new LinkedBlockingQueue<String>();
        var channel =
            connector
                .connect(() ->
                    new Conversation<>(
                        new Lines.Reader(), new Lines.Writer(), new Listening(lines)))
                .join();
        channel.run(out -> {
          out.send("BAD");
          for (int i = 0; i < 20_000; i++) {
            out.send("more and more");
          }
        });
        assertThat(heard.awaitClosed()).isEqualTo(CloseReason.PROTOCOL_FAULT);
        await().until(() -> lines.contains("closed"));
        assertThat(lines).startsWith("? line: BAD (expected: another)");
      }
    }
  }

  /// Writes down the lines that come.
  private record Listening(Queue<String> lines) implements Session<String, Lines.Question, String> {
    @Override
    public void received(String message, Outbox<String, Lines.Question> out) {
      lines.add(message);
    }

    @Override
    public void answered(long call, String answer, Outbox<String, Lines.Question> out) {}

    @Override
    public void failed(long call, Throwable cause, Outbox<String, Lines.Question> out) {}

    @Override
    public void malformed(ProtocolException fault, Outbox<String, Lines.Question> out) {}

    @Override
    public void ended(Outbox<String, Lines.Question> out) {
      out.close(CloseReason.DONE);
    }

    @Override
    public void stop(Outbox<String, Lines.Question> out) {
      out.close(CloseReason.DONE);
    }

    @Override
    public void closed(CloseReason reason, @Nullable Throwable cause) {
      lines.add("closed");
    }
  }
}
