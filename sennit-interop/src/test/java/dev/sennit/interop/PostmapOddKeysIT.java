package dev.sennit.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.interop.peer.Postmap;
import dev.sennit.interop.peer.Scratch;
import dev.sennit.interop.peer.SennitDaemon;
import dev.sennit.interop.peer.Sqlite;
import dev.sennit.net.wire.Octets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Keys and values that break careless servers, asked by `postmap`.
@Tag("peer")
@Timeout(300)
class PostmapOddKeysIT {
  /// How much value fits a tcp_table reply of 4096 bytes beside `200 ` and the line end.
  private static final int VALUE_BYTES = 4091;

  /// How much value fits a socketmap reply of 100,000 bytes beside `OK `.
  private static final int SOCKETMAP_VALUE_BYTES = 99_997;

  private static final Map<String, String> ENTRIES = entries();
  private static final Scratch SCRATCH = new Scratch();
  private static final Postmap POSTMAP = new Postmap();
  private static SennitDaemon daemon;

  private static Map<String, String> entries() {
    var entries = new LinkedHashMap<String, String>();
    for (int c = 1; c < 0x80; c++) {
      entries.put("k" + (char) c + "x", "ascii" + c);
    }
    for (int c = 0x80; c < 0x800; c += 7) {
      entries.put("k" + (char) c + "x", "two" + c);
    }
    for (int c = 0x800; c < 0xD800; c += 997) {
      entries.put("k" + (char) c + "x", "three" + c);
    }
    for (int c = 0x10000; c < 0x110000; c += 40_009) {
      entries.put("k" + Character.toString(c) + "x", "four" + c);
    }
    for (String key :
        List.of(
            " leading",
            "trailing ",
            "two  blanks",
            "\ttab",
            "100%",
            "%zz",
            "%41",
            "%25",
            "\"",
            "'",
            "\"\"",
            "\"<>\"",
            "<>",
            "+",
            "a+b",
            "=",
            "x' OR '1'='1",
            "a;b",
            "-q",
            "\\",
            "$1",
            "get x")) {
      entries.put(key, "value of " + key.length() + " characters");
    }
    entries.put("percent", "100% %41 %");
    entries.put("blanks", "  two before, two after  ");
    entries.put("utf-8", "grüße@exämple.test \uD83D\uDCE7");
    entries.put("list", "bob@box.test, carol@box.test");
    entries.put("fits", "v".repeat(VALUE_BYTES));
    entries.put("fits raw", "ü".repeat(VALUE_BYTES / 2) + "v");
    entries.put("k".repeat(100_000), "a long way");
    return entries;
  }

  @BeforeAll
  static void start() throws InterruptedException {
    var sql = new StringBuilder("CREATE TABLE aliases(name TEXT PRIMARY KEY, value TEXT);\n");
    ENTRIES.forEach((key, value) -> insert(sql, key, value));
    insert(sql, "too long", "v".repeat(VALUE_BYTES + 1));
    insert(sql, "fits socketmap", "v".repeat(SOCKETMAP_VALUE_BYTES));
    insert(sql, "too long for socketmap", "v".repeat(SOCKETMAP_VALUE_BYTES + 1));
    insert(sql, "empty", "");
    Sqlite.run(SCRATCH.path("odd.sqlite"), sql.toString());
    daemon =
        SennitDaemon.start(
            SCRATCH,
            """
            state = "$D"
            [limits]
            frame-bytes = 200000
            [table.odd]
            source = "sqlite"
            database = "odd.sqlite"
            query = "SELECT value FROM aliases WHERE name = '%s'"
            fold = false
            [table.folded]
            source = "static"
            entries = { "alice@example.com" = "alice", "ärger@example.com" = "ärger" }
            [table.all]
            source = "chain"
            tables = ["odd", "folded"]
            fold = false
            [[maps]]
            protocol = "tcp_table"
            listen = "tcp:$TCP:interface=127.0.0.1"
            table = "all"
            [[maps]]
            protocol = "socketmap"
            listen = "tcp:$SOCKETMAP:interface=127.0.0.1"
            """);
  }

  private static void insert(StringBuilder sql, String key, String value) {
    sql.append("INSERT INTO aliases VALUES(CAST(X'")
        .append(HexFormat.of().formatHex(Octets.utf8(key).toBytes()))
        .append("' AS TEXT),CAST(X'")
        .append(HexFormat.of().formatHex(Octets.utf8(value).toBytes()))
        .append("' AS TEXT));\n");
  }

  @AfterAll
  static void stop() {
    try (SCRATCH;
        POSTMAP;
        var _ = daemon) {
      // closing is all, also of what a failed start has left
    }
  }

  private static List<String> tables() {
    return List.of(daemon.tcp(), daemon.socketmap("odd"));
  }

