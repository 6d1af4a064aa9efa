package dev.sennit.amp;

import dev.sennit.amp.schema.SchemaCommand;
import dev.sennit.amp.wire.AmpBox;
import dev.sennit.amp.wire.AmpKeys;
import dev.sennit.net.wire.Octets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A command: its name, a record for what it asks, a record for what it answers, and its errors.
///
///     record Divide(int numerator, int denominator) {}
///     record Quotient(double result) {}
///
///     static final AmpCommand<Divide, Quotient> DIVIDE =
///         AmpCommand.of("Divide", Divide.class, Quotient.class)
///             .error(ArithmeticException.class, "ZERO_DIVISION", ArithmeticException::new);
///
/// Each component of a record is one argument. Its key is its name, or what [AmpKey] says; it may
/// be absent if it is an `Optional` or `@Nullable`. Its type chooses the type on the wire:
///
/// | component | AMP's type |
/// |---|---|
/// | `int`, `long`, `BigInteger` | Integer |
/// | `Octets`, `byte[]` | String |
/// | `String` | Unicode |
/// | `boolean` | Boolean |
/// | `double` | Float |
/// | `BigDecimal`, or [dev.sennit.amp.wire.AmpDecimal] for minus zero, infinities and NaNs | Decimal |
/// | `OffsetDateTime` | DateTime |
/// | `Path` | Path |
/// | [dev.sennit.net.Descriptor] | Descriptor, over UNIX sockets |
/// | `List` of any of these, also nested | ListOf |
/// | `List` of a record | AmpList |
/// | anything with [AmpAs] | your own |
///
/// Immutable: each method returns a changed copy. Make a command once, as a constant: what is wrong
/// with its records is said when it is made.
///
/// Source: `Command` in Twisted's `twisted/protocols/amp.py`.
///
/// @param <Q> the request
/// @param <R> the response
public final class AmpCommand<Q, R> {
  /// The command that begins TLS.
  public static final AmpCommand<AmpNothing, AmpNothing> START_TLS =
      of("StartTLS", AmpNothing.class, AmpNothing.class);

  /// The one-way command by which a connection is kept alive.
  static final AmpCommand<AmpNothing, AmpNothing> KEEP_ALIVE =
      of("KeepAlive", AmpNothing.class, AmpNothing.class);

  /// A declared error.
  ///
  /// @param type the exception, with all its subclasses
  /// @param fatal whether the connection ends behind it
  /// @param make the exception on the caller's side, from the peer's text
  record Declared(
      Class<? extends Throwable> type,
      Octets code,
      boolean fatal,
      Function<? super String, ? extends Throwable> make) {}

  private final Octets name;
  private final RecordCodec<Q> request;
  private final RecordCodec<R> response;
  private final List<Declared> errors;
  private final boolean quits;

  private AmpCommand(
      Octets name,
      RecordCodec<Q> request,
      RecordCodec<R> response,
      List<Declared> errors,
      boolean quits) {
    this.name = name;
    this.request = request;
    this.response = response;
    this.errors = errors;
    this.quits = quits;
  }

  /// A command that is named as its request's class is.
  ///
  /// @throws IllegalArgumentException if something is wrong with a record; names the component
  public static <Q extends Record, R extends Record> AmpCommand<Q, R> of(
      Class<Q> request, Class<R> response) {
    return of(request.getSimpleName(), request, response);
  }

  /// A command.
  ///
  /// @param name any text, in UTF-8 on the wire; case matters
  /// @throws IllegalArgumentException if something is wrong with the name or a record; names the
  ///   component
  public static <Q extends Record, R extends Record> AmpCommand<Q, R> of(
      String name, Class<Q> request, Class<R> response) {
    Octets bytes = Octets.utf8(name);
    if (bytes.length() > AmpBox.MAX_VALUE_BYTES) {
      throw new IllegalArgumentException(
          "command: name of " + bytes.length() + " bytes (expected: at most 65535)");
    }
    return new AmpCommand<>(
        bytes,
        RecordCodec.of(request, Set.of()),
        RecordCodec.of(response, Set.of()),
        List.of(),
        false);
  }

