package dev.sennit.amp;

import dev.sennit.amp.session.AmpOutcome;
import dev.sennit.amp.session.AmpOutcome.Refusal;
import dev.sennit.amp.session.AmpOutcome.Success;
import dev.sennit.amp.wire.AmpBox;
import dev.sennit.amp.wire.AmpKeys;
import dev.sennit.amp.wire.CommandName;
import dev.sennit.net.wire.Octets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Who answers which command. Immutable: each method returns a changed copy, so that one router may
/// build on another.
///
/// A command is looked up by its exact name; then, among those declared by [#onRaw], by its name in
/// ASCII upper case; then in the locators, in the order in which they were given.
///
/// Source: `CommandLocator` and `SimpleStringLocator` in Twisted's `twisted/protocols/amp.py`.
public final class AmpRouter {
  private static final AmpRouter EMPTY = new AmpRouter(Map.of(), Map.of(), command -> null);

  /// Does one command's work, from box to outcome.
  @FunctionalInterface
  interface Route {
    CompletionStage<AmpOutcome> run(AmpBox request, AmpConnection connection) throws Exception;
  }

  private final Map<Octets, Route> routes;
  private final Map<Octets, AmpResponder> raw;
  private final AmpLocator locator;

  private AmpRouter(Map<Octets, Route> routes, Map<Octets, AmpResponder> raw, AmpLocator locator) {
    this.routes = routes;
    this.raw = raw;
    this.locator = locator;
  }

  /// A router that answers nothing.
  public static AmpRouter of() {
    return EMPTY;
  }

  /// Answers a command; replaces who answered it before.
  public <Q, R> AmpRouter on(AmpCommand<Q, R> command, AmpHandler<Q, R> handler) {
    return with(command.name(), new TypedRoute<>(command, handler));
  }

  /// Answers a command now or later; replaces who answered it before.
  public <Q, R> AmpRouter onAsync(AmpCommand<Q, R> command, AsyncAmpHandler<Q, R> handler) {
    return with(command.name(), new AsyncTypedRoute<>(command, handler));
  }

  /// Answers a command by hand, whatever the case of the letters in its name.
  public AmpRouter onRaw(String command, AmpResponder responder) {
    Map<Octets, AmpResponder> more = new HashMap<>(raw);
    more.put(CommandName.upperCase(Octets.utf8(command)), responder);
    return new AmpRouter(routes, Map.copyOf(more), locator);
  }

  /// Looks further for commands that this router does not answer.
  public AmpRouter locator(AmpLocator further) {
    return new AmpRouter(
        routes,
        raw,
        command -> {
          AmpResponder found = locator.locate(command);
          return found == null ? further.locate(command) : found;
        });
  }

  private AmpRouter with(Octets name, Route route) {
    Map<Octets, Route> more = new HashMap<>(routes);
    more.put(name, route);
    return new AmpRouter(Map.copyOf(more), raw, locator);
  }

  /// Finds who answers and lets him. What is not told to the peer is thrown.
  CompletionStage<AmpOutcome> respond(Octets command, AmpBox request, AmpConnection connection)
      throws Exception {
    Route route = routes.get(command);
    if (route != null) {
      return route.run(request, connection);
    }
    AmpResponder responder = raw.get(CommandName.upperCase(command));
    if (responder == null) {
      responder = locator.locate(command);
    }
    if (responder == null) {
      return CompletableFuture.completedFuture(
          new Refusal(AmpKeys.UNHANDLED, "Unhandled Command: " + CommandName.repr(command), false));
    }
    return respondRaw(responder, request, connection);
  }

  private static CompletionStage<AmpOutcome> respondRaw(
      AmpResponder responder, AmpBox request, AmpConnection connection) throws Exception {
    try {
      return responder
          .respond(request, connection)
          .handle((box, failure) ->
              failure == null ? new Success(box.toBuilder(), false) : told(failure, null));
    } catch (AmpRemoteException e) {
      return CompletableFuture.completedFuture(told(e, null));
    }
  }

  /// The outcome of a failure that the peer is told of.
  ///
  /// @throws CompletionException of any other
  static AmpOutcome told(Throwable thrown, @Nullable AmpCommand<?, ?> command) {
    Throwable failure =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    AmpCommand.Declared declared = command == null ? null : command.declared(failure);
    if (declared != null) {
      String text =
          failure instanceof BadAnswerException
              ? "the answer cannot be sent"
              : failure.getMessage();
      return new Refusal(declared.code(), text == null ? "" : text, declared.fatal());
    }
    if (failure instanceof AmpRemoteException remote
        && !(failure instanceof UnhandledCommandException)) {
      return new Refusal(remote.codeOctets(), remote.description(), remote.isFatal());
    }
    throw failure instanceof RuntimeException unchecked
        ? unchecked
        : new CompletionException(failure);
  }
}
