package dev.sennit.amp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sennit.amp.Commands.Divide;
import dev.sennit.amp.Commands.Quotient;
import dev.sennit.amp.Commands.Sum;
import dev.sennit.amp.Commands.Total;
import dev.sennit.net.ConnectionLostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A switch from AMP to another AMP, and the life of a connection that is kept alive.
@Timeout(60)
class AmpInAmpIT {
  static final AmpCommand<AmpNothing, AmpNothing> INNER =
      AmpCommand.of("Inner", AmpNothing.class, AmpNothing.class);

  private static final AmpRouter SUMS =
      AmpRouter.of().on(Commands.SUM, (sum, _) -> new Total(sum.a() + sum.b()));

  @Test
  void switch_toAnotherAmp_callsGoBothWaysInIt() {
    CompletableFuture<AmpConnection> atServer = new CompletableFuture<>();
    CompletableFuture<AmpConnection> atClient = new CompletableFuture<>();
    AmpRouter inside =
        AmpRouter.of().on(Commands.DIVIDE, (d, _) -> new Quotient(d.numerator() / d.denominator()));
    try (var sides =
        TwoSides.of(SUMS.onSwitch(INNER, (_, _) -> inside.successor(atServer::complete)))) {
      assertThat(sides.connection.call(Commands.SUM, new Sum(1, 2))).isEqualTo(new Total(3));
      assertThat(
              sides
                  .connection
                  .switchTo(INNER, AmpNothing.NOTHING, _ -> SUMS.successor(atClient::complete))
                  .join())
          .isEqualTo(AmpNothing.NOTHING);
      AmpConnection inner = atClient.join();
      assertThat(inner.call(Commands.DIVIDE, new Divide(7, 2))).isEqualTo(new Quotient(3));
      assertThat(TwoSides.failure(inner.ask(Commands.SUM, new Sum(1, 2))))
          .isInstanceOf(UnhandledCommandException.class);
      assertThat(atServer.join().call(Commands.SUM, new Sum(13, 81))).isEqualTo(new Total(94));
      assertThatExceptionOfType(ProtocolSwitchedException.class)
          .isThrownBy(() -> sides.connection.ask(Commands.SUM, new Sum(1, 2)));
      inner.close();
      assertThat(atServer.join().closed().toCompletableFuture().join())
          .isInstanceOf(ConnectionLostException.class);
    }
  }

  @Test
  void keepAlive_shorterThanTheIdleLimit_keepsTheConnection() throws Exception {
    AmpServerOptions impatient =
        AmpServerOptions.defaults()
            .timeouts(AmpServerOptions.defaults().timeouts().idle(Duration.ofMillis(500)));
    try (var silent =
            TwoSides.of(impatient, AmpLimits.defaults(), SUMS.onKeepAlive(), AmpRouter.of());
        var alive =
            TwoSides.of(impatient, AmpLimits.defaults(), SUMS.onKeepAlive(), AmpRouter.of())) {
      alive.connection.keepAlive(Duration.ofMillis(50));
      assertThat(silent.connection.closed().toCompletableFuture().join())
          .isInstanceOf(ConnectionLostException.class);
      assertThat(alive.connection.call(Commands.SUM, new Sum(1, 2))).isEqualTo(new Total(3));
    }
  }

  @Test
  void keepAlive_zero_isRefused() {
    try (var sides = TwoSides.of(SUMS)) {
      assertThatExceptionOfType(IllegalArgumentException.class)
          .isThrownBy(() -> sides.connection.keepAlive(Duration.ZERO));
    }
  }
}
