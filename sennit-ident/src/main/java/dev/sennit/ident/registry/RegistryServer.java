package dev.sennit.ident.registry;

import dev.sennit.ident.registry.RefusedException.Code;
import dev.sennit.ident.registry.RegistryMessage.Add;
import dev.sennit.ident.registry.RegistryMessage.Bad;
import dev.sennit.ident.registry.RegistryMessage.Done;
import dev.sennit.ident.registry.RegistryMessage.Refused;
import dev.sennit.ident.registry.RegistryMessage.Remove;
import dev.sennit.ident.registry.RegistryMessage.Reply;
import dev.sennit.ident.registry.RegistryMessage.Request;
import dev.sennit.ident.registry.RegistryMessage.Show;
import dev.sennit.net.ConnectionListener;
import dev.sennit.net.Delivery;
import dev.sennit.net.ForwardingServer;
import dev.sennit.net.Limits;
import dev.sennit.net.Listen;
import dev.sennit.net.Peer;
import dev.sennit.net.Timeouts;
import dev.sennit.net.Transport;
import dev.sennit.net.runtime.Conversation;
import dev.sennit.net.runtime.NettyServer;
import dev.sennit.net.runtime.Terms;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// The control socket of a registry: a UNIX socket on which programs of this machine register ids.
///
/// The kernel vouches for the user of each peer. Root and the users named are trusted; any other
/// registers for its own connections only. Who may connect at all, say the permissions of the
/// socket file.
public final class RegistryServer extends ForwardingServer {
  /// The connections at one time.
  public static final int MAX_CONNECTIONS = 1_000;

  /// The entries of one `LIST`.
  public static final int MAX_LISTED = 256;

  private RegistryServer(NettyServer server) {
    super(server);
  }

  /// Starts a control socket; it accepts connections when this returns.
  ///
  /// @param trusted users besides root that may register any id for any connection; looked at for
  ///   each request, on event loops, so that a set for many threads may be changed meanwhile
  /// @param listen one UNIX socket or more
  /// @throws IllegalArgumentException if an address is no UNIX socket
  /// @throws IllegalStateException if an address cannot be listened on; names it and says why
  public static RegistryServer start(IdentRegistry registry, Set<Long> trusted, Listen... listen) {
    for (Listen address : listen) {
      boolean unix =
          address instanceof Listen.Unix || (address instanceof Listen.Inherited i && i.unix());
      if (!unix) {
        throw new IllegalArgumentException("listen: " + address + " (expected: a UNIX socket)");
      }
    }
    Terms terms =
        new Terms(
            "ident-registry",
            Delivery.ON_LOOP,
            Limits.defaults().connections(MAX_CONNECTIONS),
            Timeouts.defaults(),
            ConnectionListener.NONE);
    return new RegistryServer(
        NettyServer.start(
            terms,
            Transport.AUTO,
            List.of(listen),
            () ->
                new Conversation<RegistryMessage, Request, Reply>(
                    new RegistryRequestReader(), new RegistryReplyWriter(), new RegistrySession()),
            (request, peer) ->
                CompletableFuture.completedFuture(answer(registry, trusted, request, peer))));
  }

  private static Reply answer(
      IdentRegistry registry, Set<Long> trusted, Request request, Peer peer) {
    Peer.UnixCredentials credentials = peer.unixCredentials();
    if (credentials == null) {
      return new Refused(Code.DENIED, "peer: unknown (expected: credentials of a UNIX socket)");
    }
    long uid = Integer.toUnsignedLong(credentials.uid());
    Registrant who = new Registrant(uid, uid == 0 || trusted.contains(uid));
    return switch (request) {
      case Add(var place, var id, var ttl) -> {
        try {
          yield new Done(registry.register(who, place, id, ttl), List.of(), false);
        } catch (RefusedException e) {
          yield new Refused(e.code(), String.valueOf(e.getMessage()));
        }
      }
      case Remove(var handle) ->
          registry.remove(who, handle)
              ? new Done(handle, List.of(), false)
              : new Refused(
                  Code.INVALID, "number: " + handle + " (expected: that of an own entry)");
      case Show(var after) -> {
        List<Entry> entries = registry.list(who, after, MAX_LISTED + 1);
        boolean more = entries.size() > MAX_LISTED;
        List<Entry> listed = more ? entries.subList(0, MAX_LISTED) : entries;
        yield new Done(listed.size(), List.copyOf(listed), more);
      }
      case Bad(var message) -> new Refused(Code.INVALID, message);
    };
  }
}
