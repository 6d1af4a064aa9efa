/// Answers ready to be used: everything that decides who is named, put together.
///
/// ```java
/// PolicyIdentHandler handler =
///     PolicyIdentHandler.of(connection -> OptionalLong.of(1000), accounts)
///         .policy(() -> SystemPolicy.REAL_NAMES);
/// IdentAnswer answer = handler.answer(connection, peer);
/// ```
package dev.sennit.ident.handler;
