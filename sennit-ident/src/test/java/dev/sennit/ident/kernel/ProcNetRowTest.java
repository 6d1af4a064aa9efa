package dev.sennit.ident.kernel;

import static dev.sennit.ident.kernel.Ends.end;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class ProcNetRowTest {
  private static final String TAIL =
      " 00000000:00000000 00:00000000 00000000  1000        0 10927 1 f72a5b80 3000 0 0 2 -1";

  @Test
  void parse_littleEndianAddress_isRead() {
    assertThat(row("  0: 0100007F:0277 00000000:0000 0A" + TAIL, ByteOrder.LITTLE_ENDIAN).local())
        .isEqualTo(end("127.0.0.1", 631));
  }

  @Test
  void parse_bigEndianAddress_isRead() {
    assertThat(row("  0: 7F000001:0277 00000000:0000 0A" + TAIL, ByteOrder.BIG_ENDIAN).local())
        .isEqualTo(end("127.0.0.1", 631));
  }

  @Test
  void parse_wholeRow_hasItsFields() {
    assertThat(row("   4: 0100007F:0019 04030201:02FA 01" + TAIL, ByteOrder.LITTLE_ENDIAN))
        .isEqualTo(
            new ProcNetRow(
                end("127.0.0.1", 25), end("1.2.3.4", 762), TcpState.ESTABLISHED, 1000, 10927));
  }

  @Test
  void parse_rowTenThousand_isRead() {
    assertThat(row("10000: 0100007F:0019 04030201:02FA 01" + TAIL, ByteOrder.LITTLE_ENDIAN).uid())
        .isEqualTo(1000);
  }

  @Test
  void parse_ipv6_isRead() {
    ProcNetRow row =
        row(
            "   0: B80D0120000000000000000001000000:0071"
                + " 00000000000000000000000001000000:9C40 08"
                + TAIL,
            ByteOrder.LITTLE_ENDIAN);

    assertThat(row.local()).isEqualTo(end("2001:db8::1", 113));
    assertThat(row.remote()).isEqualTo(end("::1", 40000));
    assertThat(row.state()).isEqualTo(TcpState.CLOSE_WAIT);
  }

  @Test
  void parse_mappedAddress_isIpv4() {
    assertThat(
            row(
                    "   0: 0000000000000000FFFF00000100007F:0071"
                        + " 0000000000000000FFFF00000200007F:9C40 01"
                        + TAIL,
                    ByteOrder.LITTLE_ENDIAN)
                .remote())
        .isEqualTo(end("127.0.0.2", 40000));
  }

  @Test
  void parse_largestUser_isRead() {
    assertThat(
            row(
                    "   4: 0100007F:0019 04030201:02FA 01 00000000:00000000 00:00000000 00000000"
                        + " 4294967294 0 4294967295 1",
                    ByteOrder.LITTLE_ENDIAN)
                .uid())
        .isEqualTo(4_294_967_294L);
  }

  @Test
  void parse_headline_isNothing() {
    assertThat(
            ProcNetRow.parse(
                "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid"
                    + "  timeout inode",
                ByteOrder.LITTLE_ENDIAN))
        .isEmpty();
  }

  @Test
  void parse_otherLines_areNothing() {
    for (String line :
        new String[] {
          "",
          "4:",
          "   4: 0100007F:0019 04030201:02FA 01 00000000:00000000 00:00000000 00000000 1000 0",
          "   4: 0100007:0019 04030201:02FA 01" + TAIL,
          "   4: 0100007G:0019 04030201:02FA 01" + TAIL,
          "   4: 0100007F:10019 04030201:02FA 01" + TAIL,
          "   4: 0100007F: 04030201:02FA 01" + TAIL,
          "   4: 0100007F:0019 04030201:02FA XX" + TAIL,
          "   4: 0100007F:0019 04030201:02FA 01" + TAIL.replace("10927", "x"),
        }) {
      assertThat(ProcNetRow.parse(line, ByteOrder.LITTLE_ENDIAN)).as(line).isEmpty();
    }
  }

  private static ProcNetRow row(String line, ByteOrder order) {
    return ProcNetRow.parse(line, order).orElseThrow();
  }
}
