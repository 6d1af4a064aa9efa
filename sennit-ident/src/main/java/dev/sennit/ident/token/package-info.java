/// Ids that tell the asker nothing, and the administrator who it was: encrypted tokens and stable
/// pseudonyms.
///
/// ```java
/// TokenKeys keys = TokenKeys.of(TokenKeys.generate());
/// AuditRecord record =
///     new AuditRecord(
///         Instant.ofEpochSecond(1_800_000_000L),
///         1000,
///         new InetSocketAddress("192.0.2.1", 40_000),
///         new InetSocketAddress("192.0.2.9", 6667));
/// String token = keys.seal(record);
/// if (!keys.open(token).equals(Optional.of(record))) {
///   throw new AssertionError(token);
/// }
/// ```
package dev.sennit.ident.token;
