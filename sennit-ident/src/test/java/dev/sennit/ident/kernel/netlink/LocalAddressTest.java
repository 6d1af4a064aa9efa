package dev.sennit.ident.kernel.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sennit.net.ProtocolException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LocalAddressTest {
  @BeforeEach
  void littleEndian() {
    assumeThat(ByteOrder.nativeOrder()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
  }

  @Test
  void read_ofAnInterface_isItsAddress() {
    LocalAddress address =
        LocalAddress.read(Datagrams.hex("02 08 80 fe 01000000 0800 0100 7f000001"));

    assertThat(address).isEqualTo(new LocalAddress(1, InetAddress.ofLiteral("127.0.0.1")));
  }

  @Test
  void read_ofAPointToPointLink_isThisEnd() {
    LocalAddress address =
        LocalAddress.read(
            Datagrams.hex("02 20 80 00 04000000 0800 0100 0a000002 0800 0200 0a000001"));

    assertThat(address).isEqualTo(new LocalAddress(4, InetAddress.ofLiteral("10.0.0.1")));
  }

  @Test
  void read_ofAnotherFamily_isNothing() {
    assertThat(LocalAddress.read(Datagrams.hex("1c 08 80 fe 01000000 0600 0100 7f00 0000")))
        .isNull();
  }

  @Test
  void read_tooShort_isRefused() {
    assertThatThrownBy(() -> LocalAddress.read(ByteBuffer.allocate(7)))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("address: 7 bytes (expected: 8 or more)");
  }
}
