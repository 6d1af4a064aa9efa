package dev.sennit.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.interop.peer.Postmap;
import dev.sennit.interop.peer.Scratch;
import dev.sennit.interop.peer.SennitDaemon;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Configuration and tables change while clients ask: each answer is the old one or the new one,
/// and no connection notices.
@Tag("peer")
@Timeout(300)
class ReloadIT {
  private static final int KEYS = 500;

  private static String table(int version) {
    return IntStream.range(0, KEYS)
        .mapToObj(i -> Users.key(i) + " v" + version + "\n")
        .collect(Collectors.joining());
  }

  private static String staticConfig(int version) {
    var entries =
        IntStream.range(0, KEYS)
            .mapToObj(i -> "\"" + Users.key(i) + "\" = \"v" + version + "\"")
            .collect(Collectors.joining(", "));
    return config("source = \"static\"\nentries = { " + entries + " }");
  }

  private static String config(String source) {
    return """
    state = "$D"
    [table.users]
    %s
    [[maps]]
    protocol = "tcp_table"
    listen = "tcp:$TCP:interface=127.0.0.1"
    table = "users"
    [[maps]]
    protocol = "socketmap"
    listen = "tcp:$SOCKETMAP:interface=127.0.0.1"
    """
        .formatted(source);
  }

  @Test
  void reload_underLoad_answersOldOrNewAndKeepsConnections()
      throws IOException, InterruptedException, ExecutionException {
    try (var scratch = new Scratch();
        var postmap = new Postmap();
        var daemon = SennitDaemon.start(scratch, staticConfig(1));
        var idle = new TcpTableClient(daemon.tcpPort())) {
      assertThat(idle.ask("get " + Users.key(0))).isEqualTo("200 v1");
      changeUnderLoad(
          daemon,
          version -> {
            daemon.configure(staticConfig(version));
            daemon.reload();
          });
      assertThat(idle.ask("get " + Users.key(1))).isEqualTo("200 v3");
      assertThat(postmap.query(daemon.socketmap("users"), Users.key(1)).expect(0).text())
          .isEqualTo("v3\n");
    }
  }

  @Test
  void reload_badConfiguration_keepsTheOldAndSaysSo() throws IOException, InterruptedException {
    try (var scratch = new Scratch();
        var daemon = SennitDaemon.start(scratch, staticConfig(1));
        var client = new TcpTableClient(daemon.tcpPort())) {
      for (String bad :
          List.of(
              "state = ",
              staticConfig(2).replace("table = \"users\"", "table = \"nowhere\""),
              config("source = \"magic\""),
              config("source = \"regexp\"\nfile = \"absent\""))) {
        int mark = daemon.log().mark();
        daemon.configure(bad);
        daemon.reload();
        daemon.log().await(mark, line -> !line.isBlank(), "what is wrong", Duration.ofSeconds(40));
        assertThat(client.ask("get " + Users.key(0))).as(bad).isEqualTo("200 v1");
      }
      daemon.configure(staticConfig(3));
      daemon.reload();
      awaitAnswer(client, "200 v3");
      assertThat(daemon.isAlive()).isTrue();
    }
  }

  @Test
  void edit_ofATextFileUnderLoad_answersOldOrNew()
      throws IOException, InterruptedException, ExecutionException {
    try (var scratch = new Scratch()) {
      scratch.write("users", table(1));
      try (var daemon =
          SennitDaemon.start(scratch, config("source = \"file\"\nfile = \"users\""))) {
        changeUnderLoad(daemon, version -> scratch.write("users", table(version)));
      }
    }
  }

  @Test
  void edit_thatIsBad_keepsTheOldContentAndSaysSo() throws IOException, InterruptedException {
    try (var scratch = new Scratch()) {
      scratch.write("users", table(1));
      try (var daemon = SennitDaemon.start(scratch, config("source = \"file\"\nfile = \"users\""));
          var client = new TcpTableClient(daemon.tcpPort())) {
        assertThat(client.ask("get " + Users.key(0))).isEqualTo("200 v1");
        scratch.write("users", table(2) + "a key without a value\nlonely\n");
        daemon.log().await("users");
        assertThat(client.ask("get " + Users.key(0))).isEqualTo("200 v1");
        scratch.write("users", table(3));
        awaitAnswer(client, "200 v3");
      }
    }
  }

  /// A change that may fail.
  private interface Change {
    void to(int version) throws InterruptedException;
  }

  /// Changes version 1 to 2 and to 3 while two clients ask; no version comes after a later one.
  private static void changeUnderLoad(SennitDaemon daemon, Change change)
      throws IOException, InterruptedException, ExecutionException {
    try (var one = PipeliningLoad.start(daemon.tcpPort(), KEYS, new Rising());
        var two = PipeliningLoad.start(daemon.tcpPort(), KEYS, new Rising());
        var client = new TcpTableClient(daemon.tcpPort())) {
      for (int version = 2; version <= 3; version++) {
        change.to(version);
        awaitAnswer(client, "200 v" + version);
      }
      for (PipeliningLoad load : List.of(one, two)) {
        assertThat(load.stop()).isEmpty();
        assertThat(load.hungUp()).isFalse();
        assertThat(load.answers()).isPositive();
      }
    }
  }

  private static void awaitAnswer(TcpTableClient client, String wanted) throws IOException {
    long end = System.nanoTime() + Duration.ofSeconds(40).toNanos();
    String answer;
    do {
      answer = client.ask("get " + Users.key(0));
      assertThat(answer).startsWith("200 v");
    } while (!wanted.equals(answer) && System.nanoTime() < end);
    assertThat(answer).isEqualTo(wanted);
  }

  /// Right answers of one connection: versions 1 to 3, never falling.
  private static final class Rising implements java.util.function.BiPredicate<Integer, String> {
    private String last = "200 v1";

    @Override
    public boolean test(Integer user, String answer) {
      boolean right = answer.matches("200 v[123]") && answer.compareTo(last) >= 0;
      last = answer;
      return right;
    }
  }
}
