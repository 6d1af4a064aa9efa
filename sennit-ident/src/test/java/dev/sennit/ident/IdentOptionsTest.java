package dev.sennit.ident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sennit.ident.wire.IdentQuery;
import dev.sennit.ident.wire.IdentQuirk;
import dev.sennit.ident.wire.IdentStyle;
import dev.sennit.net.Listen;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class IdentOptionsTest {

  @Test
  void serverDefaults_areThoseOfTheTable() {
    IdentServerOptions options = IdentServerOptions.defaults();
    assertThat(options.listen()).containsExactly(Listen.tcp("", 113));
    assertThat(options.style()).isEqualTo(IdentStyle.COMPACT);
    assertThat(options.queries()).isEqualTo(100);
    assertThat(options.hideErrors()).isFalse();
    assertThat(options.answerJunk()).isFalse();
    assertThat(options.firstQuery()).isEqualTo(Duration.ofSeconds(30));
    assertThat(options.timeouts().idle()).isEqualTo(Duration.ofSeconds(60));
    assertThat(options.timeouts().total()).isEqualTo(Duration.ofHours(1));
    assertThat(options.limits().frameBytes()).isEqualTo(1000);
    assertThat(options.ratePerAddress()).isZero();
  }

  @Test
  void serverOptions_outOfRange_areRefused() {
    IdentServerOptions options = IdentServerOptions.defaults();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options.queries(0))
        .withMessage("queries: 0 (expected: 1 or more)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options.ratePerAddress(-1))
        .withMessage("ratePerAddress: -1 (expected: 0 or more)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options.firstQuery(Duration.ofSeconds(-1)));
  }

  @Test
  void clientDefaults_areThoseOfTheTable() {
    IdentClientOptions options = IdentClientOptions.defaults();
    assertThat(options.port()).isEqualTo(113);
    assertThat(options.connect()).isEqualTo(Duration.ofSeconds(30));
    assertThat(options.total()).isEqualTo(Duration.ofSeconds(30));
    assertThat(options.connections()).isEqualTo(8);
    assertThat(options.keep()).isZero();
    assertThat(options.pipelining()).isEqualTo(1);
    assertThat(options.remember()).isZero();
    assertThat(options.unfinished()).isEqualTo(65_536);
    assertThat(options.quirks()).isEmpty();
    assertThat(options.quirks(IdentQuirk.RFC_931).quirks()).containsExactly(IdentQuirk.RFC_931);
  }

  @Test
  void clientOptions_outOfRange_areRefused() {
    IdentClientOptions options = IdentClientOptions.defaults();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options.port(0))
        .withMessage("port: 0 (expected: 1 to 65535)");
    assertThatIllegalArgumentException().isThrownBy(() -> options.connections(0));
    assertThatIllegalArgumentException().isThrownBy(() -> options.total(Duration.ofNanos(-1)));
  }

  @Test
  void request_ports_areTheServersFirst() {
    InetAddress home = InetAddress.ofLiteral("127.0.0.1");
    IdentRequest request =
        IdentRequest.of(new InetSocketAddress(home, 23), new InetSocketAddress(home, 6193));
    assertThat(request.query()).isEqualTo(new IdentQuery(6193, 23));
    assertThat(request.port(0)).isEqualTo(request);
    assertThatIllegalArgumentException().isThrownBy(() -> request.port(65_536));
    assertThatIllegalArgumentException().isThrownBy(() -> request.timeout(Duration.ofSeconds(-1)));
  }
}
