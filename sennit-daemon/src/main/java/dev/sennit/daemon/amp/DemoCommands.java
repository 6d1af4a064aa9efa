package dev.sennit.daemon.amp;

import dev.sennit.amp.AmpCommand;
import dev.sennit.amp.AmpKey;
import dev.sennit.amp.AmpRouter;
import dev.sennit.amp.wire.AmpDecimal;
import dev.sennit.net.wire.Octets;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/// What the demonstration answers. `Sum` and `Divide` are those of Twisted's own example.
///
/// | command | asks | answers | errors |
/// |---|---|---|---|
/// | `Sum` | `a`, `b`: Integer | `total`: Integer | |
/// | `Divide` | `numerator`, `denominator`: Integer | `result`: Float | `ZERO_DIVISION` |
/// | `Echo` | one optional argument of each type | the same | |
/// | `Wait` | `seconds`: Float, 0 to 60 | `seconds` | `OUT_OF_RANGE` |
///
/// Source: `docs/core/examples/ampserver.py` of Twisted.
public final class DemoCommands {
  private static final double LONGEST_WAIT_SECONDS = 60;

  /// Two numbers of any size.
  public record Sum(BigInteger a, BigInteger b) {}

  /// What they make together.
  public record Total(BigInteger total) {}

  /// A question that can go wrong.
  public record Divide(BigInteger numerator, BigInteger denominator) {}

  /// The nearest double.
  public record Quotient(double result) {}

  /// One argument of each type; the keys are the types' names.
  public record Everything(
      Optional<BigInteger> integer,
      Optional<Octets> string,
      Optional<String> unicode,
      @AmpKey("boolean") Optional<Boolean> truth,
      @AmpKey("float") Optional<Double> real,
      Optional<AmpDecimal> decimal,
      @AmpKey("datetime") Optional<OffsetDateTime> time,
      Optional<Path> path,
      @AmpKey("listof") Optional<List<BigInteger>> integers,
      @AmpKey("amplist") Optional<List<Row>> rows) {}

  /// An element of `amplist`.
  public record Row(String name, Optional<Double> value) {}

  /// A time to wait.
  public record Wait(double seconds) {}

  /// The time that was waited.
  public record Waited(double seconds) {}

  /// Adds.
  public static final AmpCommand<Sum, Total> SUM = AmpCommand.of(Sum.class, Total.class);

  /// Divides.
  public static final AmpCommand<Divide, Quotient> DIVIDE =
      AmpCommand.of(Divide.class, Quotient.class)
          .error(ArithmeticException.class, "ZERO_DIVISION", ArithmeticException::new);

  /// Answers what was asked.
  public static final AmpCommand<Everything, Everything> ECHO =
      AmpCommand.of("Echo", Everything.class, Everything.class);

  /// Answers later; what is asked behind it is answered meanwhile.
  public static final AmpCommand<Wait, Waited> WAIT =
      AmpCommand.of(Wait.class, Waited.class)
          .error(IllegalArgumentException.class, "OUT_OF_RANGE", IllegalArgumentException::new);

  private DemoCommands() {}

  /// Answers them all.
  public static AmpRouter router() {
    return AmpRouter.of()
        .on(SUM, (sum, _) -> new Total(sum.a().add(sum.b())))
        .on(DIVIDE, (divide, _) -> divide(divide))
        .on(ECHO, (everything, _) -> everything)
        .onAsync(WAIT, (wait, _) -> waited(wait));
  }

  private static Quotient divide(Divide divide) {
    if (divide.denominator().signum() == 0) {
      throw new ArithmeticException("division by zero");
    }
    return new Quotient(
        new BigDecimal(divide.numerator())
            .divide(new BigDecimal(divide.denominator()), MathContext.DECIMAL128)
            .doubleValue());
  }

  private static CompletionStage<Waited> waited(Wait wait) {
    if (!(wait.seconds() >= 0 && wait.seconds() <= LONGEST_WAIT_SECONDS)) {
      throw new IllegalArgumentException("seconds: " + wait.seconds() + " (expected: 0 to 60)");
    }
    long nanos = Math.round(wait.seconds() * 1e9);
    return CompletableFuture.supplyAsync(
        () -> new Waited(wait.seconds()),
        CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS));
  }
}
