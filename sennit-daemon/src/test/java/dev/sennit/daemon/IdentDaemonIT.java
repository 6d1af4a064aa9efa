package dev.sennit.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sennit.daemon.config.Config;
import dev.sennit.daemon.config.ConfigFault;
import dev.sennit.daemon.config.ConfigReader;
import dev.sennit.daemon.config.IdentListener;
import dev.sennit.ident.IdentConnection;
import dev.sennit.ident.registry.Place;
import dev.sennit.ident.registry.RegistryClient;
import dev.sennit.ident.token.KeyFile;
import dev.sennit.ident.token.TokenKeys;
import dev.sennit.net.Listen;
import dev.sennit.net.wire.Octets;
import dev.sennit.testkit.RawPeer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Each asks about the very connection that it asks on, which belongs to the user of the test.
@Timeout(20)
class IdentDaemonIT {
  private static final String USER = System.getProperty("user.name");
  private static final String IDENT = "[ident]\nlisten = \"tcp:0:interface=127.0.0.1\"\n";

  @TempDir Path directory;

  private Config config(String toml) {
    return switch (new ConfigReader(directory, directory).read(toml)) {
      case ConfigReader.Result.Good(Config config) -> config;
      case ConfigReader.Result.Bad(List<ConfigFault> faults) ->
          throw new AssertionError(faults.toString());
    };
  }

  private static RawPeer connect(Daemon daemon, int index) {
    String endpoint = daemon.listening().get(index).endpoint();
    int colon = endpoint.lastIndexOf(':');
    String host = endpoint.replaceFirst("^[a-z]+:(?://)?", "");
    String address = host.substring(0, host.lastIndexOf(':')).replaceAll("[\\[\\]]", "");
    int port = Integer.parseInt(endpoint.substring(colon + 1));
    return RawPeer.connect(new InetSocketAddress(InetAddress.ofLiteral(address), port));
  }

  private static RawPeer connect(Daemon daemon) {
    return connect(daemon, 0);
  }

  private static int serverPort(RawPeer peer) {
    return ((InetSocketAddress) peer.remoteAddress()).getPort();
  }

  private static int clientPort(RawPeer peer) {
    return ((InetSocketAddress) peer.localAddress()).getPort();
  }

  private static RawPeer ask(RawPeer peer) {
    return peer.send(serverPort(peer) + "," + clientPort(peer) + "\\r\\n");
  }

  /// Asks about a connection that is not there.
  private static RawPeer askNobody(RawPeer peer) {
    return peer.send("1," + clientPort(peer) + "\\r\\n");
  }

  private static String reply(RawPeer peer, String rest) {
    return serverPort(peer) + "," + clientPort(peer) + rest + "\\r\\n";
  }

  /// The reply to the query that [#ask] asks, without its ports.
  private static String asked(RawPeer peer) {
    StringBuilder line = new StringBuilder();
    ask(peer);
    while (line.indexOf("\r\n") < 0) {
      byte[] one = peer.read(1);
      if (one.length == 0) {
        throw new AssertionError("reply: " + line + " (expected: a whole line)");
      }
      line.append(new String(one, StandardCharsets.ISO_8859_1));
    }
    String ports = serverPort(peer) + "," + clientPort(peer);
    assertThat(line.toString()).startsWith(ports);
    return line.substring(ports.length(), line.length() - 2);
  }

  @Test
  void query_ownConnection_namesTheUser() {
    try (Daemon daemon = Daemon.start(config(IDENT));
        RawPeer peer = connect(daemon)) {
      ask(peer).expect(reply(peer, ":USERID:UNIX:" + USER));
      askNobody(peer).expect("1," + clientPort(peer) + ":ERROR:NO-USER\\r\\n");
      peer.send("0,5\\r\\n").expect("0,5:ERROR:INVALID-PORT\\r\\n");
      assertThat(daemon.listening().getFirst().protocol()).isEqualTo("ident");
      assertThat(daemon.listening().getFirst().serves()).containsExactly("kernel");
    }
  }

