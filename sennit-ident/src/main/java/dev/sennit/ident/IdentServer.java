package dev.sennit.ident;

import dev.sennit.ident.session.IdentServerRules;
import dev.sennit.ident.session.IdentServerSession;
import dev.sennit.ident.wire.IdentAnswer;
import dev.sennit.ident.wire.IdentAnswer.Fault;
import dev.sennit.ident.wire.IdentMessage;
import dev.sennit.ident.wire.IdentQuery;
import dev.sennit.ident.wire.IdentQueryReader;
import dev.sennit.ident.wire.IdentWriter;
import dev.sennit.net.ForwardingServer;
import dev.sennit.net.Peer;
import dev.sennit.net.runtime.Conversation;
import dev.sennit.net.runtime.Handler;
import dev.sennit.net.runtime.NettyServer;
import dev.sennit.net.runtime.Terms;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Tells other machines who owns the connections that they have with this one.
public final class IdentServer extends ForwardingServer {
  private IdentServer(NettyServer server) {
    super(server);
  }

  /// Starts a server that knows nobody: it answers every query with `UNKNOWN-ERROR`.
  ///
  /// @throws IllegalStateException if an address cannot be listened on; names it and says why
  public static IdentServer start(IdentServerOptions options) {
    return start(options, (_, _) -> Fault.UNKNOWN_ERROR);
  }

  /// Starts a server; it accepts connections when this returns.
  ///
  /// @throws IllegalStateException if an address cannot be listened on; names it and says why
  public static IdentServer start(IdentServerOptions options, IdentHandler handler) {
    return startWith(
        options,
        (query, peer) ->
            CompletableFuture.completedFuture(handler.answer(connection(query, peer), peer)));
  }

  /// Starts a server whose handler may answer later; it accepts connections when this returns.
  ///
  /// @throws IllegalStateException if an address cannot be listened on; names it and says why
  public static IdentServer startAsync(IdentServerOptions options, AsyncIdentHandler handler) {
    return startWith(
        options,
        new Handler<>() {
          @Override
          public CompletionStage<? extends IdentAnswer> handle(IdentQuery query, Peer peer)
              throws Exception {
            return handler.answer(connection(query, peer), peer);
          }

          @Override
          public void givenUp(CompletionStage<? extends IdentAnswer> answer) {
            boolean _ = answer.toCompletableFuture().cancel(true);
          }
        });
  }

  private static IdentServer startWith(
      IdentServerOptions options, Handler<IdentQuery, IdentAnswer> handler) {
    Terms terms =
        new Terms(
            "ident",
            options.delivery(),
            options.limits(),
            options.timeouts().idle(Duration.ZERO).total(Duration.ZERO), // the session's affair
            options.listener());
    IdentServerRules rules = rules(options);
    IdentServerSession.Observer observer =
        new QueryGate(options.listener(), options.ratePerAddress());
    return new IdentServer(
        NettyServer.start(
            terms,
            options.transport(),
            options.listen(),
            () -> conversation(options, rules, observer),
            handler));
  }

  static IdentServerRules rules(IdentServerOptions options) {
    return new IdentServerRules(
        options.queries(),
        options.hideErrors(),
        options.answerJunk(),
        options.firstQuery().toNanos(),
        options.timeouts().idle().toNanos(),
        options.timeouts().total().toNanos());
  }

  private static Conversation<IdentMessage, IdentQuery, IdentAnswer> conversation(
      IdentServerOptions options, IdentServerRules rules, IdentServerSession.Observer observer) {
    return new Conversation<>(
        new IdentQueryReader(options.limits().frameBytes(), options.tolerance()),
        new IdentWriter(options.style()),
        new IdentServerSession(rules, observer));
  }

  private static IdentConnection connection(IdentQuery query, Peer peer) {
    if (peer.local() instanceof InetSocketAddress local
        && peer.remote() instanceof InetSocketAddress remote) {
      return new IdentConnection(
          new InetSocketAddress(local.getAddress(), query.serverPort()),
          new InetSocketAddress(remote.getAddress(), query.clientPort()));
    }
    throw new IllegalStateException(
        "peer: " + peer + " (expected: a TCP connection, whose addresses are part of the query)");
  }
}
