package dev.sennit.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.interop.peer.Scratch;
import dev.sennit.interop.peer.SennitDaemon;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What no well-behaved client sends, sent to the daemon.
@Tag("peer")
@Timeout(300)
class WireIT {
  private static final Scratch SCRATCH = new Scratch();
  private static SennitDaemon daemon;

  @BeforeAll
  static void start() throws InterruptedException {
    daemon =
        SennitDaemon.start(
            SCRATCH,
            """
            state = "$D"
            [table.one]
            source = "static"
            entries = { "here" = "there" }
            [table.two]
            source = "static"
            entries = { "here" = "elsewhere" }
            [[maps]]
            protocol = "tcp_table"
            listen = "tcp:$TCP:interface=127.0.0.1"
            table = "one"
            [[maps]]
            protocol = "socketmap"
            listen = "tcp:$SOCKETMAP:interface=127.0.0.1"
            tables = ["one", "two"]
            """);
  }

  @AfterAll
  static void stop() {
    try (SCRATCH;
        var _ = daemon) {
      // closing is all, also of what a failed start has left
    }
  }

  @Test
  void tcp_lineOfThreeMegabytes_isOneRefusalAndTheNextLineCounts() throws IOException {
    try (var client = new TcpTableClient(daemon.tcpPort())) {
      client.send("get " + "k".repeat(3 << 20) + "\nget here\n");
      assertThat(client.reply()).startsWith("500 ");
      assertThat(client.reply()).isEqualTo("200 there");
    }
  }

  @Test
  void tcp_everyByteAsALine_isAnsweredOnceEach() throws IOException {
    try (var client = new TcpTableClient(daemon.tcpPort())) {
      for (int b = 0; b < 256; b++) {
        if (b != '\n') {
          assertThat(client.ask(String.valueOf((char) b)))
              .as("byte %d", b)
              .matches("[45]00 [ -~]*");
        }
      }
      assertThat(client.ask("get here")).isEqualTo("200 there");
    }
  }

  @Test
  void tcp_requestByteByByte_isAnswered() throws IOException {
    try (var client = new TcpTableClient(daemon.tcpPort())) {
      for (char c : "get here\nget gone\n".toCharArray()) {
        client.send(String.valueOf(c));
      }
      assertThat(client.reply()).isEqualTo("200 there");
      assertThat(client.reply()).startsWith("500 ");
    }
  }

  @Test
  void tcp_thousandsPipelined_areAnsweredInOrder() throws IOException {
    try (var client = new TcpTableClient(daemon.tcpPort())) {
      client.send("get here\nget gone\nx\n".repeat(2_000));
      for (int i = 0; i < 2_000; i++) {
        assertThat(client.reply()).isEqualTo("200 there");
        assertThat(client.reply()).startsWith("500 ");
        assertThat(client.reply()).startsWith("400 ");
      }
      client.endInput();
      assertThat(client.reply()).isNull();
    }
  }

  @Test
  void socketmap_mapName_choosesTheTable() throws IOException {
    try (var client = new SocketmapClient(daemon.socketmapPort())) {
      assertThat(client.ask("one here")).isEqualTo("OK there");
      assertThat(client.ask("two here")).isEqualTo("OK elsewhere");
      assertThat(client.ask("one gone")).isEqualTo("NOTFOUND ");
      assertThat(client.ask("one ")).isEqualTo("NOTFOUND ");
      assertThat(client.ask("three here")).startsWith("PERM ");
      assertThat(client.ask(" here")).startsWith("PERM ");
      assertThat(client.ask("one two here")).isEqualTo("NOTFOUND ");
      assertThat(client.ask("two here")).isEqualTo("OK elsewhere");
    }
  }

  @Test
  void socketmap_framingError_closesTheConnection() throws IOException {
    for (String junk :
        new String[] {
          "x", ":one here,", "8:one here;", "-1:,", "99999999999:", "get here\n", " 8:"
        }) {
      try (var client = new SocketmapClient(daemon.socketmapPort())) {
        assertThat(client.ask("one here")).isEqualTo("OK there");
        client.send(junk);
        var last = client.reply();
        if (last != null) {
          assertThat(last).as(junk).matches("(PERM|TEMP) [ -~]+");
          assertThat(client.reply()).as(junk).isNull();
        }
      }
    }
  }

  @Test
  void socketmap_thousandsPipelined_areAnsweredInOrder() throws IOException {
    try (var client = new SocketmapClient(daemon.socketmapPort())) {
      client.send("8:one here,8:two here,8:one gone,".repeat(2_000));
      for (int i = 0; i < 2_000; i++) {
        assertThat(client.reply()).isEqualTo("OK there");
        assertThat(client.reply()).isEqualTo("OK elsewhere");
        assertThat(client.reply()).isEqualTo("NOTFOUND ");
      }
    }
  }
}
