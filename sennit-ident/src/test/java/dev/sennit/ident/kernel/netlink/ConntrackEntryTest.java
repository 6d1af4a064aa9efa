package dev.sennit.ident.kernel.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sennit.ident.kernel.netlink.ConntrackEntry.Tuple;
import dev.sennit.net.ProtocolException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConntrackEntryTest {
  private static final Tuple TUPLE =
      new Tuple(
          new InetSocketAddress("192.0.2.1", 6667), new InetSocketAddress("198.51.100.7", 1025));

  /// What the kernel answers for a host 10.0.0.2 behind 198.51.100.7.
  private static final String ANSWER =
      "02 00 0000" // IPv4
          + "3400 0180 1400 0180 0800 0100 0a000002 0800 0200 c0000201" // 10.0.0.2 > 192.0.2.1
          + "1c00 0280 0500 0100 06 000000 0600 0200 0401 0000 0600 0300 1a0b 0000"
          + "3400 0280 1400 0180 0800 0100 c0000201 0800 0200 c6336407" // and back
          + "1c00 0280 0500 0100 06 000000 0600 0200 1a0b 0000 0600 0300 0401 0000"
          + "0800 0300 0000018e"; // status

  @BeforeEach
  void littleEndian() {
    assumeThat(ByteOrder.nativeOrder()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
  }

  @Test
  void get_ofIpv4_isTheseBytes() {
    ByteBuffer out = Datagrams.buffer();

    ConntrackEntry.get(out, 9, TUPLE);

    assertThat(out.flip())
        .isEqualTo(
            Datagrams.hex(
                "48000000 0101 0100 09000000 00000000"
                    + "02 00 0000" // IPv4, version 0
                    + "3400 0280" // the reply direction
                    + "1400 0180 0800 0100 c0000201 0800 0200 c6336407"
                    + "1c00 0280"
                    + "0500 0100 06 000000" // TCP
                    + "0600 0200 1a0b 0000" // from 6667
                    + "0600 0300 0401 0000")); // to 1025
  }

  @Test
  void get_ofIpv6_hasLongAddresses() {
    ByteBuffer out = Datagrams.buffer();

    ConntrackEntry.get(
        out,
        9,
        new Tuple(
            new InetSocketAddress("2001:db8::1", 1), new InetSocketAddress("2001:db8::2", 2)));

    assertThat(out.flip())
        .isEqualTo(
            Datagrams.hex(
                "60000000 0101 0100 09000000 00000000"
                    + "0a 00 0000"
                    + "4c00 0280"
                    + "2c00 0180"
                    + "1400 0300 20010db8000000000000000000000001"
                    + "1400 0400 20010db8000000000000000000000002"
                    + "1c00 0280 0500 0100 06 000000"
                    + "0600 0200 0001 0000 0600 0300 0002 0000"));
  }

  @Test
  void read_ofAnAnswer_hasBothDirections() {
    ConntrackEntry entry = ConntrackEntry.read(Datagrams.hex(ANSWER));

    assertThat(entry.original().source()).isEqualTo(new InetSocketAddress("10.0.0.2", 1025));
    assertThat(entry.original().destination()).isEqualTo(TUPLE.source());
    assertThat(entry.reply()).isEqualTo(TUPLE);
  }

  @Test
  void read_withoutTheReply_isRefused() {
    refused(Datagrams.hex(ANSWER).limit(4 + 52), "conntrack: a direction is missing");
  }

  @Test
  void read_withoutAnything_isRefused() {
    refused(ByteBuffer.allocate(3), "conntrack: 3 bytes");
  }

  @Test
  void read_addressOfFiveBytes_isRefused() {
    refused(
        Datagrams.hex("02000000 1400 0180 1000 0180 0900 0100 0a00000200 000000"),
        "conntrack address: 5 bytes");
  }

  @Test
  void read_withoutPorts_isRefused() {
    refused(
        Datagrams.hex("02000000 1800 0180 1400 0180 0800 0100 0a000002 0800 0200 c0000201"),
        "conntrack: an end is missing");
  }

  private static void refused(ByteBuffer body, String message) {
    assertThatThrownBy(() -> ConntrackEntry.read(body))
        .isInstanceOf(ProtocolException.class)
        .hasMessageStartingWith(message);
  }
}
