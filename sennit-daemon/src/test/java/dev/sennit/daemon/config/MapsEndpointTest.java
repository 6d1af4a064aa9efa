package dev.sennit.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sennit.maps.MapsClientOptions;
import dev.sennit.maps.MapsProtocol;
import dev.sennit.net.Target;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MapsEndpointTest {

  @Test
  void parse_tcp_hasHostAndPort() {
    assertThat(MapsEndpoint.parse("tcp:mail.example:4242").target())
        .isEqualTo(Target.tcp("mail.example", 4242));
  }

  @Test
  void parse_tcpWithoutHost_meansLocalhost() {
    assertThat(MapsEndpoint.parse("tcp:4242").target()).isEqualTo(Target.tcp("localhost", 4242));
  }

  @Test
  void parse_bracketedAddress_keepsItsColons() {
    assertThat(MapsEndpoint.parse("tcp:[::1]:4242").target()).isEqualTo(Target.tcp("::1", 4242));
  }

  @Test
  void parse_socketmapInet_hasName() {
    MapsClientOptions options = MapsEndpoint.parse("socketmap:inet:localhost:4243:aliases");
    assertThat(options.protocol()).isEqualTo(MapsProtocol.SOCKETMAP);
    assertThat(options.target()).isEqualTo(Target.tcp("localhost", 4243));
    assertThat(options.map()).isEqualTo("aliases");
  }

  @Test
  void parse_socketmapUnix_nameIsBehindTheLastColon() {
    MapsClientOptions options = MapsEndpoint.parse("socketmap:unix:/run/a:b/maps:aliases");
    assertThat(options.target()).isEqualTo(Target.unix(Path.of("/run/a:b/maps")));
    assertThat(options.map()).isEqualTo("aliases");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "tcp",
        "tcp:",
        "tcp:host:",
        "tcp:host:smtp:x",
        "hash:/etc/aliases",
        "socketmap:inet:h:1",
        "socketmap:unix:/run/maps",
        "tcp:host:0",
        "tcp:host:65536",
        "tcp:host:abc",
        "socketmap:inet:h:1:a b"
      })
  void parse_anythingElse_namesTheValue(String endpoint) {
    assertThatThrownBy(() -> MapsEndpoint.parse(endpoint))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected: ");
  }
}
