/// Identities that a program tells for each of its own connections: for bouncers, bridges and bots,
/// whose connections all belong to one user of the system.
///
/// In the same process through [dev.sennit.ident.registry.IdentRegistry]; from another one through
/// a UNIX socket, [dev.sennit.ident.registry.RegistryServer] and
/// [dev.sennit.ident.registry.RegistryClient].
///
/// ```java
/// IdentRegistry registry = new IdentRegistry();
/// IdentConnection connection =
///     new IdentConnection(
///         new InetSocketAddress("192.0.2.1", 40_000), new InetSocketAddress("192.0.2.9", 6667));
/// registry.register(
///     Registrant.SELF, new Place.Exact(connection), Octets.utf8("alice"), Duration.ofHours(1));
/// Entry entry = registry.find(connection, OptionalLong.empty()).orElseThrow();
/// if (!entry.id().utf8().equals("alice")) {
///   throw new AssertionError(entry);
/// }
/// ```
package dev.sennit.ident.registry;
