package dev.sennit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sennit.amp.wire.AmpBox;
import dev.sennit.net.wire.Octets;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(20)
class AmpDumpCommandTest {
  private static final Octets SUM =
      AmpBox.of("_ask", "1", "_command", "Sum", "a", "13", "b", "81").toOctets();
  private static final Octets TOTAL = AmpBox.of("_answer", "1", "total", "94").toOctets();
  private static final String SCHEMA =
      "{\"commands\":{\"Sum\":{\"arguments\":{\"a\":\"Integer\",\"b\":\"Integer\"},"
          + "\"response\":{\"total\":\"Integer\"}}}}";

  @TempDir Path directory;

  private final InputStream in = System.in;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @AfterEach
  void input() {
    System.setIn(in);
  }

  private int dump(String... more) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    String[] arguments = new String[more.length + 2];
    arguments[0] = "amp";
    arguments[1] = "dump";
    System.arraycopy(more, 0, arguments, 2, more.length);
    CommandLine line = SennitCommand.commandLine();
    line.setErr(new PrintWriter(err)).setOut(new PrintWriter(out));
    return SennitCommand.execute(line, arguments);
  }

  private static byte[] joined(Octets... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Octets part : parts) {
      all.writeBytes(part.toBytes());
    }
    return all.toByteArray();
  }

  private static void type(byte[] bytes) {
    System.setIn(new ByteArrayInputStream(bytes));
  }

  @Test
  void dump_everyKindOfBox_isALine() {
    type(
        joined(
            SUM,
            AmpBox.of("_command", "Note", "text", "a\nb").toOctets(),
            TOTAL,
            AmpBox.of("_error", "2", "_error_code", "BAD", "_error_description", "no \u001b[31m")
                .toOctets(),
            AmpBox.EMPTY.toOctets(),
            AmpBox.of("x", "y").toOctets()));
    assertThat(dump()).isEqualTo(ExitCode.OK);
    assertThat(out.toString())
        .isEqualTo(
            """
                 0  ask 1 Sum  a=13 b=81
                40  tell Note  text=a\\x0ab
                69  answer 1 Sum  total=94
                94  error 2  BAD: no \\x1b[31m
               155  box
               157  box  x=y
            """);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void dump_json_isAnObjectALine() throws IOException {
    type(joined(SUM));
    Path schema = Files.writeString(directory.resolve("s.json"), SCHEMA);
    assertThat(dump("--json", "--schema", schema.toString())).isEqualTo(ExitCode.OK);
    assertThat(out.toString())
        .isEqualTo(
            "{\"offset\":0,\"kind\":\"ask\",\"id\":\"1\",\"command\":\"Sum\",\"fields\":{\"a\":13,\"b\":81}}\n");
    type(AmpBox.of("_ask", "1", "_command", "Sum", "a", "x").toOctets().toBytes());
    assertThat(dump("--schema", schema.toString())).isEqualTo(ExitCode.OK);
    assertThat(out.toString())
        .isEqualTo("     0  ask 1 Sum  a=x  (a: integer: x (expected: decimal digits))\n");
  }

  @Test
  void dump_junk_isToldWithItsOffset() throws IOException {
    Path file = directory.resolve("junk");
    Files.write(file, joined(SUM, Octets.utf8("\0\1a\0\1bGET / HTTP/1.0\r\n")));
    assertThat(dump(file.toString())).isEqualTo(ExitCode.DATAERR);
    assertThat(out.toString()).isEqualTo("     0  ask 1 Sum  a=13 b=81\n");
    assertThat(err.toString()).startsWith("sennit: " + file + ": offset 46: ").contains("18245");
  }

  @Test
  void dump_endInABox_isARemark() {
    byte[] all = joined(SUM, TOTAL);
    type(Arrays.copyOf(all, all.length - 1));
    assertThat(dump("-")).isEqualTo(ExitCode.OK);
    assertThat(err.toString())
        .isEqualTo(
            "sennit: standard input: offset 40: the end, after 24 bytes of an unfinished box\n");
    type(new byte[0]);
    assertThat(dump()).isEqualTo(ExitCode.OK);
    assertThat(out.toString() + err).isEmpty();
  }

  @Test
  void dump_tls_isWhereItEnds() {
    type(joined(AmpBox.of("_answer", "1").toOctets(), Octets.utf8("\26\3\3\0\4abcd")));
    assertThat(dump()).isEqualTo(ExitCode.OK);
    assertThat(err.toString())
        .isEqualTo("sennit: standard input: offset 14: TLS begins, which cannot be read\n");
  }

  @Test
  void dump_pipe_isShownAsItComes() throws Exception {
    try (PipedOutputStream pipe = new PipedOutputStream();
        PipedInputStream end = new PipedInputStream(pipe)) {
      System.setIn(end);
      CompletableFuture<Integer> code = CompletableFuture.supplyAsync(() -> dump());
      pipe.write(joined(SUM));
      pipe.flush();
      await().until(() -> out.toString().contains("Sum"));
      assertThat(code).isNotDone();
      pipe.close();
      assertThat(code.get()).isEqualTo(ExitCode.OK);
    }
  }

  @Test
  void dump_noFile_saysSo() {
    assertThat(dump(directory.resolve("no").toString())).isEqualTo(ExitCode.NOINPUT);
    assertThat(err.toString()).contains("no such file");
    assertThat(dump("--schema", directory.resolve("no").toString())).isEqualTo(ExitCode.NOINPUT);
  }

  // ---- captures

  @Test
  void dump_capture_putsBothDirectionsInOrder() throws IOException {
    byte[] ask = joined(SUM);
    byte[] first = Arrays.copyOf(ask, 10);
    byte[] rest = Arrays.copyOfRange(ask, 10, ask.length);
    Captures capture = new Captures(Captures.ETHERNET);
    capture.segment(5000, 8749, 99, Captures.SYN, new byte[0]);
    capture.segment(8749, 5000, 499, Captures.SYN, new byte[0]);
    capture.segment(5000, 8749, 110, 0, rest); // early
    capture.segment(5000, 8749, 100, 0, first);
    capture.segment(5000, 8749, 100, 0, first); // again
    capture.segment(8749, 5000, 500, 0, TOTAL.toBytes());
    capture.segment(5001, 25, 7, 0, "HELO\r\n".getBytes(StandardCharsets.US_ASCII));
    Path schema = Files.writeString(directory.resolve("s.json"), SCHEMA);
    String wanted =
        """
        10.0.0.1:5000 > 10.0.0.2:8749       0  ask 1 Sum  a=13 b=81
        10.0.0.2:8749 > 10.0.0.1:5000       0  answer 1 Sum  total=94
        """;
    for (byte[] file : List.of(capture.pcap(), capture.pcapng())) {
      Path path = Files.write(directory.resolve("capture"), file);
      assertThat(dump("--schema", schema.toString(), path.toString())).isEqualTo(ExitCode.DATAERR);
      assertThat(out.toString()).isEqualTo(wanted);
      assertThat(err.toString()).contains("10.0.0.1:5001 > 10.0.0.2:25: offset 0: ");
    }
  }

  @Test
  void dump_everyLinkLayer_isRead() throws IOException {
    for (int link : new int[] {Captures.ETHERNET, Captures.RAW, Captures.COOKED, Captures.NULL}) {
      Captures capture = new Captures(link);
      capture.segment(5000, 8749, 100, 0, SUM.toBytes());
      capture.segment6(5000, 8749, 100, SUM.toBytes());
      Path path = Files.write(directory.resolve("capture"), capture.pcap());
      assertThat(dump(path.toString())).isEqualTo(ExitCode.OK);
      assertThat(out.toString())
          .isEqualTo(
              """
              10.0.0.1:5000 > 10.0.0.2:8749       0  ask 1 Sum  a=13 b=81
              [0:0:0:0:0:0:0:1]:5000 > [0:0:0:0:0:0:0:2]:8749       0  ask 1 Sum  a=13 b=81
              """);
    }
  }

  @Test
  void dump_missingPackets_areTold() throws IOException {
    Captures capture = new Captures(Captures.RAW);
    capture.segment(5000, 8749, 100, 0, SUM.toBytes());
    capture.segment(5000, 8749, 1000, 0, SUM.toBytes());
    Path path = Files.write(directory.resolve("capture"), capture.pcap());
    assertThat(dump(path.toString())).isEqualTo(ExitCode.DATAERR);
    assertThat(out.toString()).hasLineCount(1);
    assertThat(err.toString()).contains("packets are missing");
  }

  @Test
  void dump_sequenceNumbersThatWrap_areFollowed() throws IOException {
    Captures capture = new Captures(Captures.RAW);
    capture.segment(5000, 8749, -10, 0, SUM.toBytes());
    capture.segment(5000, 8749, -10 + SUM.length(), 0, SUM.toBytes());
    Path path = Files.write(directory.resolve("capture"), capture.pcap());
    assertThat(dump(path.toString())).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).hasLineCount(2);
  }

  @Test
  void dump_damagedCapture_isToldWithItsOffset() throws IOException {
    Captures capture = new Captures(Captures.RAW);
    capture.segment(5000, 8749, 100, 0, SUM.toBytes());
    byte[] whole = capture.pcap();
    Path cut = Files.write(directory.resolve("cut"), Arrays.copyOf(whole, whole.length - 3));
    assertThat(dump(cut.toString())).isEqualTo(ExitCode.DATAERR);
    assertThat(err.toString()).contains("cut: offset 40: the file ends in the middle of a packet");
    byte[] large = whole.clone();
    large[35] = 0x7f; // the length of the first packet
    Path bad = Files.write(directory.resolve("bad"), large);
    assertThat(dump(bad.toString())).isEqualTo(ExitCode.DATAERR);
    assertThat(err.toString()).contains("offset 32: packet of 2130706").contains("at most 262144");
  }
}
