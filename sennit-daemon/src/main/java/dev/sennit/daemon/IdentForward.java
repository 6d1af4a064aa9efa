package dev.sennit.daemon;

import dev.sennit.ident.IdentClient;
import dev.sennit.ident.IdentOutcome;
import dev.sennit.ident.IdentRequest;
import dev.sennit.ident.forward.Forward;
import dev.sennit.ident.wire.IdentAnswer;
import dev.sennit.net.Reply;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;

/// Asks ident servers of machines inside, whose connection leads through this one.
final class IdentForward {
  private IdentForward() {}

  /// Asks with the client. The query leaves from whatever address leads to the target: a machine
  /// inside knows the asker by this machine's.
  static Forward through(IdentClient client) {
    return (target, query) -> {
      InetSocketAddress local =
          new InetSocketAddress(anyOf(target.getAddress()), query.clientPort());
      InetSocketAddress remote = new InetSocketAddress(target.getAddress(), query.serverPort());
      Reply<IdentOutcome> reply =
          client.queryAsync(IdentRequest.of(local, remote).port(target.getPort()));
      CompletableFuture<IdentAnswer> answer = reply.thenApply(IdentOutcome::answer);
      answer.whenComplete((_, _) -> reply.cancel(true)); // without effect once there is an outcome
      return answer;
    };
  }

  private static InetAddress anyOf(InetAddress target) {
    return target.getAddress().length == 4
        ? InetAddress.ofLiteral("0.0.0.0")
        : InetAddress.ofLiteral("::");
  }
}
