package dev.sennit.daemon.source;

import dev.sennit.maps.MapsClient;
import dev.sennit.maps.MapsClientOptions;
import dev.sennit.maps.MapsProtocol;
import dev.sennit.maps.wire.GetReply;
import dev.sennit.maps.wire.PutReply;
import dev.sennit.net.Reply;
import dev.sennit.net.wire.Octets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// A table of another map server, asked as Postfix would ask it. What that server says is the
/// answer; that it cannot be reached, or breaks the protocol, is a failure.
///
/// Values are stored where the protocol can carry them: over tcp_table.
public final class RemoteSource implements Source {
  private final MapsClient client;
  private final boolean stores;

  /// Connects to nothing before the first lookup.
  public RemoteSource(MapsClientOptions server) {
    client = MapsClient.create(server);
    stores = server.protocol() == MapsProtocol.TCP_TABLE;
  }

  /// @throws InterruptedException if the caller is interrupted
  @Override
  public GetReply find(Octets key) throws Exception {
    return await(client.getAsync(key));
  }

  @Override
  public PutReply store(Octets key, Octets value) throws Exception {
    return stores ? await(client.putAsync(key, value)) : Source.super.store(key, value);
  }

  /* A reply hands the caller's turn on while it is waited for, and what waits so does not count
   * among the unfinished requests of the connection. For a lookup that would lift the limit on
   * them, so the reply is waited for as any other back end is. */
  private static <T> T await(Reply<T> reply) throws Exception {
    CompletableFuture<T> answer = new CompletableFuture<>();
    var _ =
        reply.whenComplete((value, failure) -> {
          if (failure == null) {
            answer.complete(value);
          } else {
            answer.completeExceptionally(failure);
          }
        });
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  @Override
  public boolean mayBlock() {
    return true;
  }

  @Override
  public void close() {
    client.close();
  }
}
