package dev.sennit.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.ident.IdentClient;
import dev.sennit.ident.IdentClientOptions;
import dev.sennit.ident.IdentFailure;
import dev.sennit.ident.IdentOutcome;
import dev.sennit.ident.IdentOutcome.Declined;
import dev.sennit.ident.IdentOutcome.Failed;
import dev.sennit.ident.IdentOutcome.Identified;
import dev.sennit.ident.IdentRequest;
import dev.sennit.ident.wire.IdentError;
import dev.sennit.interop.peer.Finished;
import dev.sennit.interop.peer.Oidentd;
import dev.sennit.interop.peer.OwnedConnection;
import dev.sennit.interop.peer.Program;
import dev.sennit.interop.peer.Scratch;
import dev.sennit.interop.peer.SennitDaemon;
import dev.sennit.net.Ends;
import dev.sennit.net.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Our client and our command line ask oidentd; and its configuration files, in both daemons. Needs
/// root.
@Tag("peer")
@Timeout(300)
class OidentdIT {
  private static final Path SAMPLE = Path.of("/etc/oidentd.conf");
  private static final String USER = "games";
  private static final Scratch SCRATCH = new Scratch();
  private static OwnedConnection connection;
  private static OwnedConnection ofRoot;

  @BeforeAll
  static void connect() throws InterruptedException {
    connection = OwnedConnection.of(USER);
    ofRoot = OwnedConnection.of("root");
  }

  @AfterAll
  static void disconnect() {
    try (SCRATCH;
        var _ = connection;
        var _ = ofRoot) {
      // closing is all
    }
  }

  private static String told(IdentOutcome outcome) {
    return switch (outcome) {
      case Identified(_, var user) -> user.opsys() + ":" + user.id().utf8();
      case Declined(_, var error) -> error.token();
      case Failed(_, var failure, var detail) -> failure + " " + detail;
    };
  }

  private static IdentRequest nobody(int port) {
    IdentRequest request = connection.request(port);
    var local = new java.net.InetSocketAddress(request.ends().local().getAddress(), 1);
    return request.about(new Ends(local, request.ends().remote()));
  }

  @Test
  void client_asksOidentd_getsUserOrError() throws InterruptedException {
    try (var oidentd = Oidentd.start(SAMPLE);
        var client = IdentClient.create(IdentClientOptions.defaults())) {
      var outcome = client.query(connection.request(oidentd.port()).reference("mine"));
      assertThat(told(outcome)).isEqualTo("UNIX:" + USER);
      assertThat(outcome.request().reference()).isEqualTo("mine");
      assertThat(client.query(nobody(oidentd.port())))
          .isInstanceOfSatisfying(
              Declined.class,
              declined -> assertThat(declined.error()).isEqualTo(IdentError.NO_USER));
    }
  }

  /// It answers one query a connection; the client calls again for each.
  @Test
  void client_manyQueriesOnKeptConnections_areAllAnswered() throws InterruptedException {
    var options = IdentClientOptions.defaults().connections(2).pipelining(8);
    try (var oidentd = Oidentd.start(SAMPLE);
        var client = IdentClient.create(options)) {
      List<Reply<IdentOutcome>> replies =
          Stream.generate(() -> client.queryAsync(connection.request(oidentd.port())))
              .limit(60)
              .toList();
      assertThat(replies).extracting(reply -> told(reply.join())).containsOnly("UNIX:" + USER);
    }
  }

  @Test
  void client_oidentdWithCharset_givesSystemAndCharset() throws InterruptedException {
    try (var oidentd = Oidentd.start(SAMPLE, "--other=TOPS", "--charset=UTF-8");
        var client = IdentClient.create(IdentClientOptions.defaults())) {
      assertThat(client.query(connection.request(oidentd.port())))
          .isInstanceOfSatisfying(
              Identified.class,
              found -> {
                assertThat(found.user().opsys()).isEqualTo("TOPS");
                assertThat(found.user().charset()).isEqualTo("UTF-8");
                assertThat(found.user().text()).contains(USER);
              });
    }
  }

  @Test
  void client_afterOidentdHasEnded_isRefused() throws InterruptedException {
    var oidentd = Oidentd.start(SAMPLE);
    oidentd.close();
    try (var client = IdentClient.create(IdentClientOptions.defaults())) {
      assertThat(client.query(connection.request(oidentd.port())))
          .isInstanceOfSatisfying(
              Failed.class, failed -> assertThat(failed.failure()).isEqualTo(IdentFailure.REFUSED));
    }
  }

  private static Finished query(int identPort, int serverPort, int clientPort)
      throws InterruptedException {
    return Program.run(
        SennitDaemon.command(
                "ident",
                "query",
                "--port",
                Integer.toString(identPort),
                "127.0.0.1",
                Integer.toString(serverPort),
                Integer.toString(clientPort))
            .toArray(String[]::new));
  }

  @Test
  void commandLine_asksOidentd_printsTheUser() throws InterruptedException {
    try (var oidentd = Oidentd.start(SAMPLE)) {
      assertThat(
              query(oidentd.port(), connection.ownedPort(), connection.otherPort())
                  .expect(0)
                  .text())
          .isEqualTo(USER + "\n");
      assertThat(query(oidentd.port(), connection.ownedPort(), 1).expect(1).err().utf8())
          .contains("NO-USER");
    }
  }

  private static List<String> files() throws IOException {
    String sample = Files.readString(SAMPLE);
    String hides = sample.replaceAll("(?m)^#(user|\t|\\})", "$1");
    assertThat(hides).contains("\nuser root {").contains("\n\t\tforce hide");
    return List.of(
        sample,
        hides,
        "default { default { deny spoof } } user root { default { force reply \"nobody\" } }",
        "default { default { allow spoof force reply \"x\" } }",
        "default { default { force hide } fport " + connection.otherPort() + " { allow spoof } }",
        "default { default { force reply a } to 127.0.0.1 lport 1024: { force reply b } fport 1 {"
            + " force reply c } }",
        "user " + USER + " { default { force hide } } default { default { force reply \"a b\" } }",
        "/* nothing is\n said */ # at all\n");
  }

  /// Both are asked about a user's connection and one of root's.
  @Test
  void sameFile_inBothDaemons_givesTheSameAnswers() throws IOException, InterruptedException {
    SCRATCH.write("policy", "");
    String config =
        """
        [ident]
        listen = "tcp:$IDENT:interface=127.0.0.1"
        policy = "$D/policy"
        """;
    try (var sennit = SennitDaemon.start(SCRATCH, config);
        var client = IdentClient.create(IdentClientOptions.defaults())) {
      for (String file : files()) {
        Path policy = SCRATCH.write("policy", file);
        int mark = sennit.log().mark();
        sennit.reload();
        sennit.log().await(mark, "reloaded:");
        try (var oidentd = Oidentd.start(policy)) {
          for (OwnedConnection asked : List.of(connection, ofRoot)) {
            String theirs = told(client.query(asked.request(oidentd.port())));
            String ours = told(client.query(asked.request(sennit.identPort())));
            assertThat(ours).as(file).isEqualTo(theirs);
          }
          assertThat(told(client.query(nobody(sennit.identPort())))).isEqualTo("NO-USER");
        }
      }
    }
  }
}
