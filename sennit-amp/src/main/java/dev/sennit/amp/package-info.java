/// Twisted's Asynchronous Messaging Protocol: typed commands over one connection, both ways.
///
/// ```java
/// import dev.sennit.amp.*;
/// import dev.sennit.net.*;
///
/// // a command is two records: what is asked and what is answered; and its errors
/// record Divide(int numerator, int denominator) {}
/// record Quotient(double result) {}
/// record Progress(String text) {}
///
/// AmpCommand<Divide, Quotient> divide = AmpCommand.of(Divide.class, Quotient.class)
///     .error(ArithmeticException.class, "ZERO_DIVISION", ArithmeticException::new);
/// AmpCommand<Progress, AmpNothing> progress = AmpCommand.of(Progress.class, AmpNothing.class);
///
/// // a server: handlers may block, may ask the client back, and throw what the command declares
/// AmpRouter router = AmpRouter.of().on(divide, (question, client) -> {
///   client.tell(progress, new Progress("dividing " + question.numerator()));
///   if (question.denominator() == 0) {
///     throw new ArithmeticException("not by zero");
///   }
///   return new Quotient((double) question.numerator() / question.denominator());
/// });
/// try (var server = AmpServer.start(
///     AmpServerOptions.defaults().listen(Listen.tcp("127.0.0.1", 8749)), router)) {
///
///   // a client, which answers too
///   AmpRouter back = AmpRouter.of().on(progress, (told, peer) -> AmpNothing.NOTHING);
///   try (var client = AmpClient.create(
///       AmpClientOptions.of(Target.tcp("127.0.0.1", 8749)).router(back))) {
///     AmpConnection connection = client.connect();
///     if (connection.call(divide, new Divide(7, 2)).result() != 3.5) {
///       throw new IllegalStateException("7 / 2 is 3.5");
///     }
///     try {
///       connection.call(divide, new Divide(7, 0));
///       throw new IllegalStateException("nobody divides by zero");
///     } catch (ArithmeticException told) {
///       // the server's words: "not by zero"
///     }
///
///     // many at once
///     Reply<Quotient> one = connection.ask(divide, new Divide(1, 2));
///     Reply<Quotient> other = connection.ask(divide, new Divide(2, 4));
///     if (!one.join().equals(other.join())) {
///       throw new IllegalStateException("1 / 2 is 2 / 4");
///     }
///   }
/// }
/// ```
package dev.sennit.amp;