  @Test
  void listen_severalAddresses_allAnswer() {
    String two =
        IDENT.replace(
            "\"tcp:0:interface=127.0.0.1\"",
            "[\"tcp:0:interface=127.0.0.1\", \"tcp:0:interface=127.0.0.2\"]");
    try (Daemon daemon = Daemon.start(config(two));
        RawPeer first = connect(daemon, 0);
        RawPeer second = connect(daemon, 1)) {
      ask(first).expect(reply(first, ":USERID:UNIX:" + USER));
      ask(second).expect(reply(second, ":USERID:UNIX:" + USER));
      assertThat(serverPort(first)).isNotEqualTo(serverPort(second));
    }
  }

  @Test
  void wording_keys_shapeTheReply() {
    String toml =
        IDENT
            + """
            style = "rfc"
            opsys = "LINUX"
            charset = "UTF-8"
            fail-reply = "somebody"
            queries = 2
            """;
    try (Daemon daemon = Daemon.start(config(toml));
        RawPeer peer = connect(daemon)) {
      ask(peer)
          .expect(
              serverPort(peer)
                  + ", "
                  + clientPort(peer)
                  + " : USERID : LINUX, UTF-8 : "
                  + USER
                  + "\\r\\n");
      askNobody(peer)
          .expect("1, " + clientPort(peer) + " : USERID : LINUX, UTF-8 : somebody\\r\\n")
          .expectEof();
    }
  }

  @Test
  void reply_toAll_asksNobody() {
    try (Daemon daemon = Daemon.start(config(IDENT + "reply = \"one\"\n"));
        RawPeer peer = connect(daemon)) {
      askNobody(peer).expect("1," + clientPort(peer) + ":USERID:UNIX:one\\r\\n");
      assertThat(daemon.listening().getFirst().serves()).containsExactly("one reply to all");
    }
  }

  @Test
  void connection_hideErrorsAndAnswerJunk_areObeyed() {
    String toml = IDENT + "hide-errors = true\nanswer-junk = true\n";
    try (Daemon daemon = Daemon.start(config(toml));
        RawPeer peer = connect(daemon)) {
      askNobody(peer).expect("1," + clientPort(peer) + ":ERROR:UNKNOWN-ERROR\\r\\n");
      peer.send("junk\\r\\n").expect("0,0:ERROR:UNKNOWN-ERROR\\r\\n").expectEof();
    }
  }

  @Test
  void connection_moreQueriesThanTheRate_areUnknownErrors() {
    try (Daemon daemon = Daemon.start(config(IDENT + "rate-per-address = 2\n"));
        RawPeer peer = connect(daemon)) {
      String query = serverPort(peer) + "," + clientPort(peer) + "\\r\\n";
      peer.send(query.repeat(3))
          .expect(
              reply(peer, ":USERID:UNIX:" + USER).repeat(2) + reply(peer, ":ERROR:UNKNOWN-ERROR"));
    }
  }

  /// The connection that is asked about is not one with the asker.
  @Test
  void proxies_whoAskForOthers_areAnsweredByThePorts() throws IOException {
    try (Daemon daemon = Daemon.start(config(IDENT + "proxies = [\"127.0.0.1\"]\n"));
        Daemon strict = Daemon.start(config(IDENT));
        ServerSocket listener = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
        Socket ours =
            new Socket(
                listener.getInetAddress(),
                listener.getLocalPort(),
                InetAddress.ofLiteral("127.0.0.5"),
                0);
        RawPeer proxy = connect(daemon);
        RawPeer anybody = connect(strict)) {
      String ports = ours.getLocalPort() + "," + ours.getPort();
      proxy.send(ports + "\\r\\n").expect(ports + ":USERID:UNIX:" + USER + "\\r\\n");
      anybody.send(ports + "\\r\\n").expect(ports + ":ERROR:NO-USER\\r\\n");
      askNobody(proxy).expect("1," + clientPort(proxy) + ":ERROR:NO-USER\\r\\n");
    }
  }

  @Test
  void connection_firstQueryDoesNotCome_isClosed() {
    try (Daemon daemon = Daemon.start(config(IDENT + "first-query = \"50ms\"\n"));
        RawPeer peer = connect(daemon)) {
      peer.expectEof();
    }
  }