  @Test
  void bulk_everyOddKey_findsEachValue() throws InterruptedException {
    var asked = new ArrayList<Octets>();
    var expected = new StringBuilder();
    ENTRIES.forEach((key, value) -> {
      if (key.indexOf('\n') < 0) {
        asked.add(Octets.utf8(key));
        expected.append(key).append('\t').append(value).append('\n');
      }
    });
    for (String table : tables()) {
      var finished = POSTMAP.bulk(table, asked, "-u").expect(0);
      assertThat(
              Users.difference(
                  expected.toString().lines().toList(), finished.text().lines().toList()))
          .as(table)
          .isEmpty();
      assertThat(finished.err().utf8()).as(table).isEmpty();
    }
  }

  @Test
  void query_keyWithLineFeed_findsItsValue() throws InterruptedException {
    for (String table : tables()) {
      assertThat(POSTMAP.query(table, "k\nx", "-u").expect(0).text()).isEqualTo("ascii10\n");
    }
  }

  @Test
  void query_lastBlanksOfValue_areKept() throws InterruptedException {
    for (String table : tables()) {
      assertThat(POSTMAP.query(table, "blanks").expect(0).text())
          .isEqualTo("  two before, two after  \n");
    }
  }

  @Test
  void bulk_bytesThatAreNoText_areNotFoundAndHarmNothing() throws InterruptedException {
    var asked = new ArrayList<Octets>();
    for (int b = 0x80; b <= 0xFF; b++) {
      asked.add(Octets.of((byte) 'k', (byte) b, (byte) 'x'));
      asked.add(Octets.of((byte) b));
    }
    asked.add(Octets.utf8("list"));
    for (String table : tables()) {
      var finished = POSTMAP.bulk(table, asked, "-u").expect(0);
      assertThat(finished.text()).as(table).isEqualTo("list\tbob@box.test, carol@box.test\n");
      assertThat(finished.err().utf8()).as(table).isEmpty();
    }
  }

  @Test
  void bulk_emptyLineStarAndNeighbours_areOrdinaryMisses() throws InterruptedException {
    var asked =
        List.of(
            Octets.EMPTY,
            Octets.utf8("*"),
            Octets.utf8("%"),
            Octets.utf8("%4"),
            Octets.utf8(" "),
            Octets.utf8("leading"),
            Octets.utf8("trailing"),
            Octets.utf8("@"),
            Octets.utf8("list"));
    for (String table : tables()) {
      var finished = POSTMAP.bulk(table, asked).expect(0);
      assertThat(finished.text()).as(table).isEqualTo("list\tbob@box.test, carol@box.test\n");
      assertThat(finished.err().utf8()).as(table).isEmpty();
    }
  }

  @Test
  void bulk_keyBeyondTheFrameLimit_isNotFoundAndTheNextIs() throws InterruptedException {
    var asked = List.of(Octets.utf8("z".repeat(900_000)), Octets.utf8("list"));
    var finished = POSTMAP.bulk(daemon.tcp(), asked).expect(0);
    assertThat(finished.text()).isEqualTo("list\tbob@box.test, carol@box.test\n");
    assertThat(finished.err().utf8()).isEmpty();
  }

  @Test
  void query_valueBeyondTheReply_isAnErrorNeverCut() throws InterruptedException {
    var overTcp = POSTMAP.query(daemon.tcp(), "too long").expect(1);
    assertThat(overTcp.text()).isEmpty();
    assertThat(overTcp.err().utf8()).contains("query error");
    assertThat(POSTMAP.query(daemon.socketmap("odd"), "too long").expect(0).out().length())
        .isEqualTo(VALUE_BYTES + 2);
    assertThat(POSTMAP.query(daemon.socketmap("odd"), "fits socketmap").expect(0).out().length())
        .isEqualTo(SOCKETMAP_VALUE_BYTES + 1);
    var overSocketmap = POSTMAP.query(daemon.socketmap("odd"), "too long for socketmap").expect(1);
    assertThat(overSocketmap.text()).isEmpty();
    assertThat(overSocketmap.err().utf8()).contains("fatal");
  }

  @Test
  void query_emptyValue_isNotFound() throws InterruptedException {
    for (String table : tables()) {
      var finished = POSTMAP.query(table, "empty").expect(1);
      assertThat(finished.err().utf8()).as(table).isEmpty();
    }
  }

  @Test
  void query_otherCase_isFoundWhereTheTableFolds() throws InterruptedException {
    var folded = daemon.socketmap("folded");
    assertThat(POSTMAP.query(folded, "Alice@EXAMPLE.Com").expect(0).text()).isEqualTo("alice\n");
    assertThat(POSTMAP.query(folded, "ÄRGER@Example.COM").expect(0).text()).isEqualTo("ärger\n");
    POSTMAP.query(daemon.socketmap("odd"), "LIST").expect(1);
  }

  @Test
  void query_unknownTable_isAnErrorThatSaysSo() throws InterruptedException {
    var finished = POSTMAP.query(daemon.socketmap("nowhere"), "list").expect(1);
    assertThat(finished.err().utf8()).contains("permanent error").contains("fatal");
  }
}
