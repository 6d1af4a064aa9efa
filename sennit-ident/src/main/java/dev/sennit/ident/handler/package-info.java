/// Answers ready to be used: everything that decides who is named, put together.
///
/// ```java
/// Account alice = new Account("alice", 1000, 1000, "/home/alice", "/bin/sh");
/// Accounts accounts =
///     new Accounts() {
///       public Optional<Account> byUid(long uid) {
///         return uid == 1000 ? Optional.of(alice) : Optional.empty();
///       }
///
///       public Optional<Account> byName(String name) {
///         return name.equals("alice") ? Optional.of(alice) : Optional.empty();
///       }
///     };
/// PolicyIdentHandler handler =
///     PolicyIdentHandler.of(_ -> OptionalLong.of(1000), accounts)
///         .policy(() -> SystemPolicy.REAL_NAMES)
///         .style(new IdStyle.Pseudonym(new Pseudonyms(TokenKeys.generate(), 9)));
/// IdentConnection connection =
///     new IdentConnection(
///         new InetSocketAddress("192.0.2.1", 40_000), new InetSocketAddress("192.0.2.9", 6667));
/// Peer peer = Peer.of(connection.remote(), connection.local());
/// if (!(handler.answer(connection, peer) instanceof IdentAnswer.UserId)) {
///   throw new AssertionError("no user");
/// }
/// ```
package dev.sennit.ident.handler;
