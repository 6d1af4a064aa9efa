package dev.sennit.maps;

import dev.sennit.maps.wire.GetReply;
import dev.sennit.maps.wire.MapsReply;
import dev.sennit.maps.wire.MapsRequest;
import dev.sennit.maps.wire.PutReply;
import dev.sennit.net.ConnectionListener;
import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.Delivery;
import dev.sennit.net.Limits;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.Reply;
import dev.sennit.net.RequestTimeoutException;
import dev.sennit.net.runtime.NettyConnector;
import dev.sennit.net.runtime.Terms;
import dev.sennit.net.wire.Octets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Asks a map server what Postfix would ask it.
///
/// The three answers of a map stay three: [MapsReply.Found], [MapsReply.NotFound] and the two kinds
/// of "cannot say"; that no answer could be had is an exception. Safe for many threads; connections
/// are kept and used again.
public final class MapsClient implements AutoCloseable {
  /// How long connections that are broken off may take to be gone.
  private static final Duration BREAKING = Duration.ofSeconds(2);

  private final MapsClientOptions options;
  private final NettyConnector connector;
  private final MapsPool pool;
  private final MapsRetries retries;

  private MapsClient(MapsClientOptions options) {
    this.options = options;
    Terms terms =
        new Terms(
            "maps",
            Delivery.ON_LOOP,
            Limits.defaults(),
            options.timeouts(),
            ConnectionListener.NONE);
    this.connector = new NettyConnector(terms, options.transport(), options.target());
    this.pool = new MapsPool(options, connector);
    this.retries = new MapsRetries(pool, options.unfinished());
  }

  /// Makes a client. Nothing is connected before the first request.
  public static MapsClient create(MapsClientOptions options) {
    return new MapsClient(options);
  }

  /// Looks a key up, and waits for the answer. An interrupt does not end the wait.
  ///
  /// @throws ConnectionLostException if no server could be reached, or it closed without a reply,
  ///   as often as was tried
  /// @throws RequestTimeoutException if the reply did not come in time
  /// @throws ProtocolException if the reply is none, or the wire cannot carry the key
  /// @throws RejectedExecutionException if as many requests are unfinished as the options allow
  public GetReply get(String key) {
    return get(Octets.utf8(key));
  }

  /// As [#get(String)], for any bytes.
  public GetReply get(Octets key) {
    return await(getAsync(key));
  }

  /// Looks a key up. The reply fails as [#get(String)] does.
  public Reply<GetReply> getAsync(Octets key) {
    MapsRequest request = new MapsRequest.Get(options.map(), key);
    return Reply.of(retries.ask(request, options.retry()).thenApply(MapsClient::lookup));
  }

  /// Stores a value, and waits until the server has it. Never tried twice once it was sent.
  ///
  /// @throws ConnectionLostException if no server could be reached, or it closed without a reply:
  ///   it may have stored the value
  /// @throws RequestTimeoutException if the reply did not come in time: it may have stored the
  ///   value
  /// @throws ProtocolException if the reply is none, or the wire cannot carry key or value;
  ///   socketmap carries no changes
  /// @throws RejectedExecutionException if as many requests are unfinished as the options allow
  public PutReply put(Octets key, Octets value) {
    return await(putAsync(key, value));
  }

  /// As [#put(Octets, Octets)], for texts.
  public PutReply put(String key, String value) {
    return put(Octets.utf8(key), Octets.utf8(value));
  }

  /// Stores a value. The reply fails as [#put(Octets, Octets)] does.
  public Reply<PutReply> putAsync(Octets key, Octets value) {
    MapsRequest request = new MapsRequest.Put(options.map(), key, value);
    return Reply.of(retries.ask(request, Retry.NEVER).thenApply(MapsClient::change));
  }

  private static GetReply lookup(MapsReply reply) {
    return switch (reply) {
      case GetReply get -> get;
      case PutReply odd -> throw new ProtocolException("reply: " + odd + " (expected: a lookup's)");
    };
  }

  private static PutReply change(MapsReply reply) {
    return switch (reply) {
      case PutReply put -> put;
      case GetReply odd -> throw new ProtocolException("reply: " + odd + " (expected: a change's)");
    };
  }

  private static <T> T await(Reply<T> reply) {
    try {
      return reply.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /// Lets what is sent be answered, as long as the grace allows, and closes every connection.
  /// Requests that were not sent fail. When this returns, every reply is given or has failed.
  @Override
  public void close() {
    retries.close();
    CompletableFuture<Void> gone = pool.close();
    if (!await(gone, options.timeouts().grace())) {
      pool.breakOff();
      await(gone, BREAKING);
    }
    connector.close();
  }

  private static boolean await(CompletableFuture<Void> gone, Duration longest) {
    try {
      gone.get(longest.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException | TimeoutException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return connector.toString();
  }
}
