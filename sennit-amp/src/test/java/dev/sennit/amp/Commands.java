package dev.sennit.amp;

import java.util.Optional;

/// The commands that tests speak.
final class Commands {
  record Sum(int a, int b) {}

  record Total(int total) {}

  record Name(String name) {}

  record Wait(int number) {}

  record Divide(int numerator, int denominator) {}

  record Quotient(int result) {}

  record Maybe(Optional<String> text) {}

  static final AmpCommand<Sum, Total> SUM = AmpCommand.of(Sum.class, Total.class);

  static final AmpCommand<AmpNothing, AmpNothing> NOOP =
      AmpCommand.of("Noop", AmpNothing.class, AmpNothing.class);

  static final AmpCommand<AmpNothing, AmpNothing> QUIT =
      AmpCommand.of("Quit", AmpNothing.class, AmpNothing.class).quits();

  static final AmpCommand<Wait, AmpNothing> WAIT = AmpCommand.of(Wait.class, AmpNothing.class);

  static final AmpCommand<Name, Name> HELLO = AmpCommand.of("hello", Name.class, Name.class);

  static final AmpCommand<Divide, Quotient> DIVIDE =
      AmpCommand.of(Divide.class, Quotient.class)
          .error(ArithmeticException.class, "ZERO_DIVISION", ArithmeticException::new)
          .fatal(IllegalStateException.class, "BROKEN", IllegalStateException::new);

  private Commands() {}
}
