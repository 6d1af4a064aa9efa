/// Twisted's Perspective Broker: objects that are called from the other end of a connection, in
/// both directions.
///
/// ```java
/// import dev.sennit.net.*;
/// import dev.sennit.pb.*;
/// import dev.sennit.pb.jelly.*;
/// import java.util.*;
///
/// // a server: users log in, and call their avatars; methods may block
/// record Message(String from, String text) {}
/// PbTypes types = PbTypes.standard().record("chat.Message", Message.class);
/// PbRealm realm = login -> {
///   List<PbRemote> rooms = new ArrayList<>();
///   return PbAvatar.of(PbMethods.of()
///       .on("say", call -> {
///         Message said = new Message(login.name(), call.text(0));
///         rooms.forEach(room -> room.send("heard", said)); // wants no answer
///         return said;
///       })
///       .on("join", call -> rooms.add(call.remote(0))));
/// };
/// try (var server = PbServer.start(
///     PbServerOptions.defaults().listen(Listen.tcp("127.0.0.1", 8787)).types(types),
///     PbPortal.of(realm).users(Map.of("guest", "secret")))) {
///
///   // a client: it may be called back
///   var heard = new java.util.concurrent.LinkedBlockingQueue<Object>();
///   PbObject room = PbMethods.of().on("heard", call -> heard.add(call.get(0)));
///   try (var client = PbClient.connect(
///       PbClientOptions.of(Target.tcp("127.0.0.1", 8787)).types(types))) {
///     PbRemote avatar = client.login("guest", "secret", null).join();
///     avatar.call("join", room).join();
///     Object said = avatar.call("say", "hello").join();
///     if (!said.equals(new Message("guest", "hello")) || !heard.take().equals(said)) {
///       throw new IllegalStateException("said: " + said);
///     }
///
///     // a failure keeps its name
///     try {
///       client.login("guest", "wrong", null).join();
///     } catch (java.util.concurrent.CompletionException e) {
///       if (!((PbException) e.getCause()).is("twisted.cred.error.UnauthorizedLogin")) {
///         throw e;
///       }
///     }
///   }
/// }
/// ```
package dev.sennit.pb;
