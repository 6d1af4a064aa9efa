/// What Postfix does to a key before it asks one of its own tables: fold its case, and try parts of
/// it.
///
/// Postfix does neither for a table behind a network protocol, so the server may:
///
/// ```java
/// WalkSettings settings = new WalkSettings("+", List.of("example.com"));
/// Octets key = CaseFold.fold(Octets.utf8("Info+News@Example.COM"));
/// for (Octets part : KeyWalk.ADDRESS.keys(key, settings)) {
///   // info+news@example.com, info@example.com, info+news, info, @example.com
/// }
/// ```
@NullMarked
package dev.sennit.maps.keys;

import org.jspecify.annotations.NullMarked;
