package dev.sennit.ident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.RequestTimeoutException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class ConnectFailureTest {

  private static ConnectFailure of(IOException cause) {
    return ConnectFailure.of(
        new CompletionException(new ConnectionLostException("cannot connect: x", cause)));
  }

  @Test
  void of_errorOfTheSystem_isOneWord() {
    assertThat(of(new BindException("x")).kind()).isEqualTo(IdentFailure.BIND_FAILED);
    assertThat(of(new NoRouteToHostException("x")).kind()).isEqualTo(IdentFailure.UNREACHABLE);
    assertThat(of(new IOException("Network is unreachable")).kind())
        .isEqualTo(IdentFailure.UNREACHABLE);
    assertThat(of(new ConnectException("Connection refused")).kind())
        .isEqualTo(IdentFailure.REFUSED);
    assertThat(of(new ConnectException("Connection timed out")).kind())
        .isEqualTo(IdentFailure.TIMEOUT);
    assertThat(of(new IOException("Connection reset by peer")).kind())
        .isEqualTo(IdentFailure.RESET);
    assertThat(of(new IOException("Too many open files")).kind())
        .isEqualTo(IdentFailure.NO_RESOURCES);
    assertThat(ConnectFailure.of(new RequestTimeoutException("x", Duration.ofSeconds(1))).kind())
        .isEqualTo(IdentFailure.TIMEOUT);
  }

  @Test
  void isOfServer_whatIsNoFaultOfTheServer_isNotRemembered() {
    assertThat(of(new ConnectException("Connection refused")).isOfServer()).isTrue();
    assertThat(of(new BindException("x")).isOfServer()).isFalse();
    assertThat(of(new IOException("Too many open files")).isOfServer()).isFalse();
  }
}
