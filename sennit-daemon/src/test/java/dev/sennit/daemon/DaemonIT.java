package dev.sennit.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sennit.daemon.config.Config;
import dev.sennit.daemon.config.ConfigFault;
import dev.sennit.daemon.config.ConfigReader;
import dev.sennit.testkit.RawPeer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class DaemonIT {
  private static final String TCP =
      """
      [[maps]]
      protocol = "tcp_table"
      listen = "tcp:0:interface=127.0.0.1"
      table = "a"
      """;

  @TempDir Path directory;

  private Config config(String toml) {
    return switch (new ConfigReader(directory, directory).read(toml)) {
      case ConfigReader.Result.Good(Config config) -> config;
      case ConfigReader.Result.Bad(List<ConfigFault> faults) ->
          throw new AssertionError(faults.toString());
    };
  }

  private static String table(String value) {
    return "[table.a]\nsource = \"static\"\nentries = { \"k\" = \"" + value + "\" }\n";
  }

  private static int port(Daemon daemon, int index) {
    String endpoint = daemon.listening().get(index).endpoint();
    return Integer.parseInt(endpoint.substring(endpoint.lastIndexOf(':') + 1));
  }

  @Test
  void start_bothProtocols_answer() {
    Path socket = directory.resolve("maps.sock");
    String toml =
        table("v")
            + TCP
            + "[[maps]]\nprotocol = \"socketmap\"\nlisten = \"unix:"
            + socket
            + ":mode=600\"\n";
    try (Daemon daemon = Daemon.start(config(toml));
        RawPeer tcp = RawPeer.connect(port(daemon, 0));
        RawPeer unix = RawPeer.connect(socket)) {
      tcp.send("get K\\nget x\\n").expect("200 v\\n500 ");
      unix.send("3:a k,").expect("4:OK v,");
      unix.send("3:b k,").expect("16:PERM no such map,");
      assertThat(daemon.listening().get(1).endpoint()).isEqualTo("socketmap:unix:" + socket);
      assertThat(daemon.isServing()).isTrue();
    }
    assertThat(socket).doesNotExist();
  }

  @Test
  void find_memberOfAChain_hasItsOwnValues() {
    String toml =
        """
        [table.one]
        source = "static"
        entries = { "k" = "1" }
        prefix = "<"
        suffix = ">"
        [table.two]
        source = "static"
        entries = { "l" = "2" }
        default = "none"
        [table.a]
        source = "chain"
        tables = ["one", "two"]
        prefix = "a:"
        """;
    try (Daemon daemon = Daemon.start(config(toml + TCP));
        RawPeer peer = RawPeer.connect(port(daemon, 0))) {
      peer.send("get k\\nget l\\nget m\\n").expect("200 a:<1>\\n200 a:2\\n200 a:none\\n");
    }
  }

  @Test
  void find_otherServer_isAskedAndItsFailurePassedOver() throws Exception {
    String front =
        """
        [table.near]
        source = "remote"
        endpoint = "tcp:127.0.0.1:PORT"
        [table.far]
        source = "static"
        entries = { "k" = "far", "only" = "far" }
        [table.a]
        source = "chain"
        tables = ["near", "far"]
        mode = "failover"
        """;
    Daemon back = Daemon.start(config(table("near") + TCP));
    try (Daemon daemon =
            Daemon.start(config(front.replace("PORT", Integer.toString(port(back, 0))) + TCP));
        RawPeer peer = RawPeer.connect(port(daemon, 0))) {
      peer.send("get k\\nget only\\n").expect("200 near\\n500 not found\\n");
      back.close();
      peer.send("get k\\nget only\\n").expect("200 far\\n200 far\\n");
    } finally {
      back.close();
    }
  }

  @Test
  void reload_newTables_keepsTheConnection() {
    try (Daemon daemon = Daemon.start(config(table("old") + TCP));
        RawPeer peer = RawPeer.connect(port(daemon, 0))) {
      peer.send("get k\\n").expect("200 old\\n");
      assertThat(daemon.reload(config(table("new") + TCP))).isEmpty();
      peer.send("get k\\n").expect("200 new\\n");
    }
  }

  @Test
  void reload_underLoad_givesOldOrNewButNeverNothing() throws Exception {
    try (Daemon daemon = Daemon.start(config(table("v10") + TCP))) {
      int port = port(daemon, 0);
      AtomicBoolean done = new AtomicBoolean();
      CompletableFuture<Integer> client =
          CompletableFuture.supplyAsync(() -> {
            int asked = 0;
            try (RawPeer peer = RawPeer.connect(port)) {
              while (!done.get()) {
                String reply = new String(peer.send("get k\\n").read(8), StandardCharsets.UTF_8);
                assertThat(reply).matches("200 v[0-9]{2}\n");
                asked++;
              }
            }
            return asked;
          });
      for (int i = 10; i < 40; i++) {
        daemon.reload(config(table("v" + i) + TCP));
      }
      done.set(true);
      assertThat(client.get()).isPositive();
    }
  }

  @Test
  void reload_listenerAddedAndRemoved_followsTheFile() {
    String other = TCP.replace("tcp:0:interface=127.0.0.1", "unix:" + directory.resolve("s"));
    try (Daemon daemon = Daemon.start(config(table("v") + TCP))) {
      daemon.reload(config(table("v") + TCP + other));
      assertThat(daemon.listening()).hasSize(2);
      try (RawPeer peer = RawPeer.connect(directory.resolve("s"))) {
        peer.send("get k\\n").expect("200 v\\n");
        daemon.reload(config(table("v") + TCP));
        peer.expectEof();
      }
      assertThat(directory.resolve("s")).doesNotExist();
      assertThat(daemon.listening()).hasSize(1);
    }
  }

  @Test
  void reload_addressTaken_keepsTheOldWhole() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Daemon daemon = Daemon.start(config(table("old") + TCP));
        RawPeer peer = RawPeer.connect(port(daemon, 0))) {
      String second = TCP.replace("tcp:0:", "tcp:" + taken.getLocalPort() + ":");
      Config next = config(table("new") + TCP + second);
      assertThatThrownBy(() -> daemon.reload(next))
          .isInstanceOf(StartException.class)
          .hasMessageContaining("tcp:" + taken.getLocalPort());
      peer.send("get k\\n").expect("200 old\\n");
      assertThat(daemon.listening()).hasSize(1);
    }
  }

  @Test
  void reload_tableThatCannotBeOpened_keepsTheOldWhole() throws Exception {
    Files.writeString(directory.resolve("p"), "/unclosed(/ x\n");
    String patterns = "[table.p]\nsource = \"regexp\"\nfile = \"p\"\n";
    try (Daemon daemon = Daemon.start(config(table("old") + TCP));
        RawPeer peer = RawPeer.connect(port(daemon, 0))) {
      Config next = config(table("new") + patterns + TCP);
      assertThatThrownBy(() -> daemon.reload(next))
          .isInstanceOf(StartException.class)
          .hasMessageContaining("table p: ");
      peer.send("get k\\n").expect("200 old\\n");
    }
  }

  /// The chain of the chain remembers both an answer and "not found".
  @Test
  void put_tableInsideCachedChains_isSeenThroughThemAtOnce() throws Exception {
    try (Connection database =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("db"));
        Statement statement = database.createStatement()) {
      statement.execute("CREATE TABLE t (k TEXT PRIMARY KEY, v TEXT)");
    }
    String tables =
        """
        [table.outer]
        source = "chain"
        tables = ["inner"]
        cache = { positive = "1h", negative = "1h" }
        [table.inner]
        source = "chain"
        tables = ["a"]
        cache = { positive = "1h", negative = "1h" }
        [table.a]
        source = "sqlite"
        database = "db"
        query = "SELECT v FROM t WHERE k = '%s'"
        update = "INSERT INTO t VALUES ('%s', '%v') ON CONFLICT (k) DO UPDATE SET v = excluded.v"
        """;
    String outer = TCP.replace("\"a\"", "\"outer\"");
    try (Daemon daemon = Daemon.start(config(tables + TCP + "put = true\n" + outer));
        RawPeer store = RawPeer.connect(port(daemon, 0));
        RawPeer look = RawPeer.connect(port(daemon, 1))) {
      look.send("get k\\n").expect("500 not found\\n");
      store.send("put k 1\\n").expect("200 OK\\n");
      look.send("get k\\n").expect("200 1\\n");
      store.send("put k 2\\n").expect("200 OK\\n");
      look.send("get k\\n").expect("200 2\\n");
    }
  }

  @Test
  void reload_otherStyle_opensTheSameAddressAgain() {
    String fixed = TCP.replace("tcp:0:interface=127.0.0.1", "unix:" + directory.resolve("s"));
    try (Daemon daemon = Daemon.start(config(table("v") + fixed))) {
      daemon.reload(config(table("v") + fixed + "style = \"twisted\"\n"));
      try (RawPeer peer = RawPeer.connect(directory.resolve("s"))) {
        peer.send("get\\n").expect("400 Command 'get' takes 1 parameters.\\n");
      }
    }
  }

  @Test
  void start_portInUse_saysWhich() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Config config =
          config(table("v") + TCP.replace("tcp:0:", "tcp:" + taken.getLocalPort() + ":"));
      assertThatThrownBy(() -> Daemon.start(config))
          .isInstanceOfSatisfying(
              StartException.class,
              e -> assertThat(e.kind()).isEqualTo(StartException.Kind.ADDRESS))
          .hasMessageContaining("in use");
    }
  }

  @Test
  void get_strangerOutsideAllow_isToldToTryLater() {
    try (Daemon daemon = Daemon.start(config(table("v") + TCP + "allow = [\"192.0.2.0/24\"]\n"));
        RawPeer peer = RawPeer.connect(port(daemon, 0))) {
      peer.send("get k\\n").expect("400 ");
    }
  }

  @Test
  void put_notEnabled_isRefused() {
    try (Daemon daemon = Daemon.start(config(table("v") + TCP));
        RawPeer peer = RawPeer.connect(port(daemon, 0))) {
      peer.send("put k w\\n").expect("500 ");
    }
  }

  @Test
  void chain_tables_firstThatHasTheKeyWins() {
    String toml =
        table("first")
            + """
            [table.b]
            source = "static"
            entries = { "k" = "second", "only@b" = "b" }
            walk = "address"
            [table.all]
            source = "chain"
            tables = ["a", "b"]
            """
            + TCP.replace("\"a\"", "\"all\"");
    try (Daemon daemon = Daemon.start(config(toml));
        RawPeer peer = RawPeer.connect(port(daemon, 0))) {
      peer.send("get k\\n").expect("200 first\\n");
      peer.send("get only+x@b\\n").expect("200 b\\n");
    }
  }

  @Test
  void metrics_page_countsWhatWasAsked() throws Exception {
    String metrics = "[metrics]\nlisten = \"tcp:0:interface=127.0.0.1\"\n";
    try (Daemon daemon = Daemon.start(config(metrics + table("v") + TCP));
        RawPeer peer = RawPeer.connect(port(daemon, 0))) {
      peer.send("get k\\nget x\\n").expect("200 v\\n500 ");
      String base = "http://127.0.0.1:" + daemon.metricsAddress().orElseThrow().getPort();
      assertThat(Http.get(base + "/metrics"))
          .contains("sennit_lookup_seconds_count{result=\"found\",table=\"a\"} 1")
          .contains("sennit_connections_open{");
      assertThat(Http.get(base + "/health"))
          .contains("\"status\":\"serving\"")
          .contains("\"a\":{\"last_failure\":null}");
      assertThat(Http.status(base + "/nothing", "GET")).isEqualTo(404);
      assertThat(Http.status(base + "/health", "HEAD")).isEqualTo(200);
      assertThat(Http.status(base + "/metrics", "DELETE")).isEqualTo(405);
    }
  }

  @Test
  void reload_refused_leavesTheNumbersOfTheCacheInForce() throws Exception {
    String metrics = "[metrics]\nlisten = \"tcp:0:interface=127.0.0.1\"\n";
    String cached = table("v") + "cache = { positive = \"1h\" }\n";
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Daemon daemon = Daemon.start(config(metrics + cached + TCP));
        RawPeer peer = RawPeer.connect(port(daemon, 0))) {
      peer.send("get k\\nget k\\n").expect("200 v\\n200 v\\n");
      String second = TCP.replace("tcp:0:", "tcp:" + taken.getLocalPort() + ":");
      Config next = config(metrics + cached + TCP + second);
      assertThatThrownBy(() -> daemon.reload(next)).isInstanceOf(StartException.class);
      peer.send("get k\\n").expect("200 v\\n");
      String page =
          "http://127.0.0.1:" + daemon.metricsAddress().orElseThrow().getPort() + "/metrics";
      assertThat(Http.get(page)).contains("sennit_cache_hits_total{table=\"a\"} 2.0");
      daemon.reload(config(metrics + cached + TCP));
      assertThat(Http.get(page)).contains("sennit_cache_hits_total{table=\"a\"} 0.0");
    }
  }

  @Test
  void reload_renewedCertificate_isShownAndABadOneRefused() throws Exception {
    String tls =
        TCP.replace(
            "tcp:0:interface=127.0.0.1",
            "tls:0:interface=127.0.0.1:certKey=cert.pem:privateKey=key.pem");
    makeCertificate("first");
    try (Daemon daemon = Daemon.start(config(table("v") + tls))) {
      int port = port(daemon, 0);
      assertThat(shownBy(port)).isEqualTo("CN=first");
      makeCertificate("second");
      assertThat(daemon.reload(config(table("v") + tls))).isEmpty();
      assertThat(shownBy(port)).isEqualTo("CN=second");
      Files.writeString(directory.resolve("key.pem"), "nonsense");
      for (String style : List.of("", "style = \"twisted\"\n")) {
        Config next = config(table("v") + tls + style);
        assertThatThrownBy(() -> daemon.reload(next))
            .isInstanceOf(StartException.class)
            .hasMessageContaining("key.pem");
      }
      assertThat(shownBy(port)).isEqualTo("CN=second");
    }
  }

  private void makeCertificate(String name) throws Exception {
    String command =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN="
            + name
            + " -keyout key.pem -out cert.pem";
    Process process =
        new ProcessBuilder(command.split(" "))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }

  /// Whose certificate a client is shown that believes all.
  private static String shownBy(int port) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Credulous()}, null);
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
      return socket.getSession().getPeerPrincipal().getName();
    }
  }

  private static final class Credulous extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
