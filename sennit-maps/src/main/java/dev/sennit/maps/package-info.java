/// Postfix's network maps: a server and a client, for tcp_table and socketmap.
///
/// ```java
/// import dev.sennit.maps.*;
/// import dev.sennit.maps.wire.*;
/// import dev.sennit.maps.wire.MapsReply.*;
/// import dev.sennit.net.*;
/// import dev.sennit.net.wire.Octets;
/// import java.util.concurrent.*;
///
/// // a server: a handler may block, and what it throws is told as "try later"
/// ConcurrentMap<Octets, Octets> table = new ConcurrentHashMap<>();
/// MapHandler handler = new MapHandler() {
///   public GetReply get(MapsRequest.Get request, Peer peer) {
///     Octets value = table.get(request.key());
///     return value == null ? NotFound.INSTANCE : new Found(value);
///   }
///
///   public PutReply put(MapsRequest.Put request, Peer peer) {
///     table.put(request.key(), request.value());
///     return Stored.INSTANCE;
///   }
/// };
/// try (var server = MapsServer.start(
///     MapsServerOptions.defaults().listen(Listen.tcp("127.0.0.1", 4242)), handler)) {
///
///   // a client: three answers, and an exception if none could be had
///   try (var client = MapsClient.create(
///       MapsClientOptions.tcpTable(Target.tcp("127.0.0.1", 4242)))) {
///     PutReply stored = client.put("alice@example.com", "alice@box.example.com");
///     if (!stored.equals(Stored.INSTANCE)) {
///       throw new IllegalStateException("not stored: " + stored);
///     }
///     String answer = switch (client.get("alice@example.com")) {
///       case Found(Octets value) -> "deliver to " + value.utf8();
///       case NotFound() -> "no such user";
///       case TryLater(String reason) -> "ask again: " + reason;
///       case Broken(String reason) -> "ask the administrator: " + reason;
///     };
///     if (!answer.equals("deliver to alice@box.example.com")) {
///       throw new IllegalStateException(answer);
///     }
///
///     // many at once
///     Reply<GetReply> alice = client.getAsync(Octets.utf8("alice@example.com"));
///     Reply<GetReply> bob = client.getAsync(Octets.utf8("bob@example.com"));
///     if (alice.join().equals(bob.join())) {
///       throw new IllegalStateException("bob is not alice");
///     }
///   }
/// }
/// ```
package dev.sennit.maps;