  /// Declares an error after which the connection stays open. A handler that throws the exception,
  /// or a subclass of it, is told to the peer with this code and the exception's message.
  ///
  /// Errors are tried in the order in which they are declared, these before the fatal ones.
  ///
  /// @param code in UTF-8 on the wire
  /// @param make the exception for a caller, from the text on the wire
  public <X extends Throwable> AmpCommand<Q, R> error(
      Class<X> type, String code, Function<? super String, ? extends X> make) {
    return with(new Declared(type, Octets.utf8(code), false, make));
  }

  /// Declares an error behind which the side that raised it closes the connection.
  ///
  /// @param code in UTF-8 on the wire
  /// @param make the exception for a caller, from the text on the wire
  public <X extends Throwable> AmpCommand<Q, R> fatal(
      Class<X> type, String code, Function<? super String, ? extends X> make) {
    return with(new Declared(type, Octets.utf8(code), true, make));
  }

  /// Inherits the errors of another command: they come before those of this one, and each stays as
  /// fatal as it is. For an exception that both declare this command's code counts.
  public AmpCommand<Q, R> errorsOf(AmpCommand<?, ?> base) {
    AmpCommand<Q, R> inherited = new AmpCommand<>(name, request, response, base.errors, quits);
    for (Declared own : errors) {
      inherited = inherited.with(own);
    }
    return inherited;
  }

  private AmpCommand<Q, R> with(Declared added) {
    if (added.code().length() > AmpBox.MAX_VALUE_BYTES) {
      throw new IllegalArgumentException(
          "error: code of " + added.code().length() + " bytes (expected: at most 65535)");
    }
    List<Declared> all = new ArrayList<>(errors);
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).type() == added.type()) {
        all.set(i, added);
        return new AmpCommand<>(name, request, response, List.copyOf(all), quits);
      }
    }
    all.add(added);
    return new AmpCommand<>(name, request, response, List.copyOf(all), quits);
  }

  /// A command whose answer is the last that is said: the side that answers closes behind it.
  public AmpCommand<Q, R> quits() {
    return new AmpCommand<>(name, request, response, errors, true);
  }

  /// The name on the wire.
  public Octets name() {
    return name;
  }

  boolean isQuit() {
    return quits;
  }

  /// The command as data, for a file that a peer can load: its parts by their types on the wire,
  /// its errors by the simple names of their exceptions.
  public SchemaCommand schema() {
    return new SchemaCommand(
        name.utf8(), request.schema(), response.schema(), codes(false), codes(true), true, quits);
  }

  private Map<String, String> codes(boolean fatal) {
    Map<String, String> codes = new LinkedHashMap<>();
    for (Declared error : errors) {
      if (error.fatal() == fatal) {
        codes.put(error.type().getSimpleName(), error.code().utf8());
      }
    }
    return codes;
  }

  // ---- a request and its answer

  /// @throws IllegalArgumentException if a component has no form on the wire
  AmpBox.Builder write(Q value, AmpConnection connection) {
    AmpBox.Builder box = AmpBox.builder(request.size() + 2);
    request.write(value, box, connection);
    return box.put(AmpKeys.COMMAND, name);
  }

  Q readRequest(AmpBox box, AmpConnection connection) {
    return request.read(box, connection);
  }

  AmpBox.Builder writeResponse(R value, AmpConnection connection) {
    AmpBox.Builder box = AmpBox.builder(response.size() + 1);
    response.write(value, box, connection);
    return box;
  }

  /// Closes the open files in an answer that is written.
  void discardResponse(R value) {
    response.discard(value);
  }

  R readResponse(AmpBox box, AmpConnection connection) {
    return response.read(box, connection);
  }

  // ---- errors

  /// The declared error that an exception is; null if there is none.
  @Nullable Declared declared(Throwable thrown) {
    for (boolean fatal : new boolean[] {false, true}) {
      for (Declared error : errors) {
        if (error.fatal() == fatal && error.type().isInstance(thrown)) {
          return error;
        }
      }
    }
    return null;
  }

  /// What a caller gets for an error of the wire. `UNHANDLED` cannot be declared away.
  Throwable thrown(Octets code, String description) {
    if (code.equals(AmpKeys.UNHANDLED)) {
      return new UnhandledCommandException(description);
    }
    for (Declared error : errors.reversed()) {
      if (error.code().equals(code)) {
        return error.make().apply(description);
      }
    }
    return new UnknownRemoteException(description);
  }

  @Override
  public String toString() {
    return "command " + name.forLog();
  }
}
