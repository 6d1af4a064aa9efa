package dev.sennit.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.1.2, true",
    "10.0.0.0/8, 11.0.0.1, false",
    "192.0.2.128/25, 192.0.2.127, false",
    "192.0.2.128/25, 192.0.2.129, true",
    "0.0.0.0/0, 203.0.113.9, true",
    "0.0.0.0/0, ::1, false",
    "2001:db8::/33, 2001:db8:7fff::1, true",
    "2001:db8::/33, 2001:db8:8000::1, false",
    "::1, ::1, true",
  })
  void contains_address_comparesLeadingBits(String network, String address, boolean inside) {
    assertThat(Network.parse(network).orElseThrow().contains(InetAddress.ofLiteral(address)))
        .isEqualTo(inside);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "localhost", "10.0.0.0/33", "::1/129", "10.0.0.0/", "/8", "1.2.3.4/-1"})
  void parse_noNetwork_isNone(String text) {
    assertThat(Network.parse(text)).isEmpty();
  }

  @Test
  void toString_loneAddress_showsItsBits() {
    assertThat(Network.parse("192.0.2.1")).hasToString("Optional[192.0.2.1/32]");
  }
}
