package dev.sennit.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointsTest {
  @Test
  void parse_tcp_readsEachForm() {
    assertThat(Listen.parse("tcp:4242")).isEqualTo(new Listen.Tcp("", 4242, 4096));
    assertThat(Listen.parse("tcp:4242:interface=127.0.0.1:backlog=1024"))
        .isEqualTo(new Listen.Tcp("127.0.0.1", 4242, 1024));
    assertThat(Listen.parse("tcp:port=0:interface=[::1]")).isEqualTo(Listen.tcp("::1", 0));
    assertThat(Listen.parse("tcp:0:interface=\\:\\:1")).isEqualTo(Listen.tcp("::1", 0));
    assertThat(Listen.parse("tcp:80:localhost:5")).isEqualTo(new Listen.Tcp("localhost", 80, 5));
    assertThat(Target.parse("tcp:host:4242")).isEqualTo(Target.tcp("host", 4242));
    assertThat(Target.parse("tcp:port=1:host=[fe80::1]")).isEqualTo(Target.tcp("fe80::1", 1));
  }

  @Test
  void parse_unix_readsEachForm() {
    assertThat(Listen.parse("unix:/run/maps.sock"))
        .isEqualTo(Listen.unix(Path.of("/run/maps.sock")));
    assertThat(Listen.parse("unix:/run/maps.sock:mode=624:owner=root:group=postfix:backlog=7"))
        .isEqualTo(new Listen.Unix(Path.of("/run/maps.sock"), 0624, "root", "postfix", 7));
    assertThat(Listen.parse("unix:address=/a\\:b:lockfile=1"))
        .isEqualTo(Listen.unix(Path.of("/a:b")));
    assertThat(Target.parse("unix:path=/run/s")).isEqualTo(Target.unix(Path.of("/run/s")));
  }

  @Test
  void parse_tls_readsEachForm() {
    assertThat(Listen.parse("tls:4343:interface=127.0.0.1:certKey=c.pem:privateKey=k.pem"))
        .isEqualTo(
            new Listen.Secure(
                Listen.tcp("127.0.0.1", 4343), Tls.server(Path.of("c.pem"), Path.of("k.pem"))));
    assertThat(Listen.parse("ssl:4343:privateKey=k.pem:trustRoots=ca.pem"))
        .isEqualTo(
            new Listen.Secure(
                Listen.tcp("", 4343),
                new Tls(Path.of("k.pem"), Path.of("k.pem"), Path.of("ca.pem"))));
    assertThat(Target.parse("tls:host:4343:trustRoots=ca.pem"))
        .isEqualTo(new Target.Secure(Target.tcp("host", 4343), Tls.client(Path.of("ca.pem"))));
    assertThat(Target.parse("tls:host:4343:certificate=c.pem:privateKey=k.pem"))
        .isEqualTo(
            new Target.Secure(
                Target.tcp("host", 4343), new Tls(Path.of("c.pem"), Path.of("k.pem"), null)));
  }

  @Test
  void parse_systemd_readsEachForm() {
    assertThat(Listen.parse("systemd:domain=INET:index=0"))
        .isEqualTo(new Listen.Inherited(false, 0, null));
    assertThat(Listen.parse("systemd:UNIX:name=maps"))
        .isEqualTo(new Listen.Inherited(true, -1, "maps"));
    assertThat(Listen.parse("systemd:domain=INET6:index=3"))
        .isEqualTo(new Listen.Inherited(false, 3, null));
  }

  @Test
  void parse_inetd_isStandardInput() {
    assertThat(Listen.parse("inetd")).isEqualTo(Listen.Inherited.STANDARD_INPUT);
    assertThat(Listen.Inherited.STANDARD_INPUT).hasToString("inetd");
  }

  @ParameterizedTest
  @CsvSource({
    "'',0",
    "udp:1,0",
    "inetd:113,6",
    "=tcp:1,0",
    "tcp,3",
    "tcp:,4",
    "tcp:x,4",
    "tcp:+80,4",
    "tcp:٣,4",
    "tcp:65536,4",
    "tcp:99999999999,4",
    "tcp:80:interface=::1,17",
    "tcp:80:backlog=0,15",
    "tcp:80:port=81,12",
    "tcp:80:color=red,7",
    "tcp:80:a:5:more,11",
    "tcp:port=1:port=2,16",
    "unix:,5",
    "unix:/s:mode=888,13",
    "unix:/s:mode=1777,13",
    "unix:/s:user=me,8",
    "tls:1:certKey=c,15",
    "tls:1:privateKey=k:secret=1,19",
    "systemd:,8",
    "systemd:domain=IPX:index=0,15",
    "systemd:domain=INET,15",
    "systemd:domain=INET:index=0:name=a,15",
    "systemd:domain=INET:index=-1,26",
    "systemd:domain=INET:name=,25",
  })
  void parseListen_wrongPart_isPointedAt(String endpoint, int offset) {
    assertThatThrownBy(() -> Listen.parse(endpoint))
        .isInstanceOfSatisfying(
            EndpointSyntaxException.class,
            e -> {
              assertThat(e.offset()).isEqualTo(offset);
              assertThat(e.endpoint()).isEqualTo(endpoint);
              assertThat(e).hasMessageContaining("(expected: ");
            });
  }

  @ParameterizedTest
  @CsvSource({
    "tcp:host,8",
    "tcp:host:0,9",
    "tcp::80,4",
    "unix:/s:mode=660,8",
    "tls:h:1:trust=x,8",
    "systemd:domain=INET:index=0,0",
  })
  void parseTarget_wrongPart_isPointedAt(String endpoint, int offset) {
    assertThatThrownBy(() -> Target.parse(endpoint))
        .isInstanceOfSatisfying(
            EndpointSyntaxException.class, e -> assertThat(e.offset()).isEqualTo(offset));
  }

  @Test
  void parse_wrongPart_messageSaysWhatBelongsThere() {
    assertThatThrownBy(() -> Listen.parse("tcp:http"))
        .hasMessage("endpoint: tcp:http at character 5: 'http' (expected: a port, 0 to 65535)");
    assertThatThrownBy(() -> Listen.parse("unix:/a\0b"))
        .isInstanceOf(EndpointSyntaxException.class);
    assertThatThrownBy(() -> Target.parse("unix:\0")).isInstanceOf(EndpointSyntaxException.class);
    assertThatThrownBy(() -> Listen.parse("tls:1:privateKey=\0"))
        .isInstanceOf(EndpointSyntaxException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tcp:4242:interface=127.0.0.1:backlog=1024",
        "tcp:0",
        "tcp:1:interface=\\:\\:1",
        "unix:/run/a\\:b\\=c\\\\d:mode=660:owner=root:group=postfix",
        "unix:\\[a]:mode=0",
        "tls:4343:interface=h:certKey=c.pem:privateKey=k.pem:trustRoots=ca.pem",
        "systemd:domain=UNIX:index=3",
        "systemd:domain=INET:name=ma\\:ps"
      })
  void toString_parsed_isTheSame(String endpoint) {
    assertThat(Listen.parse(endpoint)).hasToString(endpoint);
  }

  @Test
  void isLoopback_knownAddresses_isTold() {
    assertThat(new Listen.Tcp("127.1.2.3", 1, 1).isLoopback()).isTrue();
    assertThat(new Listen.Tcp("::1", 1, 1).isLoopback()).isTrue();
    assertThat(new Listen.Tcp("", 1, 1).isLoopback()).isFalse();
  }

  @Test
  void records_outOfRange_areRefused() {
    assertThatThrownBy(() -> new Listen.Tcp("", -1, 1))
        .hasMessage("port: -1 (expected: 0 to 65535)");
    assertThatThrownBy(() -> new Listen.Tcp("", 1, 0))
        .hasMessage("backlog: 0 (expected: 1 or more)");
    assertThatThrownBy(() -> new Listen.Unix(Path.of("s"), 01000, null, null, 1))
        .hasMessage("mode: 1000 (expected: octal 0 to 777)");
    assertThatThrownBy(() -> new Target.Tcp("h", 0)).hasMessage("port: 0 (expected: 1 to 65535)");
    assertThatThrownBy(() -> new Tls(Path.of("c"), null, null))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
