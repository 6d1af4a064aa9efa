/// What a user may say of a connection: oidentd's configuration language, read as it is.
///
/// Bytes of a file become a [dev.sennit.ident.policy.SystemPolicy] or a
/// [dev.sennit.ident.policy.UserPolicy]; a connection and its owner become a
/// [dev.sennit.ident.policy.Verdict].
///
/// ```java
/// byte[] file =
///     """
///     default { default { deny spoof } }
///     user 0  { default { force hide } }
///     """.getBytes(StandardCharsets.ISO_8859_1);
/// Reading<SystemPolicy> reading = PolicyReader.system(file, Names.NUMBERS);
/// SystemPolicy policy = reading.orThrow("oidentd.conf");
/// IdentConnection connection =
///     new IdentConnection(
///         new InetSocketAddress("192.0.2.1", 40_000), new InetSocketAddress("192.0.2.9", 6667));
/// if (!(policy.grant(0, connection).forced() instanceof Statement.Plain(var what))
///     || what != Capability.HIDE) {
///   throw new AssertionError("root is not hidden");
/// }
/// ```
package dev.sennit.ident.policy;
