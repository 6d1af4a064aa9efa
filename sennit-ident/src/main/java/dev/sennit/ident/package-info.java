/// RFC 1413: who owns this TCP connection? A server that tells, and a client that asks.
///
/// ```java
/// import dev.sennit.ident.*;
/// import dev.sennit.ident.IdentOutcome.*;
/// import dev.sennit.ident.wire.IdentAnswer;
/// import dev.sennit.ident.wire.IdentAnswer.*;
/// import dev.sennit.net.*;
/// import java.net.*;
/// import java.time.Duration;
/// import java.util.concurrent.*;
///
/// // a server: a handler may block, and what it throws is told as UNKNOWN-ERROR
/// ConcurrentMap<IdentConnection, String> owners = new ConcurrentHashMap<>();
/// IdentHandler handler = (connection, peer) -> {
///   String owner = owners.get(connection);
///   return owner == null ? Fault.NO_USER : UserId.unix(owner);
/// };
/// try (var server = IdentServer.start(
///         IdentServerOptions.defaults().listen(Listen.tcp("127.0.0.1", 1113)), handler);
///     var client = IdentClient.create(
///         IdentClientOptions.defaults().port(1113).total(Duration.ofSeconds(10)))) {
///
///   // a connection between the two machines, here one of a server to itself
///   try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
///       var ours = new Socket(listener.getInetAddress(), listener.getLocalPort());
///       var theirs = listener.accept()) {
///     IdentRequest request = IdentRequest.of(theirs).reference("the one who just called");
///     owners.put(
///         new IdentConnection(
///             (InetSocketAddress) ours.getLocalSocketAddress(),
///             (InetSocketAddress) ours.getRemoteSocketAddress()),
///         "joe");
///
///     // one outcome, never an exception
///     String text = switch (client.query(request)) {
///       case Identified(var asked, UserId user) ->
///           asked.reference() + " says to be " + user.text().orElse(user.hex());
///       case Declined(_, var error) -> "the server says " + error;
///       case Failed(_, IdentFailure failure, String detail) -> failure + ": " + detail;
///     };
///     if (!text.equals("the one who just called says to be joe")) {
///       throw new IllegalStateException(text);
///     }
///
///     // many at once
///     owners.clear();
///     Reply<IdentOutcome> first = client.queryAsync(request);
///     Reply<IdentOutcome> second = client.queryAsync(request.timeout(Duration.ofSeconds(1)));
///     IdentAnswer answer = first.join().answer();
///     if (!answer.equals(Fault.NO_USER) || !second.join().answer().equals(answer)) {
///       throw new IllegalStateException("nobody owns it any more");
///     }
///   }
/// }
/// ```
package dev.sennit.ident;