  @Test
  void id_token_tellsTheAdministratorWho() throws IOException {
    Path keys = directory.resolve("keys");
    KeyFile.rotate(keys);
    try (Daemon daemon = Daemon.start(config(IDENT + "id = \"token\"\nkeys = \"keys\"\n"));
        RawPeer peer = connect(daemon)) {
      String first = asked(peer);
      assertThat(first).startsWith(":USERID:OTHER:").doesNotContain(USER);
      assertThat(asked(peer)).isNotEqualTo(first);
      String token = first.substring(":USERID:OTHER:".length());
      assertThat(TokenKeys.of(KeyFile.read(keys).toArray(new byte[0][])).open(token))
          .hasValueSatisfying(record -> {
            assertThat(record.local().getPort()).isEqualTo(serverPort(peer));
            assertThat(record.remote().getPort()).isEqualTo(clientPort(peer));
          });
    }
  }

  @Test
  void id_pseudonym_isAlwaysTheSame() throws IOException {
    KeyFile.rotate(directory.resolve("keys"));
    Config config = config(IDENT + "id = \"pseudonym\"\nkeys = \"keys\"\n");
    String first;
    try (Daemon daemon = Daemon.start(config);
        RawPeer peer = connect(daemon)) {
      first = asked(peer);
      assertThat(first).matches(":USERID:OTHER:[a-z][a-z0-9]+");
    }
    try (Daemon daemon = Daemon.start(config);
        RawPeer peer = connect(daemon)) {
      assertThat(asked(peer)).isEqualTo(first);
    }
  }

  @Test
  void keys_thatAreNone_keepItFromStarting() throws IOException {
    Files.writeString(directory.resolve("keys"), "nonsense");
    Config config = config(IDENT + "id = \"token\"\nkeys = \"keys\"\n");
    assertThatThrownBy(() -> Daemon.start(config))
        .isInstanceOfSatisfying(
            StartException.class,
            e -> assertThat(e.kind()).isEqualTo(StartException.Kind.CONFIGURATION))
        .hasMessageContaining("ident: ")
        .hasMessageContaining("keys");
    assertThatThrownBy(() -> Daemon.check(config)).isInstanceOf(StartException.class);
  }

  @Test
  void reload_policy_isExchangedUnderTheConnection() throws IOException {
    Path policy = directory.resolve("policy");
    Files.writeString(policy, "default { default { force reply old } }");
    Config config = config(IDENT + "policy = \"policy\"\n");
    try (Daemon daemon = Daemon.start(config);
        RawPeer peer = connect(daemon)) {
      assertThat(asked(peer)).isEqualTo(":USERID:UNIX:old");

      Files.writeString(policy, "default { default { force reply new } }");
      assertThat(asked(peer)).isEqualTo(":USERID:UNIX:old");
      assertThat(daemon.reload(config)).isEmpty();
      assertThat(asked(peer)).isEqualTo(":USERID:UNIX:new");

      Files.writeString(policy, "default {\n  default { allow everything }\n}\n");
      assertThatThrownBy(() -> daemon.reload(config))
          .isInstanceOf(StartException.class)
          .hasMessageContaining("policy")
          .hasMessageContaining("2");
      assertThat(asked(peer)).isEqualTo(":USERID:UNIX:new");

      daemon.reload(config(IDENT));
      assertThat(asked(peer)).isEqualTo(":USERID:UNIX:" + USER);
    }
  }

  private static IdentConnection connection(RawPeer peer) {
    return new IdentConnection(
        (InetSocketAddress) peer.remoteAddress(), (InetSocketAddress) peer.localAddress());
  }

  private String withRegistry(String more) {
    return IDENT + "registry = \"unix:control.sock\"\ntrusted = [\"" + USER + "\"]\n" + more;
  }

  private void register(Place place, String id) throws IOException {
    try (RegistryClient client = RegistryClient.connect(directory.resolve("control.sock"))) {
      long _ = client.register(place, Octets.utf8(id), Duration.ofMinutes(1));
    }
  }

