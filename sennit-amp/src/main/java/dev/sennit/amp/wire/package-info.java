/// The boxes of AMP, the text of its values, and the limits of both.
///
///     stream = *box
///     box    = *pair 00 00
///     pair   = key-length (2 bytes, big-endian, 1..255) key
///              value-length (2 bytes, big-endian, 0..65535) value
///
/// There is no greeting, no version and no end of the session. Either side may speak first.
///
/// @see <a href="https://amp-protocol.net">the protocol's site</a>
package dev.sennit.amp.wire;
