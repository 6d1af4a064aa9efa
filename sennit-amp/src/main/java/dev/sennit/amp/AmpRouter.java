package dev.sennit.amp;

import dev.sennit.amp.session.AmpOutcome;
import dev.sennit.amp.session.AmpOutcome.Refusal;
import dev.sennit.amp.session.AmpOutcome.Success;
import dev.sennit.amp.session.AmpSession;
import dev.sennit.amp.wire.AmpBox;
import dev.sennit.amp.wire.AmpKeys;
import dev.sennit.amp.wire.CommandName;
import dev.sennit.net.ConnectionListener;
import dev.sennit.net.Delivery;
import dev.sennit.net.StartTls;
import dev.sennit.net.Successor;
import dev.sennit.net.runtime.SessionChannel;
import dev.sennit.net.runtime.Terms;
import dev.sennit.net.wire.Octets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Who answers which command. Immutable: each method returns a changed copy, so that one router may
/// build on another.
///
/// A command is looked up by its exact name; then, among those declared by [#onRaw], by its name in
/// ASCII upper case; then in the locators, in the order in which they were given.
///
/// Source: `CommandLocator` and `SimpleStringLocator` in Twisted's `twisted/protocols/amp.py`.
public final class AmpRouter {
  private static final AmpRouter EMPTY =
      new AmpRouter(
          Map.of(), Map.of(), Set.of(AmpCommand.START_TLS.name()), Set.of(), command -> null);

  /// Does one command's work, from box to outcome.
  @FunctionalInterface
  interface Route {
    CompletionStage<AmpOutcome> run(AmpBox request, AmpConnection connection) throws Exception;
  }

  private final Map<Octets, Route> routes;
  private final Map<Octets, AmpResponder> raw;
  private final Set<Octets> tlsCommands;
  private final Set<Octets> switchCommands; // those behind which nothing is read
  private final AmpLocator locator;

  private AmpRouter(
      Map<Octets, Route> routes,
      Map<Octets, AmpResponder> raw,
      Set<Octets> tlsCommands,
      Set<Octets> switchCommands,
      AmpLocator locator) {
    this.routes = routes;
    this.raw = raw;
    this.tlsCommands = tlsCommands;
    this.switchCommands = switchCommands;
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
    return new AmpRouter(routes, Map.copyOf(more), tlsCommands, switchCommands, locator);
  }

  /// Looks further for commands that this router does not answer.
  public AmpRouter locator(AmpLocator further) {
    return new AmpRouter(
        routes,
        raw,
        tlsCommands,
        switchCommands,
        command -> {
          AmpResponder found = locator.locate(command);
          return found == null ? further.locate(command) : found;
        });
  }

  /// Lets a peer begin TLS. Without this it is told `TLS_ERROR`, and the connection stays in clear.
  ///
  /// @param how [StartTls#unverified()] is what Twisted does: it keeps listeners out, and nobody
  ///   else
  public AmpRouter onStartTls(StartTls how) {
    return onStartTls(() -> how);
  }

  /// As [#onStartTls(StartTls)], with certificates that may change.
  ///
  /// @param how is asked at each beginning of TLS; must not block
  public AmpRouter onStartTls(Supplier<StartTls> how) {
    return onStartTls(AmpCommand.START_TLS, how, (nothing, _) -> nothing);
  }

  /// Lets a peer begin TLS by a command of one's own.
  ///
  /// @param handler answers in clear; what it throws is told as of any command, without TLS
  public <Q, R> AmpRouter onStartTls(
      AmpCommand<Q, R> command, StartTls how, AmpHandler<Q, R> handler) {
    return onStartTls(command, () -> how, handler);
  }

  private <Q, R> AmpRouter onStartTls(
      AmpCommand<Q, R> command, Supplier<StartTls> how, AmpHandler<Q, R> handler) {
    Set<Octets> more = new HashSet<>(tlsCommands);
    more.add(command.name());
    AmpRouter router = with(command.name(), new TlsRoute(new TypedRoute<>(command, handler), how));
    return new AmpRouter(router.routes, raw, Set.copyOf(more), router.switchCommands, locator);
  }

  /// Lets a peer switch the protocol. The answer is sent, then the successor that the handler gives
  /// takes over. If the peer wanted no answer, nothing happens.
  ///
  /// Behind the request nothing is read before the handler is done, so the peer may send what is
  /// for the successor at once; and the handler cannot ask the peer back.
  public <Q> AmpRouter onSwitch(
      AmpCommand<Q, AmpNothing> command, AmpHandler<Q, Successor> handler) {
    AmpRouter router =
        onSwitchAsync(
            command,
            (request, connection) ->
                CompletableFuture.completedFuture(handler.answer(request, connection)));
    Set<Octets> more = new HashSet<>(switchCommands);
    more.add(command.name());
    return new AmpRouter(router.routes, raw, tlsCommands, Set.copyOf(more), locator);
  }

  /// As [#onSwitch], now or later; meanwhile both sides go on, so the peer must wait for the answer
  /// before it sends what is for the successor.
  public <Q> AmpRouter onSwitchAsync(
      AmpCommand<Q, AmpNothing> command, AsyncAmpHandler<Q, Successor> handler) {
    return with(command.name(), new SwitchRoute<>(command, handler));
  }

  /// Lets the peer keep the connection alive by [AmpConnection#keepAlive]: a one-way command that
  /// nobody answers would end it.
  public AmpRouter onKeepAlive() {
    return on(AmpCommand.KEEP_ALIVE, (nothing, _) -> nothing);
  }

  /// A successor that speaks AMP too: a new conversation on the same connection, in which these
  /// answer, and ids begin anew. With the limits and times that a server has by default.
  ///
  /// @param opened is told the new conversation before anything comes; on the event loop, so it
  ///   must not block, but it may ask
  public Successor successor(Consumer<AmpConnection> opened) {
    Terms terms =
        new Terms(
            "amp",
            Delivery.IN_ORDER,
            AmpServerOptions.LIMITS,
            AmpServerOptions.TIMEOUTS,
            ConnectionListener.NONE);
    AmpTerms own = new AmpTerms(this, AmpLimits.defaults(), AmpServerOptions.TIMEOUTS);
    return SessionChannel.successor(terms, () -> new AmpLine(own).side(opened::accept));
  }

  boolean isStartTls(Octets command) {
    return tlsCommands.contains(command);
  }

  boolean holdsInput(Octets command) {
    return tlsCommands.contains(command) || switchCommands.contains(command);
  }

  private AmpRouter with(Octets name, Route route) {
    Map<Octets, Route> more = new HashMap<>(routes);
    more.put(name, route);
    Set<Octets> switches = new HashSet<>(switchCommands);
    switches.remove(name);
    return new AmpRouter(Map.copyOf(more), raw, tlsCommands, Set.copyOf(switches), locator);
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
    if (responder == null && command.equals(AmpCommand.START_TLS.name())) {
      return CompletableFuture.completedFuture(
          new Refusal(AmpSession.TLS_ERROR, "TLS not available", false));
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