  @Test
  void registry_registeredConnection_isToldAndSurvivesReloads() throws IOException {
    try (Daemon daemon = Daemon.start(config(withRegistry("")));
        RawPeer peer = connect(daemon)) {
      assertThat(asked(peer)).isEqualTo(":USERID:UNIX:" + USER);
      register(new Place.Exact(connection(peer)), "alice");
      assertThat(asked(peer)).isEqualTo(":USERID:UNIX:alice");

      daemon.reload(config(withRegistry("hold = \"0s\"\nopsys = \"LINUX\"\n")));
      assertThat(asked(peer)).isEqualTo(":USERID:LINUX:alice");

      // without those that were trusted: the socket stays, and what is registered
      daemon.reload(config(withRegistry("").replaceFirst("trusted.*\n", "")));
      assertThat(asked(peer)).isEqualTo(":USERID:UNIX:alice");
      register(new Place.Exact(connection(peer)), "bob");
      assertThat(asked(peer)).isIn(":USERID:UNIX:alice", ":USERID:UNIX:bob");

      daemon.reload(config(IDENT));
      assertThat(asked(peer)).isEqualTo(":USERID:UNIX:" + USER);
      assertThat(directory.resolve("control.sock")).doesNotExist();
    }
  }

  @Test
  void registry_queryBeforeTheRegistration_isHeldUntilItComes() throws Exception {
    try (Daemon daemon = Daemon.start(config(withRegistry("hold = \"2s\"\n")));
        RawPeer peer = connect(daemon)) {
      askNobody(peer);
      InetSocketAddress server = (InetSocketAddress) peer.remoteAddress();
      register(
          new Place.Exact(
              new IdentConnection(
                  new InetSocketAddress(server.getAddress(), 1),
                  (InetSocketAddress) peer.localAddress())),
          "late");
      peer.expect("1," + clientPort(peer) + ":USERID:UNIX:late\\r\\n");
    }
  }

  @Test
  void registry_unknownTrustedUser_isAMistake() {
    Config config = config(withRegistry("").replace(USER, "no such user"));
    assertThatThrownBy(() -> Daemon.check(config))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("trusted: no such user (expected: users of this system)");
    assertThatThrownBy(() -> Daemon.start(config)).isInstanceOf(StartException.class);
    assertThat(directory.resolve("control.sock")).doesNotExist();
  }

  @Test
  void reload_otherStyle_opensTheSameAddressAgain() {
    Config first = config(IDENT);
    try (Daemon daemon = Daemon.start(first)) {
      daemon.reload(config(IDENT + "style = \"rfc\"\n"));
      try (RawPeer peer = connect(daemon)) {
        ask(peer)
            .expect(
                serverPort(peer)
                    + ", "
                    + clientPort(peer)
                    + " : USERID : UNIX : "
                    + USER
                    + "\\r\\n");
      }
    }
  }

  @Test
  void metrics_page_countsQueriesAndConnections() throws Exception {
    String metrics = "[metrics]\nlisten = \"tcp:0:interface=127.0.0.1\"\n";
    try (Daemon daemon = Daemon.start(config(metrics + IDENT));
        RawPeer peer = connect(daemon)) {
      asked(peer);
      asked(peer);
      peer.send("junk\\r\\n").expectEof();
      String page =
          Http.get(
              "http://127.0.0.1:" + daemon.metricsAddress().orElseThrow().getPort() + "/metrics");
      assertThat(page)
          .containsPattern(
              "sennit_request_seconds_count\\{[^}]*protocol=\"ident\"[^}]*answered[^}]*\\} 2")
          .containsPattern("sennit_connections_total\\{[^}]*protocol=\"ident\"[^}]*\\} 1")
          .containsPattern("sennit_protocol_faults_total\\{[^}]*protocol=\"ident\"[^}]*\\} 1");
    }
  }

  @Test
  void demo_asItIs_listensOnLoopback1113() throws IOException {
    Demo.prepare(directory);
    assertThat(config(Demo.toml()).listeners())
        .filteredOn(IdentListener.class::isInstance)
        .extracting(listener -> listener.listen())
        .containsExactly(Listen.tcp("127.0.0.1", 1113));
  }
}
