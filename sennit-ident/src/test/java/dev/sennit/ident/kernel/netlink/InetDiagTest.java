package dev.sennit.ident.kernel.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sennit.ident.kernel.TcpState;
import dev.sennit.net.ProtocolException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InetDiagTest {
  private static final InetSocketAddress LOCAL =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 48464);
  private static final InetSocketAddress REMOTE =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 23010);
  private static final InetSocketAddress LOCAL6 = new InetSocketAddress("2001:db8::1", 113);
  private static final InetSocketAddress REMOTE6 = new InetSocketAddress("2001:db8::2", 40000);

  @BeforeEach
  void littleEndian() {
    assumeThat(ByteOrder.nativeOrder()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
  }

  @Test
  void exact_ofIpv4_isTheseBytes() {
    ByteBuffer out = Datagrams.buffer();

    InetDiagRequest.exact(out, 2, LOCAL, REMOTE, 0);

    assertThat(out.flip())
        .isEqualTo(
            Datagrams.hex(
                "48000000" // length 72
                    + "1400 0100" // type 20, flag: a question
                    + "02000000 00000000" // sequence 2, port 0
                    + "02 06 00 00" // IPv4, TCP, no extensions
                    + "ffffffff" // every state
                    + "bd50 59e2" // ports 48464 and 23010 in network order
                    + "7f000001 000000000000000000000000"
                    + "7f000001 000000000000000000000000"
                    + "00000000" // no device
                    + "ffffffffffffffff")); // no cookie
  }

  @Test
  void exact_ofIpv6WithDevice_isTheseBytes() {
    ByteBuffer out = Datagrams.buffer();

    InetDiagRequest.exact(out, 3, LOCAL6, REMOTE6, 5);

    assertThat(out.flip())
        .isEqualTo(
            Datagrams.hex(
                "48000000 1400 0100 03000000 00000000"
                    + "0a 06 00 00 ffffffff"
                    + "0071 9c40" // ports 113 and 40000
                    + "20010db8000000000000000000000001"
                    + "20010db8000000000000000000000002"
                    + "05000000" // device 5
                    + "ffffffffffffffff"));
  }

  @Test
  void byPorts_asksForAList() {
    ByteBuffer out = Datagrams.buffer();

    InetDiagRequest.byPorts(out, 4, InetDiagRequest.AF_INET, ~(1 << 10), 113, 40000);

    assertThat(out.flip())
        .isEqualTo(
            Datagrams.hex(
                "48000000 1400 0103 04000000 00000000" // flags: question, root, match
                    + "02 06 00 00 fffbffff" // all states but LISTEN
                    + "0071 9c40"
                    + "00".repeat(32)
                    + "00000000 ffffffffffffffff"));
  }

  @Test
  void read_ofIpv4_hasItsFields() {
    InetDiagSocket socket =
        InetDiagSocket.read(Datagrams.socket(2, 1, LOCAL, REMOTE, 1000, 4_000_000_000L));

    assertThat(socket)
        .isEqualTo(
            new InetDiagSocket(
                TcpState.ESTABLISHED, LOCAL, REMOTE, 7, 0x2_8000_0001L, 1000, 4_000_000_000L, 0));
  }

  @Test
  void read_ofIpv6_hasItsAddresses() {
    InetDiagSocket socket =
        InetDiagSocket.read(Datagrams.socket(10, 8, LOCAL6, REMOTE6, 4_294_967_294L, 1));

    assertThat(socket.local()).isEqualTo(LOCAL6);
    assertThat(socket.remote()).isEqualTo(REMOTE6);
    assertThat(socket.state()).isEqualTo(TcpState.CLOSE_WAIT);
    assertThat(socket.uid()).isEqualTo(4_294_967_294L);
  }

  @Test
  void read_ofMappedAddresses_isIpv4() {
    InetDiagSocket socket = InetDiagSocket.read(Datagrams.socket(10, 1, LOCAL, REMOTE, 5, 6));

    assertThat(socket.local()).isEqualTo(LOCAL);
    assertThat(socket.remote()).isEqualTo(REMOTE);
  }

  @Test
  void read_withAttributes_findsTheCgroup() {
    ByteBuffer attributes =
        Datagrams.hex(
            "0500 0800 01 000000" // 8: shutdown, one byte
                + "0c00 1500 1122334400000000"); // 21: cgroup

    InetDiagSocket socket =
        InetDiagSocket.read(
            Datagrams.join(Datagrams.socket(2, 1, LOCAL, REMOTE, 1, 2), attributes));

    assertThat(socket.cgroup()).isEqualTo(0x44332211L);
  }

  @Test
  void read_ofAnUnknownState_isOther() {
    assertThat(InetDiagSocket.read(Datagrams.socket(2, 99, LOCAL, REMOTE, 1, 2)).state())
        .isEqualTo(TcpState.OTHER);
  }

  @Test
  void read_tooShort_isRefused() {
    ByteBuffer body = Datagrams.socket(2, 1, LOCAL, REMOTE, 1, 2);

    refused(body.limit(71), "socket: 71 bytes (expected: 72 or more)");
  }

  @Test
  void read_ofAnotherFamily_isRefused() {
    refused(Datagrams.socket(1, 1, LOCAL, REMOTE, 1, 2), "socket's family: 1 (expected: 2 or 10)");
  }

  @Test
  void read_attributeBelowItsHeader_isRefused() {
    refused(withAttributes("0300 0800"), "attribute length: 3 (expected: 4 to 4)");
  }

  @Test
  void read_attributeBeyondTheMessage_isRefused() {
    refused(withAttributes("0900 0800 00000000"), "attribute length: 9 (expected: 4 to 8)");
  }

  @Test
  void read_partOfAnAttribute_isRefused() {
    refused(withAttributes("0400 08"), "attribute: 3 bytes left (expected: a header of 4)");
  }

  @Test
  void read_shortCgroup_isRefused() {
    refused(withAttributes("0800 1500 00000000"), "attribute 21: 4 bytes (expected: 8)");
  }

  private static ByteBuffer withAttributes(String hex) {
    ByteBuffer out = Datagrams.buffer();
    out.put(Datagrams.socket(2, 1, LOCAL, REMOTE, 1, 2)).put(Datagrams.hex(hex));
    return out.flip();
  }

  private static void refused(ByteBuffer body, String message) {
    assertThatThrownBy(() -> InetDiagSocket.read(body))
        .isInstanceOf(ProtocolException.class)
        .hasMessage(message);
  }
}
